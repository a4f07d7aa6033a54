"""What a new recipe says, chosen by what the records are like, each choice with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any, Final

from tuning.dataset.record import Record
from tuning.models.catalogue import BaseModel, Hyperparameter
from tuning.report import words
from tuning.report.words import count
from tuning.run.recipe import TaskType

FEW: Final = 1_000
"""Below it AWS advises more passes over the data than 5 epochs give."""

MANY: Final = 5_000
"""Up to it AWS advises two epochs, above it one."""

WARM_UP: Final = {"micro": 640, "lite": 160, "pro": 320}
"""Records for each step of the warm-up, as AWS advises it for Nova."""

SUMMARY: Final = ("summar", "zusammenfass", "résum", "resum", "riassum", "要約", "摘要")

LONGER: Final = 3
"""How many times as long as its answer a text is that is summarised, at least."""

LONGEST_LABEL: Final = 60
"""Characters of the usual answer, at most, that may be a label."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the training records are like.

    Attributes:
        records: how many there are.
        answers: different ones among them.
        labels: whether the dataset room takes the answers for labels.
        prompt_characters, answer_characters: of half of them, at most.
        asked: the share of prompts that end with a question mark.
        summarised: the share of records that ask for a summary.
        personal: how often each kind of personal data and secrets was found.
    """

    records: int
    answers: int
    labels: bool
    prompt_characters: float
    answer_characters: float
    asked: float
    summarised: float
    personal: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What one key of a recipe is set to, and why, as a sentence."""

    key: str
    value: Any
    reason: str


def seen(records: Sequence[Record], *, labels: bool, personal: Mapping[str, int]) -> Seen:
    """Look at training records; there must be one at least."""
    prompts = [
        "\n".join(text for turn in record.asked for text in turn.texts) for record in records
    ]
    answers = [record.answer for record in records]
    told = [
        "\n".join([*record.system, prompt]) for record, prompt in zip(records, prompts, strict=True)
    ]
    return Seen(
        records=len(records),
        answers=len(set(answers)),
        labels=labels,
        prompt_characters=median(map(len, prompts)),
        answer_characters=median(map(len, answers)),
        asked=_share(prompt.rstrip().endswith(("?", "\uff1f", "\u061f")) for prompt in prompts),
        summarised=_share(any(word in text[:400].casefold() for word in SUMMARY) for text in told),
        personal=personal,
    )


def _share(marks: Iterator[bool]) -> float:
    found = list(marks)
    return sum(found) / len(found)


def choices(
    of: Seen, model: BaseModel, *, epochs: Choice | None, training_usd: float | None
) -> Iterator[Choice]:
    """Yield what a recipe for these records says.

    Args:
        of: the records.
        model: the base model.
        epochs: how often it sees them, where it can be told.
        training_usd: what training in so many epochs is expected to cost; None where no price is
            known.
    """
    yield Choice(key="base_model", value=model.id, reason=f"{model.name}; --model chooses another.")
    task, why = task_type(of)
    yield Choice(key="evaluation.task_type", value=task, reason=why)
    known = {parameter.name: parameter for parameter in model.hyperparameters}
    if epochs:
        yield epochs
    steps = next((n for name, n in WARM_UP.items() if name in model.name.casefold()), None)
    if steps and (warm_up := known.get("learningRateWarmupSteps")):
        yield Choice(
            key="hyperparameters.learningRateWarmupSteps",
            value=_within(warm_up, ceil(of.records / steps)),
            reason=f"AWS advises a step for every {steps} records.",
        )
    found = ", ".join(words.found(kind, n) for kind, n in sorted(of.personal.items()))
    yield Choice(
        key="privacy.mode",
        value="redact" if found else "report",
        reason=f"Found: {found}." if found else "No personal data and no secrets were found.",
    )
    if training_usd is not None:
        yield Choice(
            key="limits.max_training_usd",
            value=max(1, ceil(2 * training_usd)),
            reason=f"Twice the ${training_usd:.2f} that training is expected to cost, rounded up.",
        )


def task_type(of: Seen) -> tuple[TaskType, str]:
    """Return the kind of task that the records are for, and what shows it."""
    if of.labels and of.answers < of.records and of.answer_characters <= LONGEST_LABEL:
        return "Classification", (
            f"{count(of.records, 'record')} have {count(of.answers, 'answer')} between them."
        )
    if of.summarised >= 1 / 2:
        return "Summarization", "Most records ask for a summary."
    if of.asked >= 1 / 2:
        return "QuestionAndAnswer", "Most prompts end with a question mark."
    if of.prompt_characters >= LONGER * of.answer_characters > LONGER * LONGEST_LABEL:
        return "Summarization", f"The usual prompt is over {LONGER} times as long as its answer."
    return "Generation", "The answers are neither labels, nor summaries, nor answers to questions."


def epochs_for(records: int, model: BaseModel, *, old: int | None = None) -> Choice | None:
    """Return how often a base model sees records; None if it cannot be told.

    Args:
        records: to train on.
        model: the base model.
        old: how often a model elsewhere saw them.
    """
    epochs = next((each for each in model.hyperparameters if each.name == "epochCount"), None)
    if not epochs:
        return None
    if old is not None:
        wanted, reason = old, f"As the old job's n_epochs = {old}"
        capped = f", as far as {model.name} takes them" if _within(epochs, old) != old else ""
        reason += f"{capped}; a sweep may find better."
    elif records < FEW:
        wanted, reason = (
            int(epochs.max),
            f"Fewer than {FEW:,} records: as often as the model allows.",
        )
    elif records <= MANY:
        wanted, reason = 2, f"AWS advises two for up to {MANY:,} records."
    else:
        wanted, reason = 1, f"AWS advises one above {MANY:,} records."
    return Choice(key="hyperparameters.epochCount", value=_within(epochs, wanted), reason=reason)


def _within(parameter: Hyperparameter, wanted: int) -> int:
    return int(min(max(wanted, parameter.min), parameter.max))
