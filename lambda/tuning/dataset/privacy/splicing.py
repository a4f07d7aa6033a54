"""Literals that code puts together, read as the one that they make.

A key that scanners would find is cut in two, or is longer than a line. Half of it is found as it is
written, or nothing; so the text is read a second time without what stands between the halves.
"""

import re
from functools import cache
from typing import Final

from tuning.dataset.expressions import Expressions
from tuning.dataset.privacy.spelling import Reading, replaced

QUOTE: Final = rb"\\{0,3}(?:\"{3}|'{3}|[\"'`])"
PLAIN: Final = b"'`"
OPENING: Final = PLAIN + b'"\\'
"""With one of these begins all that is put together; the last two are escaped in JSON, so they
stand in no text of lines in which nothing is."""

PREFIX: Final = rb"[bBfFrRuULNE@$]{0,2}"
"""Of a literal, as in ``b"..."`` and ``$"..."``."""

WHITE: Final = rb"(?:[ \t\r\n]|\\{1,2}[nrt]){0,24}"
COMMENT: Final = (
    rb"(?:(?://|#|--)[^\x00\n\"'`]{0,40}\n[ \t]{0,16}|/\*[^\x00*\"'`]{0,40}\*/[ \t\r\n]{0,16})?"
)
NAME: Final = rb"[A-Za-z_$@][A-Za-z0-9_.$>\[\]-]{0,24}"

OPERATOR: Final = rb"(?:\+{1,2}|\.{1,2}|&{1,2}|\|\||~|<>|<<|\^|\}{1,2}[$#]\{|\}\}\{\{)(?:[ ]_)?"
"""Of most languages; two fields of a template; the line of Visual Basic that goes on."""

ADDED: Final = (
    rb"\)?;?%b(?:%b[ ]{0,4}(?:(?:\+|\.{1,2}|&|~|\|\|)=|=[ ]?%b[ ]?(?:\+|\.{1,2}|&|\|\|))"
    rb"|(?:%b)?\.(?i:%b)\()"
) % (
    *(WHITE, NAME, NAME, NAME),
    rb"append|concat|push|push_str|write|add",
)
"""To a variable that holds the first half: ``k += "..."``, ``k = k + "..."``, ``.append("..."``."""

CONCATENATED: Final = rb"%b(?:\){0,2}%b%b%b%b%b|%b%b)\({0,2}%b%b" % (
    *(QUOTE, WHITE, COMMENT, OPERATOR, WHITE, COMMENT),
    *(ADDED, WHITE, PREFIX, QUOTE),
)

IN_KEY: Final = rb"[A-Za-z0-9_+/=.-]"
REST: Final = rb"[A-Za-z0-9_+/=.@%~?&-]{2,512}" + QUOTE
"""A literal of nothing else: arguments and cells that stand side by side are mostly more."""

ADJACENT: Final = (
    QUOTE + rb"[ \t]{0,8}(?:\\\r?\n[ \t]{0,40}|(?:\r?\n|\\{1,2}n)[ \t]{1,40})?" + PREFIX + QUOTE
)
"""Literals that need no operator. A row of a table begins its line, so white space has to stand
before what goes on."""

LISTED: Final = QUOTE + rb"[ \t]{0,4}," + WHITE + COMMENT + PREFIX + QUOTE
CONTINUED: Final = rb"\\\r?\n[ \t]{0,40}"
"""A line that goes on in the next one, in a literal or in a shell without any."""

JOINS: Final = (
    rb"(?:(?i:implode|concat|paste0|str_?c(?:at)?)|join|Join|JOIN)[ ]?[(\"']|\]\.join"
    rb"|%s%s|\{[01]?\}\{[01]?\}"
)
"""What makes one text of a list."""

OPERATORS: Final = (CONCATENATED,)
BESIDES: Final = (
    IN_KEY + rb"[\"'`]{1,3}[ \t]{0,8}(?:\\?\r?\n[ \t]{0,40})?" + PREFIX + rb"[\"'`]{1,3}" + IN_KEY,
    rb"\\[\"'`]{1,3}[ \t]{0,8}(?:\\{1,2}n[ \t]{1,40}|\\?\r?\n[ \t]{0,40})?"
    + PREFIX
    + rb"\\{1,3}[\"'`]{1,3}"
    + IN_KEY,
    IN_KEY + CONTINUED + IN_KEY,
    JOINS,
)
"""Where literals may be put together: a text without any of both has no such reading. As one set
they would take three times as long as one after the other."""

JOIN: Final = re.compile(JOINS)


def _splices(*besides: bytes) -> re.Pattern[bytes]:
    held = rb"(?<=%b)(?<!%%s)(?:%b)(?=%b)" % (IN_KEY, b"|".join((ADJACENT, *besides)), REST)
    within = rb"(?<=%b)%b(?=%b)" % (IN_KEY, CONTINUED, IN_KEY)
    return re.compile(b"|".join((CONCATENATED, held, within)))


SPLICES: Final = _splices()
SPLICES_AND_COMMAS: Final = _splices(LISTED)


@cache
def signs() -> tuple[Expressions, ...]:
    """Return the searches for literals that may be put together."""
    return Expressions(OPERATORS), Expressions(BESIDES)


def spliced(data: bytes) -> Reading | None:
    """Return a text with its literals put together; None where there is nothing to put."""
    opened = any(map(data.__contains__, OPENING))
    if not (opened and any(each.any(data) for each in signs())):
        return None
    splices = SPLICES_AND_COMMAS if JOIN.search(data) else SPLICES
    return replaced(data, splices, lambda _: b"")
