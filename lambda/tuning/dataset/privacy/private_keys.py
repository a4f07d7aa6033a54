"""Private keys, from their first line to their last, whatever stands before and between the lines.

Keys are quoted in mails, shown in diffs and tables, put together from strings. Their lines are the
secret, so all between the two marks goes; where the last mark is missing, all that looks like a
line of a key. Better too much than half a key.
"""

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import Pattern, Span
from tuning.dataset.record import TextField

LONGEST: Final = 40_000
"""Bytes between the marks. A key of 16,384 bits takes 12,700, and quoting it may double that."""

NAMED: Final = rb"(?i:[A-Z0-9_ +\xc2\xa0-]{0,60}PRIVATE[_ +\xc2\xa0]{1,2}KEY)"
"""Behind BEGIN or END, as in "BEGIN RSA PRIVATE KEY"; its spaces may be ones that do not break, or
plus signs, as forms on the web send them."""

BEGIN_SIGN: Final = rb"(?i:--[ +\xc2\xa0]{0,2}BEGIN[A-Z0-9_ +\xc2\xa0-])"
END_SIGN: Final = rb"(?i:--[ +\xc2\xa0]{0,2}END[A-Z0-9_ +\xc2\xa0-])"
BEGIN: Final = BEGIN_SIGN + NAMED
END: Final = END_SIGN + NAMED
PUTTY: Final = rb"(?i:PuTTY-User-Key-File-)[0-9]"
FIRST: Final = re.compile(BEGIN + rb"|" + PUTTY)
LAST: Final = re.compile(END + rb"(?i:[ +\xc2\xa0]{1,2}BLOCK)?[ +\xc2\xa0]{0,2}-{0,5}")
PUTTY_LAST: Final = re.compile(rb"(?i:Private-(?:MAC|Hash)):[^0-9A-Za-z]{0,24}[0-9A-Fa-f]{0,128}")

TOKEN: Final = re.compile(rb"(?:[^\s\\<]|\\(?![nrt])|<(?!br))+")
"""What stands between white space, line ends as they are escaped included."""

LINE: Final = re.compile(rb"[A-Za-z0-9+/=]{40}|(?=[A-Za-z+/]*[0-9])[A-Za-z0-9+/=]{16}")
"""In a line of a key: nothing else is that long, or has digits and is half as long."""

LAST_LINE: Final = re.compile(
    rb"(?:br|n)?[^A-Za-z0-9]*(?:[A-Za-z0-9+/]{1,64}={1,2}"
    rb"|(?=[A-Za-z+/]*[0-9]|[A-Za-z]*[a-z][A-Z])[A-Za-z0-9+/]{4,15})[^A-Za-z0-9]*"
)
"""It is filled up with "=", or short and looks drawn by lot; a line end may stick to it, as HTML
and strings write one."""

NOISE: Final = re.compile(
    rb"[^A-Za-z0-9]*(?:[A-Za-z0-9]{0,3}|[A-Za-z0-9.@]{1,24}[>|:])[^A-Za-z0-9]*"
)
"""Signs, a line's number, or who is quoted."""

HEADER: Final = re.compile(
    rb"(?i)(?:br|n)?[^A-Za-z0-9]*(?:BLOCK|KEY|-+|proc-type:|4,encrypted|dek-info:|version:|comment:|"
    rb"encryption:|none|aes256-cbc|aes-[0-9]{3}-cbc,[0-9a-f]+|des-[a-z0-9-]+,[0-9a-f]+|"
    rb"(?:public|private)-lines:|(?:ssh|ecdsa)-[a-z0-9-]+|[0-9]+)[^A-Za-z0-9]*"
)
MENTIONED: Final = re.compile(rb"-{0,5}[\"'`)]{0,3}(?:[?.,;]|[ ](?=[a-z])|\s*\Z)")
"""A sentence goes on or ends behind a first mark that it speaks of, or the text ends."""

NAME: Final = re.compile(rb"[A-Za-z][A-Za-z-]{2,24}:[\"']?$")
"""Of a header that is none of these: what it says may be any words."""

MORE: Final = re.compile(rb"(?i:Private-Lines):")
NEAR: Final = 64
"""Bytes from the end of the public half of a key of PuTTY to the private one."""

MOST_BETWEEN: Final = 24
"""Words of headers and signs before lines, in a row."""

HALF: Final = re.compile(
    rb"\[PRIVATE_KEY_[0-9a-f]+\][^\[]{0,400}?[A-Za-z0-9+/]{40}"
    rb"|" + BEGIN + rb"[ -]{0,6}\s*\n(?:[^\n]{0,64}\n){0,4}[^A-Za-z0-9\n]{0,8}[A-Za-z0-9+/]{40}",
    re.DOTALL | re.ASCII,
)


def whole(data: bytes, span: Span) -> Span | None:
    """Return a key from its first mark to its last, or as far as lines of a key follow.

    None of them follow where a text only speaks of the mark, or is the mark.
    """
    start, end = len(data[: span[0]].rstrip(b"-")), span[1]
    following = FIRST.search(data, end, end + LONGEST)
    limit = following.start() if following else end + LONGEST
    last = PUTTY_LAST if data[span[0] : end].lower().startswith(b"putty") else LAST
    if mark := last.search(data, end, limit):
        return start, mark.end()
    lines = _lines(data, end, limit)
    return None if lines == end and MENTIONED.match(data, end) else (start, lines)


def _lines(data: bytes, end: int, limit: int) -> int:
    """Return where the lines of a key end that has no last mark."""
    between, begun, described = 0, False, False
    for token in TOKEN.finditer(data, end, limit):
        if LINE.search(token.group()):
            end, between, begun, described = token.end(), 0, True, False
            continue
        described |= not begun and bool(NAME.search(token.group()))
        if begun and LAST_LINE.fullmatch(token.group()):
            end, begun = token.end(), False
            if MORE.search(data, end, end + NEAR):
                continue
            return end
        if between >= MOST_BETWEEN or not (
            described or NOISE.fullmatch(token.group()) or HEADER.fullmatch(token.group())
        ):
            break
        between += 1
    return end


def rest(data: bytes, span: Span) -> Span:
    """Return the end of a key whose beginning was cut off: its lines stand before the mark."""
    mark = LAST.match(data, span[0])
    start = first = len(data[: span[0]].rstrip(b"-"))
    end = mark.end() if mark else span[1]
    between = 0
    for token in reversed(list(TOKEN.finditer(data, max(0, start - LONGEST), start))):
        if LINE.search(token.group()) or (start == first and LAST_LINE.fullmatch(token.group())):
            start, between = token.start(), 0
        elif between >= MOST_BETWEEN or not NOISE.fullmatch(token.group()):
            break
        else:
            between += 1
    return start, end


def half_redacted(given: Iterable[TextField], left: Iterable[TextField]) -> str | None:
    """Return the text in which a key begins of which lines are left, in it or in the next ones.

    Lines may be texts of their own, in a list say. A key that is redacted by half is none that is
    redacted.

    Args:
        given: the texts of a record.
        left: the same with placeholders.
    """
    if not any(_is_cut(field.text.encode()) for field in given):
        return None
    fields = [(field.where, field.text.encode()) for field in left]
    half = HALF.search(b"\n".join(text for _, text in fields))
    ends = accumulate(len(text) + 1 for _, text in fields)
    starts = half.start() if half else 0
    places = (where for (where, _), end in zip(fields, ends, strict=True) if starts < end)
    return next(places) if half else None


def _is_cut(data: bytes) -> bool:
    marks = len(LAST.findall(data)) + len(PUTTY_LAST.findall(data))
    return len(FIRST.findall(data)) > marks


PRIVATE_KEYS: Final = (
    Pattern(kind=Kind.PRIVATE_KEY, core=BEGIN_SIGN, after=NAMED, edges=(b"", b""), confirm=whole),
    Pattern(kind=Kind.PRIVATE_KEY, core=END_SIGN, after=NAMED, edges=(b"", b""), confirm=rest),
    Pattern(kind=Kind.PRIVATE_KEY, core=PUTTY, edges=(b"", b""), confirm=whole),
    Pattern(
        kind=Kind.PRIVATE_KEY,
        core=rb"LS0tLS1CRUdJTi(?:BSU0Eg|BQUklW|BFQyBQ|BPUEVO|BFTkNS|BEU0Eg|BQR1Ag)",
        after=rb"[A-Za-z0-9+/]{0,40000}+(?:(?:\s|\\[nr]){1,12}[A-Za-z0-9+/]{40,80}+){0,600}"
        rb"(?:(?:\s|\\[nr]){1,12}[A-Za-z0-9+/]{1,80}+(?==))?={0,2}",
        edges=(b"", b""),
    ),
)
"""The last one is a key in base64 once more: "-----BEGIN" and what may follow it."""
