"""What a cell of a workbook shows, by its number format (ECMA-376, 18.8.31), where that is common.

What a computer's language decides - names of months, the short date - a file does not say. It is
written plainly then, and said to be.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from tuning.dataset import structure

GENERAL: Final = "General"
"""The format of a cell that shows what it holds (ECMA-376, 18.8.30)."""

PLAIN: Final = (GENERAL, "@")

LOCAL: Final = ("mm-dd-yy", "m/d/yy h:mm")
"""What openpyxl calls the short dates, which each computer shows in its own language's way."""

DURATIONS: Final = ("[h]:mm:ss", "[hh]:mm:ss")

MOST_EXACT: Final = 10**15
"""Excel holds no more digits of a number."""

SECTION: Final = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
"""What parts the formats of numbers above zero, below it and of zero itself."""

LITERAL: Final = (
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)(?:-[0-9a-f]+)?\]'
    r"|(?P<nothing>\[(?:black|blue|cyan|green|magenta|red|white|yellow)\]|_.|\*.|\?)"
)
"""What is shown as it stands; a colour, or space of a sign's width, is not."""

NUMBER: Final = re.compile(
    LITERAL + r"|(?P<number>[#0,]*0(?:\.0{1,9})?)|(?P<sign>[-+$\u20ac\u00a3\u00a5()/: %])", re.I
)
DATE: Final = re.compile(
    LITERAL + r"|(?P<part>yyyy|yy|mm?|dd?|hh?|ss?)(?![a-z])|(?P<sign>[-./:, ])", re.I
)


NAMES: Final = {"y": "year", "m": "month", "d": "day", "h": "hour", "s": "second"}
"""What the parts of a date are, by how they begin; beside hours or seconds an m is a minute."""


class Said(NamedTuple):
    """What a cell says.

    Attributes:
        text: of the cell.
        unlike: what kind of value is shown in another way than it is written; nothing for none.
    """

    text: str
    unlike: str = ""


def said(value: object, number_format: str = GENERAL) -> Said:
    """Return what a cell says: as it is shown, or as JSON writes numbers and ISO days and times."""
    if value is None or isinstance(value, str):
        return Said(value or "")
    if isinstance(value, bool):
        return Said(structure.text_of(value))
    if isinstance(value, int | float):
        shown = _number(value, number_format)
        whole = isinstance(value, int) or value.is_integer()
        plain = str(int(value)) if whole else structure.text_of(value)
        return Said(plain, "a number") if shown is None else Said(shown or plain)
    if isinstance(value, datetime.timedelta):
        return _duration(value, number_format)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        shown = _date(value, number_format)
        return Said(_iso(value), "a date or time") if shown is None else Said(shown or _iso(value))
    return Said(str(value))


def _number(value: float, number_format: str) -> str | None:
    """Return a number as it is shown; nothing where that is plain, None where it is not known."""
    if number_format in PLAIN:
        return ""
    sections = SECTION.split(number_format)
    of_sign = 1 if value < 0 else 2 if value == 0 else 0
    own = of_sign if of_sign < len(sections) else 0
    tokens = _tokens(NUMBER, sections[own])
    if tokens is None or abs(value) >= MOST_EXACT:
        return None
    percent = any(token.lastgroup == "sign" and token[0] == "%" for token in tokens)
    exact = abs(Decimal(repr(value))) * (100 if percent else 1)
    groups = [token["number"] for token in tokens if token["number"]]
    filled = _filled(groups, exact)
    if filled is None:
        return None
    shown = "".join(next(filled) if token["number"] else _literal(token) for token in tokens)
    return ("-" if value < 0 and not own else "") + shown.strip()


def _filled(groups: Sequence[str], exact: Decimal) -> Iterator[str] | None:
    """Return the digits for each place of a format; None where it is not known what goes there."""
    if len(groups) == 1:
        whole, _, places = groups[0].partition(".")
        rounded = exact.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
        digits, dot, rest = str(rounded).partition(".")
        digits = digits.zfill(whole.count("0"))
        if "," in whole:
            digits = f"{int(digits):,}"
        return iter([digits + dot + rest])
    if not groups:
        return iter(())
    if exact != int(exact) or any({*group} != {"0"} for group in groups):
        return None
    digits, parts = str(int(exact)).zfill(sum(map(len, groups))), list[str]()
    for group in reversed(groups[1:]):
        digits, part = digits[: -len(group)], digits[-len(group) :]
        parts.insert(0, part)
    return iter([digits, *parts])


def _date(value: datetime.date | datetime.time, number_format: str) -> str | None:
    """Return a day or time as it is shown; nothing where that is plain, None if it is not known."""
    if number_format in PLAIN:
        return ""
    tokens = _tokens(DATE, SECTION.split(number_format)[0])
    if tokens is None or number_format in LOCAL:
        return None
    parts = [token["part"].lower() for token in tokens if token["part"]]
    shown = iter([_part(parts, at, value) for at in range(len(parts))])
    written = [next(shown) if token["part"] else _literal(token) for token in tokens]
    return None if None in written else "".join(map(str, written)).strip()


def _part(parts: Sequence[str], at: int, value: datetime.date | datetime.time) -> str | None:
    """Return a part of a day or time; None where the value has none."""
    part = parts[at]
    between = {*parts[at - 1 : at], *parts[at + 1 : at + 2]} & {"h", "hh", "s", "ss"}
    name = "minute" if between and part[0] == "m" else NAMES[part[0]]
    number = getattr(value, name, None)
    if number is None:
        return None
    digits = f"{number:0{len(part)}}"
    return digits[-len(part) :] if name == "year" else digits


def _tokens(form: re.Pattern[str], section: str) -> list[re.Match[str]] | None:
    """Return what a format is made of; None where a part of it is not known."""
    found = list(form.finditer(section))
    return found if "".join(token[0] for token in found) == section else None


def _literal(token: re.Match[str]) -> str:
    name = token.lastgroup
    return "" if name in (None, "nothing") else token[name or ""]


def _duration(value: datetime.timedelta, number_format: str) -> Said:
    seconds = round(value.total_seconds())
    text = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return Said(text, "" if number_format in (*PLAIN, *DURATIONS) else "a date or time")


def _iso(value: datetime.date | datetime.time) -> str:
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat()
