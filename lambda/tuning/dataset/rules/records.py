"""What one record must be: the rules of the conversation form and of the base model."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.record import Record
from tuning.training.catalogue import BaseModel

CHARACTERS_PER_TOKEN: Final = 6
"""What Bedrock's documentation converts quotas with; a longer record is over the limit for sure.

Costs are estimated with fewer characters per token: there the mistake must be on the other side.
"""

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters but for tab, line feed and carriage return."""

TURNS: Final = ("user", "assistant")


def faults(record: Record, model: BaseModel) -> Iterator[Fault]:
    """Yield everything that is wrong with a record."""
    if not record.turns:
        yield Fault.of(Code.NO_MESSAGES)
        return
    yield from _order(record)
    for where, text, learned in _texts(record):
        if not text.strip():
            yield Fault.of(Code.EMPTY_TEXT, where=where)
        if control := CONTROL.search(text):
            character = f"U+{ord(control[0]):04X}"
            yield Fault.of(Code.CONTROL_CHARACTER, where=where, character=character)
        if not learned:
            for word in sorted(
                set(_reserved(model.datasets["FINE_TUNING"].reserved_words).findall(text))
            ):
                yield Fault.of(Code.RESERVED_WORD, where=where, word=word, model=model.name)
    characters = record.prompt_characters + record.answer_characters
    limit = model.datasets["FINE_TUNING"].max_tokens_per_sample * CHARACTERS_PER_TOKEN
    if characters > limit:
        yield Fault.of(
            Code.SAMPLE_TOO_LONG,
            characters=characters,
            model=model.name,
            tokens=model.datasets["FINE_TUNING"].max_tokens_per_sample,
            limit=limit,
        )


def _order(record: Record) -> Iterator[Fault]:
    roles = [turn.role for turn in record.turns]
    unknown = [number for number, role in enumerate(roles, 1) if role not in TURNS]
    for number in unknown:
        yield Fault.of(Code.UNKNOWN_ROLE, message=number)
    if unknown:
        return
    if roles[0] != "user":
        yield Fault.of(Code.FIRST_NOT_USER)
    for number, (before, role) in enumerate(pairwise(roles), 2):
        if role == before:
            yield Fault.of(Code.ROLE_ORDER, message=number)
    if roles[-1] != "assistant":
        yield Fault.of(Code.LAST_NOT_ASSISTANT)


def _texts(record: Record) -> Iterator[tuple[str, str, bool]]:
    """Yield each text with where it stands and whether it is the assistant's."""
    for text in record.system:
        yield "the system text", text, False
    last = len(record.turns)
    for number, turn in enumerate(record.turns, 1):
        if number == last and turn.role == "assistant":
            where = "the answer"
        else:
            where = "the prompt" if last <= len(TURNS) else f"turn {number}"
        for text in turn.texts or ("",):
            yield where, text, turn.role == "assistant"


@cache
def _reserved(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")
