"""A value that is all of a text: what stands before it asks for one, or is its key or column."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from tuning.dataset import structure
from tuning.dataset.privacy.announced import a_key, a_password
from tuning.dataset.privacy.kinds import Kind, Nature
from tuning.dataset.privacy.password_words import NAMED
from tuning.dataset.privacy.search import search
from tuning.dataset.privacy.signs import patterns, private
from tuning.dataset.privacy.words import KEYED
from tuning.dataset.record import Record

ASKS: Final = (
    rb"[\"'*`_]{0,3}(?:,?[ ](?i:please|bitte|pls|now|here|below|again|svp|por favor))?"
    rb"(?:[ ](?i:for|of|to|on|at|in|f\xc3\xbcr|zum|zur|von|de|del|du|per|la)"
    rb"[ ][^.?!\n]{1,60})?"
    rb"[ ]?[.?!:]{0,3}\s{0,16}$"
)
"""Behind the word nothing but whose it is: so "the password algorithm?" asks for something else."""

ENDS: Final = (
    (re.compile(NAMED + ASKS), Kind.PASSWORD, a_password),
    (re.compile(KEYED + ASKS), Kind.API_KEY, a_key),
)
PLACES: Final = ("the prompt", "the answer")
LOOK_BACK: Final = 160
LONGEST: Final = 512


class Answer(NamedTuple):
    """A text that is a secret for what it answers.

    Attributes:
        where: which text, as a message says it.
        value: without the white space around it.
        kind: what was asked for.
    """

    where: str
    value: str
    kind: Kind


def tell(columns: Sequence[str]) -> bool:
    """Tell whether the name of a column may say that what stands in it is a secret."""
    return any(private(f"{name}:".encode()) for name in columns)


def answers(record: Record, columns: Sequence[str] = ()) -> Iterator[Answer]:
    """Yield the texts that are what the text, the key or the column before them asks for.

    Args:
        record: to look into.
        columns: of a table, where a person named those of the question and of the answer.
    """
    yield from _under_keys(record)
    yield from dict.fromkeys((*_asked(record), *_in_columns(record, columns)))


def _asked(record: Record) -> Iterator[Answer]:
    for before, field in pairwise(filter(attrgetter("whole"), record.texts())):
        value = field.text.strip()
        if not value or len(value) > LONGEST or any(map(str.isspace, value)):
            continue
        asked, data = before.text[-LOOK_BACK:].encode(), value.encode()
        for ends, kind, judge in ENDS:
            if ends.search(asked) and judge(data, (0, len(data)), plain=False):
                yield Answer(field.where, value, kind)
                break


def _in_columns(record: Record, columns: Sequence[str]) -> Iterator[Answer]:
    """Yield what is a value behind the name of its column, and none without it."""
    for where, name, turn in zip(PLACES, columns, record.turns, strict=False):
        head = f"{name}: ".encode()
        for value in map(str.strip, turn.texts if turn.structured is None else ()):
            if len(value) > LONGEST or search(value.encode(), patterns):
                continue
            for match in search(head + value.encode(), patterns):
                if match.start == len(head) and match.end == len(head) + len(value.encode()):
                    yield Answer(where, value, match.kind)


def _under_keys(record: Record) -> Iterator[Answer]:
    """Yield the values of objects that only their keys give away: what their JSON shows as text."""
    for where, value in record.structures():
        data = structure.text_of(value).encode()
        found = {
            data[match.start : match.end]: match.kind
            for match in search(data, patterns)
            if match.kind.nature is not Nature.PERSONAL
        }
        for text in structure.strings(value) if found else ():
            kind = found.get(structure.text_of([text]).encode()[2:-2])
            if kind and not search(text.encode(), patterns):
                yield Answer(where, text.strip(), kind)
