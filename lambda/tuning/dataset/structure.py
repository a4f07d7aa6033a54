"""JSON values inside records: structured outputs, reference answers, a grader's metadata."""

from collections.abc import Callable, Iterator
from typing import Any, Final, Self

import msgspec

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault

DEEPEST: Final = 64
"""Objects and arrays inside one another; far below what any reader's stack can take."""

WIDEST: Final = range(-(1 << 63), 1 << 64)
"""Integers of 64 bits, signed or not; readers round others, or fail on them."""

CANONICAL: Final = msgspec.json.Encoder(order="sorted")


class Spelled(float):
    """A number together with how its file spells it, where JSON would spell it another way.

    1.10 is a version, 1E5 a name and 12345678901234567890123.50 an amount: none is the number that
    a computer makes of it.
    """

    spelling: str

    def __new__(cls, spelling: str) -> Self:
        """Return the number that a text spells."""
        number = super().__new__(cls, spelling)
        number.spelling = spelling
        return number

    def __str__(self) -> str:
        """Return how the file spells it."""
        return self.spelling


def as_spelled(value: Any, spelling: bytes) -> Any:
    """Return a value of JSON; a number with its spelling, where that would be lost."""
    if type(value) not in (int, float):
        return value
    text = spelling.decode()
    return value if text_of(value) == text else Spelled(text)


def text_of(value: object) -> str:
    """Return a text as it is, anything else as canonical JSON.

    Canonical is: keys sorted, no spaces, characters beyond ASCII as themselves. Equal values have
    one text, so duplicates stay duplicates, and a model learns one way of writing.
    """
    if isinstance(value, str | Spelled):
        return str(value)
    return CANONICAL.encode(value).decode()


def faults(value: object) -> Iterator[Fault]:
    """Yield why a value cannot be kept: it is nested too deeply, or a number is too large."""
    level, depth = [value], 0
    while level:
        if any(type(inner) is int and inner not in WIDEST for inner in level):
            yield Fault.of(Code.HUGE_INT)
            return
        if depth > DEEPEST:
            yield Fault.of(Code.TOO_DEEP)
            return
        level, depth = [inner for outer in level for inner in _inside(outer)], depth + 1


def strings(value: object) -> Iterator[str]:
    """Yield every text in a value of bounded depth: keys too, and integers as they are written.

    A card's number may stand without quotes as well.
    """
    if isinstance(value, str):
        yield value
    elif type(value) is int:
        yield str(value)
    elif isinstance(value, dict):
        yield from value
    for inner in _inside(value):
        yield from strings(inner)


def rewritten(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value of bounded depth with every text in it changed, as ``strings`` yields them."""
    match value:
        case str(text):
            return change(text)
        case int(number) if type(number) is int:
            text = str(number)
            changed = change(text)
            return number if changed == text else changed
        case list(items):
            return [rewritten(item, change) for item in items]
        case dict(fields):
            return {change(key): rewritten(field, change) for key, field in fields.items()}
        case _:
            return value


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        yield from value.values()
