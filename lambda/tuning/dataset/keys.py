"""What makes two prompts, two answers, two conversations the same to a model.

A conversation has a key for each of its turns, so that one that was written once per turn is known
for the same conversation.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple, Self

from tuning.dataset.digests import MASK, digests
from tuning.dataset.record import Record

FACTOR: Final = 0x9E3779B97F4A7C15
"""Odd, so that what it multiplies stays apart: 2 to the 64 by the golden ratio."""

SECOND: Final = 2
"""The place of the user's second turn: the first one's is 0, and the answer's between them 1."""


class Spoken(NamedTuple):
    """A record that is more than one question and its answer.

    Attributes:
        system: what the system says.
        asked: the turns before the answer, the user's first.
        answer: the last turn; nothing where there is none.
    """

    system: list[str]
    asked: list[str]
    answer: str

    @classmethod
    def of(cls, record: Record) -> Self | None:
        """Return the turns of a record; None when one question and its answer are all there is."""
        turns = record.asked
        if len(turns) <= 1 and not record.system and record.learned == record.answer:
            return None
        return cls(list(record.system), ["\n".join(turn.texts) for turn in turns], record.answer)


class Keys(NamedTuple):
    """Keys of many records, position by position.

    Attributes:
        prompts: of everything before the answer: the system text and the turns.
        answers: of the answers; 0 where the format has none.
        spoken: the positions of those that are more than one question and its answer.
        roots: of the first turn of each of these, from which a conversation grows.
        seconds: of the first three turns of each, up to the user's second; 0 where it has none.
        systems: of the system text of each; 0 without one.
        inner: of each answer inside a conversation, together with the turns before it.
        inner_rows: the positions of the records that they stand in.
    """

    prompts: list[int]
    answers: list[int]
    spoken: list[int]
    roots: list[int]
    seconds: list[int]
    systems: list[int]
    inner: list[int]
    inner_rows: list[int]


def keys(asked: list[str], answers: list[str], spoken: Mapping[int, Spoken]) -> Keys:
    """Return the keys of records.

    Args:
        asked: what each asks, without NUL.
        answers: what each answers, likewise; nothing where the format has no answers.
        spoken: the turns of those that are more than one question and its answer, by position.
    """
    if spoken:
        asked = ["" if row in spoken else text for row, text in enumerate(asked)]
        answers = [
            spoken[row].answer if row in spoken else text for row, text in enumerate(answers)
        ]
    missing = [0] * (len(asked) - len(answers))
    found = Keys(digests(asked), digests(answers) + missing, [], [], [], [], [], [])
    texts = [text for said in spoken.values() for text in ("\n".join(said.system), *said.asked)]
    drawn = iter(digests(texts)) if texts else iter(())
    for row, said in spoken.items():
        system = next(drawn)
        _enter(found, row, system if any(map(str.strip, said.system)) else 0, said, drawn)
    return found


def _enter(found: Keys, row: int, system: int, said: Spoken, drawn: Iterator[int]) -> None:
    """Enter the keys of one conversation, turn by turn."""
    turns = list(islice(drawn, len(said.asked)))
    grown = turns[0] if turns else 0
    second = 0
    found.spoken.append(row)
    found.roots.append(grown)
    found.systems.append(system)
    for number, turn in enumerate(turns[1:], 1):
        grown = mixed(grown, turn)
        if number == SECOND:
            second = grown
        if number % 2:
            found.inner.append(grown)
            found.inner_rows.append(row)
    found.seconds.append(second)
    found.prompts[row] = grown ^ system


def mixed(one: int, other: int) -> int:
    """Return the key of two things that follow one another."""
    return (one * FACTOR + other) & MASK
