"""Amounts and counts as people read them, the same in every sentence, page, table and message."""

import json
import re
from decimal import Decimal
from typing import Final

UNKNOWN: Final = "unknown"

ACTING: Final = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # move a cursor, break a line, change a terminal
    r"\u2028\u2029"  # break a line
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows
    r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f"
    r"\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # show nothing (Default_Ignorable_Code_Point)
    r"\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"  # are no characters, or anybody's own
)
"""What is not read but acts, or cannot be seen: as the inside of a regular expression's class.
The list is of Unicode's DerivedCoreProperties.txt, without what a picture's form is chosen by."""

BETWEEN_LINES: Final = re.compile(f"[{ACTING}]")
UNSEEN: Final = re.compile(f"[{ACTING}\n\t\u200c\u200d]")


MOST_SHOWN: Final = 300
"""Characters of a name, with its line, that is shown; the name of a file has at most 255 bytes."""


def usd(amount: float | None) -> str:
    """Return an amount in words; small ones keep the digits that make them more than nothing."""
    if amount is None:
        return UNKNOWN
    if amount >= 0.01 or amount == 0:
        return f"${amount:,.2f}"
    two_digits = Decimal(f"{amount:.1e}").normalize()
    return f"${two_digits:f}"


def usd_between(least: float | None, most: float | None) -> str:
    """Return an amount of which two ends are known, or one, or none, in words."""
    ends = [usd(least), usd(most)] if least is not None and most is not None else [usd(most)]
    return " to ".join(dict.fromkeys(ends))


def count(number: int, singular: str, plural: str = "") -> str:
    """Say how many there are of something."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def hours(number: float) -> str:
    """Say how many hours something takes, or a part of one."""
    return f"{number:g} {'hour' if number == 1 else 'hours'}"


def shortened(text: str, most: int) -> str:
    """Return a text cut to at most so many characters, with a sign that it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def as_ending(sentences: str) -> str:
    """Return the first of some sentences as another one may end with it."""
    first, _, _ = sentences.partition(". ")
    return first[:1].lower() + first[1:].removesuffix(".")


def shown(text: str, most: int | None = None) -> str:
    """Return a text from outside as one line that does no more than be read.

    Every key, name, label, reason and answer passes here where it is shown.

    Args:
        text: what somebody else wrote.
        most: characters; what is longer is cut.
    """
    line = UNSEEN.sub(_escaped, text)
    return line if most is None else shortened(line, most)


def printable(text: str) -> str:
    """Return a text of several lines without what is unseen or acts on whatever shows it.

    Line feeds and tabs stay, and so do the two joiners that Persian, Hindi and emoji are written
    with. In JSON the text stays the same value.
    """
    return BETWEEN_LINES.sub(_escaped, text)


def _escaped(unseen: re.Match[str]) -> str:
    return json.dumps(unseen[0])[1:-1]
