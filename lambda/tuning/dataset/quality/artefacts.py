"""What an export leaves in a text: placeholders that nobody filled, errors, lost letters.

A dataset may hold them for good reasons, so they are advice.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault

PLACEHOLDER: Final = "a placeholder that nobody filled"
FORMULA: Final = "an error of a spreadsheet"
NOTHING: Final = "a value that stands for none"
REPLACED: Final = "a replacement character, for a letter that was lost"
MOJIBAKE: Final = "letters that were read in the wrong encoding"

FIELDS: Final = (
    "name|first_?name|last_?name|company|company_name|customer|customer_?name|user|user_?name|email|"
    "date|product|address|phone|city|title|author|order_?(?:id|number)"
)

PARTS: Final = (
    ("{", r"\{\{ ?[A-Za-z_][\w. ]{0,40}\}\}", PLACEHOLDER),
    ("{", r"\{(?:" + FIELDS + r")\}", PLACEHOLDER),
    ("<", r"<(?:INSERT|YOUR|ENTER|ADD)[ _A-Z-]{0,40}>", PLACEHOLDER),
    ("[", r"\[(?:[Ii]nsert|[Yy]our|[Ee]nter|INSERT|YOUR) [\w '-]{1,40}\]", PLACEHOLDER),
    ("#", r"#(?:REF!|VALUE!|DIV/0!|NAME\?|N/A|NUM!|NULL!)", FORMULA),
    ("\ufffd", "\ufffd", REPLACED),
    ("\u00c3", "\u00c3[\u0080-\u00bf]", MOJIBAKE),
    ("\u00c2", "\u00c2[\u00a0-\u00bf]", MOJIBAKE),
    ("\u00e2\u20ac", "\u00e2\u20ac[\u0090-\u00bf\u2122\u0153\u201d]", MOJIBAKE),
)
"""What is in every text that holds it, how it is spelled, and what it is."""

CELLS: Final = frozenset({"nan", "NaN", "NAN", "<NA>", "None", "null", "NULL", "undefined"})
LONGEST_CELL: Final = max(map(len, CELLS))
"""Texts are hashed only where one is as short: it would take as long as all the rest."""


def faults(texts: Sequence[str], *, where: str) -> Iterator[tuple[int, Fault]]:
    """Yield what is found in texts, each with its position.

    Args:
        texts: of many records; most hold nothing of this, which one look at all of them shows.
        where: what they are, as a message says it.
    """
    if min(map(len, texts), default=0) <= LONGEST_CELL and not CELLS.isdisjoint(texts):
        for position, text in enumerate(texts):
            if text in CELLS:
                yield position, Fault.of(Code.ARTEFACT, where=where, what=NOTHING)
    together = "\0".join(texts)
    found = [
        (pattern, what)
        for mark, pattern, what in PARTS
        if mark in together and re.search(pattern, together)
    ]
    for position, text in enumerate(texts) if found else ():
        for what in dict.fromkeys(what for pattern, what in found if re.search(pattern, text)):
            yield position, Fault.of(Code.ARTEFACT, where=where, what=what)
