"""One spelling for what is written in many: a second reading of a text, and the way back.

Numbers and addresses are copied from pages and letters: with spaces that do not break, with hyphens
of typographers, with digits as wide as ideographs, percent-encoded, as entities. Patterns know one
spelling, ASCII; a text that has others where they matter is read a second time in that one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

from tuning.dataset.expressions import Expressions
from tuning.dataset.privacy.pattern import Span

SPACES: Final = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
HYPHENS: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
UNSEEN: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
WIDE: Final = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}
ZEROS: Final = "\u0660\u06f0\u0966\u09e6\u0e50"
"""The digit 0 of Arabic, Persian, Devanagari, Bengali, Thai; nine more follow each."""

DIGITS: Final = {chr(ord(zero) + digit): str(digit) for zero in ZEROS for digit in range(10)}
WRITTEN: Final = {
    **{
        f"&{name};": sign
        for name, sign in (("nbsp", " "), ("commat", "@"), ("plus", "+"), ("equals", "="))
    },
    **{f"%{ord(sign):02X}": sign for sign in " @+:().-/=?&[]|"},
    **{f"%{ord(sign):02x}": sign for sign in "+:-/=?[]|"},
    **{form % ord(sign): sign for sign in " @+.-/=:_" for form in ("&#%d;", "&#x%x;", "&#x%X;")},
    **{f"\\u{ord(sign):04x}": sign for sign in "@+=&"},
    **{f"%25{ord(sign):02X}": sign for sign in " @+:/=-"},
    **{f"%250{sign}": "\n" for sign in "AaDd"},
    **{f"\\x{ord(sign):02x}": sign for sign in "@+.-=_:"},
    **{f"%0{sign}": "\n" for sign in "AaDd"},
    **dict.fromkeys(("&#10;", "&#13;", "&#xA;", "&#xa;", "&#xD;", "&#xd;"), "\n"),
    **{f"\\u000{sign}": "\n" for sign in "AaDd"},
    "\\/": "/",
    "&#xA0;": " ",
    "&#xa0;": " ",
    "&#160;": " ",
    "\\n": " ",
    "\\r": " ",
    "\\t": " ",
}
"""What stands for a character in HTML, in a URL, in one inside another, and in JSON inside JSON."""

PLAIN: Final[Mapping[bytes, bytes]] = {
    written.encode(): plain.encode()
    for written, plain in (
        *WIDE.items(),
        *DIGITS.items(),
        *WRITTEN.items(),
        *dict.fromkeys(SPACES, " ").items(),
        *dict.fromkeys(HYPHENS, "-").items(),
        *dict.fromkeys(UNSEEN, "").items(),
    )
}


def _any(written: Iterable[str]) -> bytes:
    """Return an expression for any of them; characters of one lead byte share an alternative."""
    leads: dict[bytes, list[bytes]] = {}
    for one in map(str.encode, written):
        leads.setdefault(one[:-1], []).append(one[-1:])
    hexed = [
        b"".join(b"\\x%02x" % byte for byte in lead)
        + b"[%b]" % b"".join(b"\\x%02x" % last[0] for last in sorted(lasts))
        for lead, lasts in leads.items()
    ]
    return b"(?:%b)" % b"|".join(hexed)


LETTERLIKE: Final = "@+"
IN_KEYS: Final = "+-./=:_\n"

ALPHANUMERIC: Final = rb"(?:%|\\x|\\u00)(?:3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])"
"""A letter or a digit that nothing had to encode."""

SEPARATING: Final = _any(
    (
        *SPACES,
        *HYPHENS,
        *"\uff08\uff09\uff0e\uff0f",
        *(way for way in WRITTEN if WRITTEN[way] not in LETTERLIKE),
    )
)
SIGNS: Final = (
    SEPARATING + rb"[ (]{0,2}[0-9]",
    rb"[0-9]" + SEPARATING + rb"[A-Za-z]",
    rb"[0-9A-Za-z@.]" + _any(UNSEEN) + rb"[0-9A-Za-z@.]",
    rb"[0-9A-Za-z]" + _any(way for way in WRITTEN if WRITTEN[way] in IN_KEYS) + rb"[0-9A-Za-z%& ]",
    SEPARATING + rb"(?i:BEGIN|END)[ %\xc2\xe2]",
    rb"(?i:BEGIN|END)%(?:25)?20",
    rb"[0-9A-Za-z_-]" + ALPHANUMERIC + rb"[0-9A-Za-z_%\\-]",
    SEPARATING + rb"[\[(]?(?i:at|dot|@|a)(?:[\])]|" + SEPARATING + rb")",
    _any((*DIGITS, *(wide for wide in WIDE if WIDE[wide].isalnum() or WIDE[wide] in LETTERLIKE))),
    _any(written for written in WRITTEN if WRITTEN[written] in LETTERLIKE),
)
"""Where another spelling matters: it touches a digit, or hides a letter, an "@" or a "+". A text
that shows none of them has no second reading, so a search for them misses none."""

ENCODED: Final = rb"%[CDcd][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]"
"""A letter of Latin, Greek or Cyrillic in a URL."""

OTHER: Final = re.compile(
    b"|".join(
        (ENCODED, ALPHANUMERIC, *(re.escape(way) for way in sorted(PLAIN, key=len, reverse=True)))
    )
)


class Reading(NamedTuple):
    """A text in the one spelling.

    Attributes:
        data: the text.
        marks: where in ``data`` each stretch begins: taken over, replaced, and so on in turn.
        origins: where it begins in the text that was given.
    """

    data: bytes
    marks: list[int]
    origins: list[int]

    def origin(self, span: Span) -> Span:
        """Return where a span stands in the text that was given.

        What was replaced belongs to it as a whole or, where nothing took its place at an end of the
        span, not at all.
        """
        return self._start(span[0]), self._end(span[1])

    def _start(self, offset: int) -> int:
        at = bisect_right(self.marks, offset) - 1
        return self.origins[at] + offset - self.marks[at]

    def _end(self, offset: int) -> int:
        at = max(0, bisect_left(self.marks, offset) - 1)
        within = at % 2 == 0
        return self.origins[at] + offset - self.marks[at] if within else self.origins[at + 1]


def replaced(data: bytes, written: re.Pattern[bytes], plain: Callable[[bytes], bytes]) -> Reading:
    """Return a text in which something stands in place of whatever an expression finds."""
    pieces: list[bytes] = []
    marks, origins = [0], [0]
    length = last = 0
    for match in written.finditer(data):
        start, end = match.span()
        new = plain(match.group())
        pieces += (data[last:start], new)
        length += start - last
        marks += (length, length + len(new))
        origins += (start, end)
        length += len(new)
        last = end
    pieces.append(data[last:])
    return Reading(b"".join(pieces), marks, origins)


def _plain(written: bytes) -> bytes:
    """Return what stands for a character, a letter that is encoded byte by byte included."""
    if (plain := PLAIN.get(written)) is not None:
        return plain
    return bytes.fromhex(re.sub(rb"%|\\x|\\u00", b"", written).decode())


@cache
def signs() -> Expressions:
    """Return the search for signs of another spelling."""
    return Expressions(SIGNS)


def may_differ(data: bytes) -> bool:
    """Tell at the speed of memory whether it is worth a search for signs of another spelling."""
    return not data.isascii() or any(sign in data for sign in b"%&\\")


def respelled(data: bytes) -> Reading | None:
    """Return a text in the one spelling; None where that would tell nothing new."""
    if not (may_differ(data) and signs().any(data)):
        return None
    return replaced(data, OTHER, _plain)
