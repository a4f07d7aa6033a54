"""How a code is put into words: its message, its fix, and the figures that stand in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tuning.text import count

Severity = Literal["error", "warning"]

COUNTED: Final = re.compile(r"\{(\w+):([^{}/]+)(?:/([^{}]+))?\}")
"""A figure with what is counted: `{records:record}`, `{records:record is/records are}`."""


WITHOUT_BAD: Final = "python -m tuning convert --skip-bad writes a file without such records"
LOSSY: Final = "lossy = true in task.toml or --lossy"


@dataclass(frozen=True, kw_only=True, eq=False)
class Wording:
    """What a code says: what is wrong, and how to fix it. There is one of each.

    Attributes:
        name: of the code, which is that of the attribute that it is bound to.
        severity: whether it refuses the dataset.
        message, fix: the words. `{records}` is a figure, `{records:record}` a figure with its noun,
            `{records:record is/records are}` one whose plural is not the singular and an s.
        once: whether a file hears the same words once, however many of its records they hold for.
    """

    severity: Severity
    message: str
    fix: str
    once: bool = False
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Take the name that it is bound to."""
        object.__setattr__(self, "name", name)


def error(message: str, fix: str, *, once: bool = False) -> Wording:
    """Return the words of what refuses the dataset."""
    return Wording(severity="error", message=message, fix=fix, once=once)


def warning(message: str, fix: str, *, once: bool = False) -> Wording:
    """Return the words of advice."""
    return Wording(severity="warning", message=message, fix=fix, once=once)


class _Figure(int):
    """A number that says itself in a sentence: with commas, and with a noun in its number."""

    def __format__(self, noun: str) -> str:
        singular, _, plural = noun.partition("/")
        number = int(self)
        return count(number, singular, plural) if noun else f"{number:,}"


def filled(words: str, figures: Mapping[str, object]) -> str:
    """Return words with their figures in them."""
    said = {name: _Figure(n) if type(n) is int else n for name, n in figures.items()}
    return words.format_map(said)


def unfilled(words: str) -> str:
    """Return words as they are where no problem was found yet: `{records} records`."""

    def plural(found: re.Match[str]) -> str:
        figure, singular, other = found.groups()
        return f"{{{figure}}} {other or singular + 's'}"

    return COUNTED.sub(plural, words).replace("{{", "{").replace("}}", "}")
