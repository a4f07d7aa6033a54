"""What stands around a text and says nothing: quotes, parentheses, a bullet, marks at its end.

A sign that means something stays: the minus of -1, the option --help, the parentheses in which
bookkeepers put what is owed, (100), and those of JSON.
"""

import re
from collections.abc import Sequence
from itertools import repeat
from string import whitespace
from typing import Final

OPENING: Final = "\"'("
"""What may stand before the first word of a text in ASCII."""

WIDELY_OPENING: Final = (
    OPENING + "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u00bf\u00a1"
    "\u3008\u300a\u300c\u300e\u3010"
)
"""The same of any text after folding: quotes open with what closes them elsewhere."""

CLOSING: Final = " \n\t\r\v\f\x1c\x1d\x1e\x1f.,;:!?)]}\"'"
"""What may stand behind the last word of a text in ASCII."""

WIDELY_CLOSING: Final = (
    CLOSING + "\u2018\u2019\u201c\u201d\u00ab\u00bb\u2039\u203a"
    "\N{IDEOGRAPHIC FULL STOP}\N{IDEOGRAPHIC COMMA}\N{RIGHT CORNER BRACKET}"
    "\N{RIGHT WHITE CORNER BRACKET}\N{RIGHT ANGLE BRACKET}\N{RIGHT DOUBLE ANGLE BRACKET}"
    "\N{RIGHT BLACK LENTICULAR BRACKET}"
    "\N{ARABIC QUESTION MARK}\N{ARABIC COMMA}\N{ARABIC SEMICOLON}\N{ARABIC FULL STOP}"
    "\N{DEVANAGARI DANDA}\N{DEVANAGARI DOUBLE DANDA}\N{MYANMAR SIGN LITTLE SECTION}"
    "\N{MYANMAR SIGN SECTION}\N{KHMER SIGN KHAN}\N{ETHIOPIC FULL STOP}\N{ETHIOPIC QUESTION MARK}"
    "\N{TIBETAN MARK SHAD}\N{ARMENIAN FULL STOP}\N{INTERROBANG}"
)
"""The same of any text, as it is after folding: wide forms are narrow by then, and an ellipsis is
three full stops."""

DOTS: Final = "\u2022\u2023\u2043\u2219\u25aa\u25ab\u25a0\u25a1\u25cb\u25cf\u25e6\u00b7"
DASHES: Final = "\u2010\u2012\u2013\u2014\u2015\u2212"
LONG_DASHES: Final = "\u2014\u2015"

DASHED: Final = rf"[*{DASHES}-]\s+|[{LONG_DASHES}]"
BULLET: Final = re.compile(
    rf"(?:[{DOTS}]\s*|{DASHED})*"
    rf"(?:[{DOTS}]\s*|(?:{DASHED})(?=[^\W\d_]|[{WIDELY_OPENING}`*]))"
)
"""A dash before anything but a word or what opens one is rather a minus; it needs a space, if it is
not one with which a speech begins."""

TRAILING: Final = re.compile(rf"\s[*{DASHES}-]+$")
AMOUNT: Final = re.compile(r"[$\u20ac\u00a3\u00a5]?\s?[0-9][0-9.,' ]*$")
"""What parentheses make a negative number of."""

MARKS: Final = ("**", "`")
"""What stands on both sides of a text that is to be seen as bold, or as code."""

FIRST: Final = frozenset(
    (*WIDELY_OPENING, *DOTS, *DASHES, *"*`-", *whitespace, *"\x1c\x1d\x1e\x1f", "")
)
LAST: Final = frozenset((*DASHES, *"*`-", ""))
"""With what a text begins or ends that has something around it."""


def bare(texts: Sequence[str], closing: str) -> list[str]:
    """Return texts without what stands around them.

    A text that is nothing else keeps it: it has nothing else of its own.

    Args:
        texts: as they are written.
        closing: ``CLOSING`` where all are ASCII, else ``WIDELY_CLOSING``.
    """
    ended = [*map(str.rstrip, texts, repeat(closing))]
    if FIRST.isdisjoint([text[:1] for text in ended]) and LAST.isdisjoint(
        [text[-1:] for text in ended]
    ):
        return ended
    return [
        _unwrapped(one, closing) or text.strip() if one[:1] in FIRST or one[-1:] in LAST else one
        for one, text in zip(ended, texts, strict=True)
    ]


def _unwrapped(text: str, closing: str) -> str:
    """Return the inside of a text; nothing if there is none."""
    while True:
        within = _inside(text).strip().rstrip(closing)
        if within == text:
            return text
        text = within


def _inside(text: str) -> str:
    """Take away what is outermost."""
    opened = text.lstrip(WIDELY_OPENING)
    if opened != text:
        owed = text[-len(opened) - 1] == "(" and AMOUNT.match(opened)
        return f"({opened}" if owed else opened
    for mark in MARKS:
        if text.startswith(mark) and text.endswith(mark) and len(text) > 2 * len(mark):
            return text[len(mark) : -len(mark)]
    bullet = BULLET.match(text)
    text = text[bullet.end() :] if bullet else text
    return TRAILING.sub("", text) if text[-1:] in LAST else text
