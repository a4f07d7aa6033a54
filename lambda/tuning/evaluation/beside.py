"""What is asked beside the held-out set: questions of the probes, and records that were trained on.

Both are put to the models in the sitting in which the held-out set is, and kept in one file.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from tuning import artifacts
from tuning.evaluation import training_sample
from tuning.evaluation.answers import HeldOut
from tuning.evaluation.attempt import Attempt, Questions
from tuning.evaluation.probes import probing
from tuning.evaluation.probes.questions import Probed, Question, from_lines, to_lines
from tuning.evaluation.replies import FOLDER as REPLIES
from tuning.evaluation.respondents import BASE, CUSTOM, Respondent
from tuning.evaluation.snapshot import training_records
from tuning.run.evaluation import Answers
from tuning.run.recipe import Recipe
from tuning.run.validation import Admission
from tuning.seals import Seal

FILE: Final = f"{REPLIES}/probes.jsonl"

Numbered = list[tuple[int, Question]]


def questions(
    admission: Admission, recipe: Recipe, held_out: Sequence[tuple[int, HeldOut]]
) -> Numbered:
    """Return what is asked, numbered, always in the same order.

    Args:
        admission: says where the training records are.
        recipe: of the task.
        held_out: the held-out records with their numbers.
    """
    trained = admission.training
    sample = (
        training_sample.questions(trained.records, training_records(admission))
        if trained and training_sample.is_asked(recipe)
        else ()
    )
    return list(enumerate(chain(probing.questions(recipe, held_out), sample), 1))


def sets(asked: Numbered, base: Respondent, custom: Respondent) -> Iterator[Questions]:
    """Yield who is asked what: the probes are put to both models, the sample to the custom one."""
    for title, folder, respondents, sampled in (
        ("questions of the probes", f"{REPLIES}/probes", (base, custom), False),
        ("training records", f"{REPLIES}/trained", (custom,), True),
    ):
        records = [
            (number, question.asked)
            for number, question in asked
            if (question.probe is None) == sampled
        ]
        if records:
            yield Questions(records=records, respondents=respondents, title=title, folder=folder)


def replied(asked: Numbered, made: Attempt) -> list[Probed]:
    """Return every question with its replies, as far as there are any."""
    base, custom = (
        dict(chain.from_iterable(replies.get(model, {}).items() for replies in made.replies[1:]))
        for model in (BASE, CUSTOM)
    )
    return [
        Probed(question=question, base=base.get(number), custom=custom.get(number))
        for number, question in asked
    ]


def write(run: str, probed: Sequence[Probed]) -> Seal:
    """Write the questions with their replies, once."""
    return artifacts.seal(
        artifacts.key_of(run, FILE), to_lines(probed), content_type="application/jsonl"
    )


def read(answers: Answers) -> Sequence[Probed]:
    """Return the questions with their replies; nothing where nothing was asked.

    Raises:
        ArtifactChanged: they are not what was written.
        ValueError: they are gone.
    """
    lines = artifacts.unsealed(answers.probes) if answers.probes else b""
    if lines is None:
        raise ValueError(f"what was asked beside the held-out set is gone: {answers.probes}")
    return from_lines(lines)
