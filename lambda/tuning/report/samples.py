"""Held-out records worth reading: where the custom model lost, where both failed, where it won."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, Literal

from tuning.evaluation.answers import Answered, HeldOut, Reply, scored

SHOWN: Final = 5
"""Records shown on each side; answers.jsonl holds them all."""


HALF: Final = 0.5
"""Of the highest score; below it an answer is more wrong than right."""


@dataclass(frozen=True, kw_only=True)
class ShownTurn:
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, kw_only=True)
class ShownAnswer:
    """What a model answered, or why it did not, and its score."""

    text: str
    error: str | None
    score: float


@dataclass(frozen=True, kw_only=True)
class ShownRecord:
    """A held-out record with both answers.

    Attributes:
        record: its line in the held-out set.
        system: nothing where it has no system text.
        turns: what the models were asked, in its order.
    """

    record: int
    system: str
    turns: tuple[ShownTurn, ...]
    reference: str
    base: ShownAnswer
    custom: ShownAnswer


@dataclass(frozen=True, kw_only=True)
class AnswerSamples:
    """How the records went on the deciding metric.

    Attributes:
        metric: the deciding metric.
        won, tied, lost: how many records the custom model answered better, alike and worse.
        losses: the records that it lost by most, the largest first.
        gains: the records that it won by most, the largest first.
        failed: how many records both models answered with less than half of the highest score.
        failures: the worst of these, by the scores of both.
    """

    metric: str
    won: int
    tied: int
    lost: int
    losses: tuple[ShownRecord, ...]
    gains: tuple[ShownRecord, ...]
    failed: int = 0
    failures: tuple[ShownRecord, ...] = ()


def sampled(
    answers: Sequence[Answered], metric: str, asked: Mapping[int, HeldOut] | None = None
) -> AnswerSamples:
    """Sort the records that both models answered by what they gained on a metric.

    Args:
        answers: of both models.
        metric: that decides.
        asked: the records as they stand in the held-out set, by their lines: with their turns.
    """
    ranked = sorted(scored(answers), key=lambda answered: -answered.gain(metric))
    won = [answered for answered in ranked if answered.gain(metric) > 0]
    lost = [answered for answered in reversed(ranked) if answered.gain(metric) < 0]
    failed = [
        each for each in ranked if max(each.base_scores[metric], each.custom_scores[metric]) < HALF
    ]
    failed.sort(key=lambda each: each.custom_scores[metric] + each.base_scores[metric])
    turns = asked or {}
    return AnswerSamples(
        metric=metric,
        won=len(won),
        tied=len(ranked) - len(won) - len(lost),
        lost=len(lost),
        losses=tuple(_shown(each, metric, turns.get(each.record)) for each in lost[:SHOWN]),
        gains=tuple(_shown(each, metric, turns.get(each.record)) for each in won[:SHOWN]),
        failed=len(failed),
        failures=tuple(_shown(each, metric, turns.get(each.record)) for each in failed[:SHOWN]),
    )


def excerpts(shown: AnswerSamples | None) -> dict[int, str]:
    """Return what tells each record from the others: its question, but for how all begin."""
    records = (*shown.losses, *shown.failures, *shown.gains) if shown else ()
    asked = {each.record: " ".join(each.turns[-1].text.split()) for each in records}
    first, last = min(asked.values(), default=""), max(asked.values(), default="")
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    begins = "".join(letter for letter, _ in alike).rfind(" ") + 1 if first != last else 0
    return {record: text[begins:] for record, text in asked.items()}


def _shown(answered: Answered, metric: str, asked: HeldOut | None) -> ShownRecord:
    turns = (
        tuple(ShownTurn(role=turn.role, text=turn.text) for turn in asked.asked)
        if asked
        else (ShownTurn(role="user", text=answered.prompt),)
    )
    return ShownRecord(
        record=answered.record,
        system=answered.system,
        turns=turns,
        reference=answered.reference,
        base=_answer(answered.base, answered.base_scores[metric]),
        custom=_answer(answered.custom, answered.custom_scores[metric]),
    )


def _answer(reply: Reply | None, score: float) -> ShownAnswer:
    said = reply or Reply()
    return ShownAnswer(text=said.text, error=said.error, score=score)
