"""Numbers without quotes in JSON and literals like it: a placeholder needs the quotes."""

import re
from typing import Final

from tuning.dataset.privacy.pattern import Span

NUMBER: Final = re.compile(rb"-?[0-9]+")
SPACES: Final = rb"[ \t\r\n]{0,64}"
ENDED: Final = re.compile(SPACES + rb"[,}\]]")
KEY: Final = re.compile(rb"(\\{0,3}[\"'])[ \t]{0,8}:" + SPACES + rb"-?$")
VALUE: Final = re.compile(rb"-?[0-9]+(?=" + SPACES + rb"[,}\]])")
SCALAR: Final = (
    rb"(?:-?[0-9][0-9.eE+-]{0,32}|true|false|null|\"[^\"\\\n]{0,200}\"|'[^'\\\n]{0,200}')"
)
ITEM: Final = re.compile(
    rb"(?:^|[,\[]|(\\{0,3}[\"'])[ \t]{0,8}:)%b\[(?:%b%b%b,){0,100}%b-?$"
    % (SPACES, SPACES, SCALAR, SPACES, SPACES)
)
ESCAPED_ITEM: Final = re.compile(
    rb"(\\{1,3}\")[ \t]{0,8}:%b\[(?:[ \t]{0,8}[0-9-][0-9.]{0,32},){0,100}[ \t]{0,8}-?$" % SPACES
)
BEFORE: Final = (KEY, ITEM, ESCAPED_ITEM)
LOOK_BACK: Final = 1024


def quoted(data: bytes, span: Span) -> tuple[Span, bytes]:
    """Return what a placeholder replaces, and the quote that it needs on both sides, if any.

    The sign of a number goes too. The quote is the one of the key, escaped as that one is.
    """
    start, end = span
    if not (NUMBER.fullmatch(data, start, end) and ENDED.match(data, end)):
        return span, b""
    before = data[max(0, start - LOOK_BACK) : start]
    for expression in BEFORE:
        if found := expression.search(before):
            signed = start - before.endswith(b"-")
            return (signed, end), found[1] or b'"'
    return span, b""


def number(data: bytes, start: int) -> Span | None:
    """Return the number that begins at a place and is the value of a key in quotes."""
    found = VALUE.match(data, start)
    return found.span() if found and KEY.search(data, max(0, start - LOOK_BACK), start) else None
