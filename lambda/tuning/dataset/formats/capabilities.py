"""What each record format that a base model may ask for has room for."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from tuning.models.catalogue import RecordFormat
from tuning.run.handling import Handling


class Capabilities(NamedTuple):
    """What fits into a record of a format, and what must be in it.

    Attributes:
        system: a system text of its own.
        turns: more than one question and its answer.
        grading: a reference answer, and metadata for a grader.
        answer: every record must have an answer; without it a model has nothing to learn from.
    """

    system: bool
    turns: bool
    grading: bool
    answer: bool


CAPABILITIES: Final[Mapping[RecordFormat, Capabilities]] = {
    "converse": Capabilities(system=True, turns=True, grading=False, answer=True),
    "converse_prompts": Capabilities(system=True, turns=True, grading=False, answer=False),
    "openai_chat_graded": Capabilities(system=True, turns=True, grading=True, answer=True),
    "prompt_completion": Capabilities(system=False, turns=False, grading=False, answer=True),
}
"""By the catalogue's ``record_format``. Distillation takes an answer where there is one: the
teacher is shown it as the answer that is wanted."""

ANSWERLESS: Final = frozenset({"prompts", "text"})
"""Formats that, when they are asked for, have no answers."""


def capabilities_of(handling: Handling) -> Capabilities:
    """Return what the format that the base model takes has room for."""
    return CAPABILITIES[handling.rules.record_format]


def answer_needed(handling: Handling) -> bool:
    """Tell whether every record must have an answer, whatever format was asked for."""
    return capabilities_of(handling).answer


def answer_taken(handling: Handling) -> bool:
    """Tell whether a record may have an answer."""
    return handling.format not in ANSWERLESS
