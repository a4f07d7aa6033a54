"""E-mail addresses, in any alphabet that puts spaces between words."""

import re
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import APART, Pattern, Span

BEYOND: Final = rb"[\xc3-\xd3][\x80-\xbf]|\xe1[\xb8-\xbf][\x80-\xbf]"
"""Letters of Latin, Greek and Cyrillic, as UTF-8. Letters of other scripts are no part of an
address: some scripts put no spaces between words, and all would be swallowed."""

LOCAL: Final = rb"(?:[A-Za-z0-9_]|" + BEYOND + rb")(?:[A-Za-z0-9._%+'-]|" + BEYOND + rb"){0,63}+"
LABEL: Final = rb"(?:[A-Za-z0-9-]|" + BEYOND + rb"){1,63}"
TOP: Final = rb"(?:xn--[A-Za-z0-9-]{2,40}|(?:[A-Za-z]|" + BEYOND + rb"){2,24})"
REST: Final = rb"(?:" + LABEL + rb"\.){0,7}" + TOP
EDGES: Final = (
    APART[0] + rb"(?<![\xc3-\xd3][\x80-\xbf])(?<!\xe1[\xb8-\xbf][\x80-\xbf])",
    APART[1] + rb"(?![\x80-\xbf])",
)
DOT: Final = rb" ?[\[({](?i:dot|punkt|punto|point)[\])}] ?"

FILE_ENDINGS: Final = (b".png", b".jpg", b".jpeg", b".gif", b".webp", b".svg", b".js", b".css")
"""``icon@2x.png`` is a file."""

RELEASE: Final = re.compile(rb"@v?[0-9]+(?:\.[0-9]+[a-z0-9-]*)+\.[a-z]+$")
"""``pkg@1.2.3.tgz`` is a file too."""

USER_AND: Final = re.compile(rb"://[^\s/]*:[^\s/]*$")
LONGEST_USER: Final = 128
"""What ends like an e-mail address there is a password and the host."""


def address(data: bytes, span: Span) -> Span | None:
    """Leave out files, the user that everybody is to a git server, passwords in URLs."""
    value = data[slice(*span)].lower()
    if value.endswith(FILE_ENDINGS) or value.startswith(b"git@") or RELEASE.search(value):
        return None
    if USER_AND.search(data[max(0, span[0] - LONGEST_USER) : span[0]]):
        return None
    return span


EMAILS: Final = (
    Pattern(
        kind=Kind.EMAIL,
        before=LOCAL,
        core=rb"@(?:[A-Za-z0-9-]|" + BEYOND + rb"){1,63}\.",
        after=REST,
        edges=EDGES,
        confirm=address,
    ),
    Pattern(
        kind=Kind.EMAIL,
        before=LOCAL,
        core=rb" ?[\[({](?i:at|@)[\])}] ?[A-Za-z0-9]",
        after=rb"[A-Za-z0-9-]{0,62}(?:(?:\.|"
        + DOT
        + rb")[A-Za-z0-9-]{1,63}){0,6}(?:\.|"
        + DOT
        + rb")[A-Za-z]{2,24}",
        edges=EDGES,
    ),
)
"""The second one is for addresses that hide from collectors: "jane (at) example (dot) com"."""
