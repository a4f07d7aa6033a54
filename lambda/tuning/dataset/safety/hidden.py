"""Characters that nobody sees and a model reads: a way to hide orders in a text.

Turned writing direction, tag characters and strings of variation selectors have carried hidden
instructions, and plain text needs none of them: they are errors. The others come with copying from
web pages, or join letters where a script needs it: they are warnings, and none where they belong.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.expressions import Expressions
from tuning.dataset.problems import Fault

OVERRIDE: Final = rb"\xe2\x80[\xad\xae]"
TAG: Final = rb"\xf3\xa0[\x80\x81][\x80-\xbf]"
SELECTORS: Final = rb"(?:\xef\xb8[\x80-\x8f]|\xf3\xa0[\x84-\x87][\x80-\xbf]){2}"
"""One variation selector chooses how a character looks; a second one has nothing to choose."""

DIRECTION_MARK: Final = rb"\xe2\x80[\x8e\x8f]"
"""Belongs into text with letters that run from right to left."""

JOINER: Final = (
    rb"(?:^|[\x01-\x7f]|[\xc2-\xd6][\x80-\xbf]|\xe2[\x80-\x97\x9f-\xbf][\x80-\xbf]"
    rb"|[\xe1\xe3-\xee][\x80-\xbf]{2}|\xef[\x80-\xb7\xb9-\xbf][\x80-\xbf]"
    rb"|\xf0[\x90-\x9e][\x80-\xbf]{2}|[\xf1-\xf4][\x80-\xbf]{3})\xe2\x80[\x8c\x8d]"
)
"""Zero width joiner and non-joiner where they join nothing: they belong behind letters from Hebrew
to N'Ko, behind those of India and its neighbours (U+0800 to U+0FFF), and inside emoji."""

NEVER_SEEN: Final = (
    rb"\xe2\x80[\x8b\xaa-\xac]",
    rb"\xe2\x81[\xa0-\xaf]",
    rb"\xef\xbb\xbf",
    rb"\xc2\xad",
    rb"\xcd\x8f",
    rb"\xe1\x85[\x9f\xa0]",
    rb"\xe1\xa0\x8e",
    rb"\xe3\x85\xa4",
    rb"\xef\xbe\xa0",
    rb"\xef\xbf[\xb9-\xbb]",
)
"""Zero width space, embeddings and isolates, word joiner and invisible operators, byte order mark,
soft hyphen, grapheme joiner, Hangul fillers, Mongolian vowel separator, annotation marks."""

EXPRESSIONS: Final[Sequence[bytes]] = (
    OVERRIDE,
    TAG,
    SELECTORS,
    DIRECTION_MARK,
    JOINER,
    *NEVER_SEEN,
)

COARSE: Final = (
    rb"\xe2\x80[\x8b-\x8f\xaa-\xae]",
    rb"\xe2\x81[\xa0-\xaf]",
    rb"\xef\xbb\xbf",
    rb"\xf3\xa0",
    rb"\xc2\xad",
    rb"\xe1\x85[\x9f\xa0]",
    rb"\xe3\x85\xa4",
    rb"\xcd\x8f",
    rb"\xe1\xa0\x8e",
    rb"\xef\xbe\xa0",
    rb"\xef\xbf[\xb9-\xbb]",
    rb"\xef\xb8[\x80-\x8f]\xef\xb8",
)
"""One of them is in every text in which an expression is found."""

HIDING: Final = re.compile(b"|".join((OVERRIDE, TAG, SELECTORS)))
INVISIBLE: Final = re.compile(b"|".join((JOINER, *NEVER_SEEN)))
MARK: Final = re.compile(DIRECTION_MARK)
RIGHT_TO_LEFT: Final = re.compile(rb"\xd6[\x90-\xbf]|[\xd7-\xdf][\x80-\xbf]|\xe0[\xa0-\xa3]")

FLAG: Final = re.compile(rb"\xf0\x9f\x8f\xb4(?:\xf3\xa0\x81[\xa1-\xba]){2,6}\xf3\xa0\x81\xbf")
"""The flags of England, Scotland and Wales are a black flag and tag characters."""


def faults(data: bytes, where: str) -> Iterator[Fault]:
    """Yield which characters of a text nobody sees, the first one of each severity."""
    if not suspicious(data):
        return
    if hiding := HIDING.search(FLAG.sub(b"", data)):
        yield _fault(hiding, Code.HIDDEN_TEXT, where)
    right_to_left = RIGHT_TO_LEFT.search(data)
    if unseen := INVISIBLE.search(data) or (None if right_to_left else MARK.search(data)):
        yield _fault(unseen, Code.INVISIBLE_CHARACTER, where)


def suspicious(data: bytes) -> bool:
    """Tell whether a text may hold any of them."""
    return expressions().any(data)


@cache
def expressions() -> Expressions:
    """Return all that may be out of place, as one set."""
    return Expressions(EXPRESSIONS, once=True)


def _fault(match: re.Match[bytes], code: Code, where: str) -> Fault:
    return Fault.of(code, where=where, character=f"U+{ord(match[0].decode()[-1]):04X}")
