"""Amounts and counts as people read them, the same in every sentence, page, table and message."""

from typing import Final

UNKNOWN: Final = "unknown"


def usd(amount: float | None) -> str:
    """Return an amount in words; small ones keep the digits that make them more than nothing."""
    if amount is None:
        return UNKNOWN
    return f"${amount:,.2f}" if amount >= 0.01 or amount == 0 else f"${amount:.2g}"


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
