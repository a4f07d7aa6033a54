"""E-mail addresses, in any alphabet that puts spaces between words."""

import re
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import APART, Pattern, Span, whole

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
OPEN: Final = rb"[ \n]?[\[({<*|]"
CLOSE: Final = rb"[\])}>*|][ \n]?"
AT: Final = (
    OPEN + rb"(?i:at|@|\xc3\xa4t|arroba|arobase|chiocciola|snabel-a|malpa|apenstaartje)" + CLOSE
)
DOT: Final = OPEN + rb"(?i:dot|punkt|punto|point|ponto|punt|piste|kropka|\.)" + CLOSE
SPELT_AT: Final = rb"[ _-](?:AT|at)[ _-]"
SPELT_DOT: Final = rb"[ _-](?:DOT|dot)[ _-]"
SPELT_LOCAL: Final = (
    rb"[A-Za-z0-9](?:[A-Za-z0-9.+]|[_-](?!(?i:at)[_-])|" + SPELT_DOT + rb"(?=[A-Za-z0-9])){0,63}+"
)
HOST: Final = rb"[A-Za-z0-9][A-Za-z0-9-]{0,62}"

WORD_AT: Final = (
    rb"[ ](?:AT|arobase|AROBASE|arroba|ARROBA|chiocciola|kukac|snabel-a|apenstaartje|malpa"
    rb"|ma\xc5\x82pa|\xc3\xa4t|\xc3\x84T|\xd0\xbd\xd0\xb0"
    rb"|\xd1\x81\xd0\xbe\xd0\xb1\xd0\xb0\xd0\xba\xd0\xb0)[ ]"
)
WORD_DOT: Final = (
    rb"[ ](?:point|POINT|punkt|PUNKT|punto|PUNTO|ponto|PONTO|punt|kropka|piste|pont"
    rb"|\xd1\x82\xd0\xbe\xd1\x87\xd0\xba\xd0\xb0)[ ]"
)
"""In the languages of the words before; "at this point in time" has an English one."""

BROKEN_AT: Final = rb"(?:@[ \t]{0,2}\r?\n|\r?\n@)"
SURE_END: Final = rb"(?:com|org|net|info|edu|gov|de|fr|es|pl|nl|ch|ru|eu|uk|co\.uk)"
"""What begins no line as a word of its own."""

DOTTED: Final = rb"(?:(?:\.|%b)%b){0,6}(?:\.|%b)[A-Za-z]{2,24}" % (DOT, HOST, DOT)
HIDDEN_REST: Final = rb"(?:%b(?:\.|%b|%b)){0,6}[A-Za-z]{2,24}" % (HOST, DOT, SPELT_DOT)
SPELT_REST: Final = rb"(?:%b%b){0,6}[A-Za-z]{2,24}" % (HOST, SPELT_DOT)
SPACED_REST: Final = rb"[A-Za-z0-9-]{0,62}\." + REST
SAID_REST: Final = rb"[A-Za-z0-9-]{1,62}(?:\.[A-Za-z0-9-]{1,63}){0,6}"

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


PARTED: Final = re.compile(rb"[A-Za-z0-9](?:[._+-]|[ _-](?i:dot)[ _-])[A-Za-z0-9]|[A-Za-z][0-9]")
MAIL: Final = re.compile(
    rb"(?i)(?:mail|contact|kontakt|contatt|write|schreib|address|adress|correo|courriel|reach|send"
    rb"|posta|escrib|\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82)[^\n]{0,32}$"
)
LOOK_BACK: Final = 48
COMMON: Final = re.compile(
    rb"(?i)[ ._-](?:com|net|org|info|biz|edu|gov|int|eu|io|ai|co|me|app|dev|de|at|ch|li|lu|be|nl|fr"
    rb"|es|pt|it|gr|cy|mt|uk|ie|dk|se|no|fi|is|ee|lv|lt|pl|cz|sk|hu|si|hr|rs|ro|bg|ua|ru|by|tr|il"
    rb"|us|ca|mx|br|ar|cl|pe|au|nz|jp|kr|cn|tw|hk|in|id|my|sg|th|vn|ph|za|ng|ke|eg|ma|sa|ae)$"
)
"""What most addresses end with; a point of a sentence or of code is followed by other words."""


def spaced(data: bytes, span: Span) -> Span | None:
    """Ask for more where spaces stand around the sign: a name in parts, or a word before it."""
    local = data[slice(*span)].split(b"@")[0].strip()
    return address(data, span) if PARTED.search(local) or _told(data, span) else None


def spelt(data: bytes, span: Span) -> Span | None:
    """Ask for a common end, and for more where these are words between other words."""
    value = data[slice(*span)]
    local = SPELT.split(value)[0]
    told = b" " not in value or b" AT " in value or PARTED.search(local) or _told(data, span)
    return span if told and COMMON.search(value.replace(b"DOT", b".")) else None


def broken(data: bytes, span: Span) -> Span | None:
    """Ask for a common end over a line; and for a name in parts before a sign that begins one."""
    local, _, host = data[slice(*span)].partition(b"@")
    sure = PARTED.search(local) or not local.endswith(b"\n")
    return address(data, span) if sure and COMMON.search(host) else None


def worded(data: bytes, span: Span) -> Span | None:
    """Ask for a common end: the words are none of a sentence beside each other."""
    return span if COMMON.search(data[slice(*span)]) else None


def said(data: bytes, span: Span) -> Span | None:
    """Ask for all of it where the point is one: "see index.html at example.com" is no address."""
    value = data[slice(*span)]
    sure = PARTED.search(SPELT.split(value)[0]) and (b"AT" in value or _told(data, span))
    return span if sure and COMMON.search(value) else None


def bracketed(data: bytes, span: Span) -> Span | None:
    """Ask for a common end behind ``(a)``, which is an argument or an item of a list as well."""
    called = data[span[1] : span[1] + 1] in (b"(", b"[", b"=")
    return span if COMMON.search(data[slice(*span)]) and not called else None


def _told(data: bytes, span: Span) -> bool:
    return bool(MAIL.search(data, max(0, span[0] - LOOK_BACK), span[0]))


SPELT: Final = re.compile(SPELT_AT)

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
        before=rb"\\{0,3}\"[^\"\\\x00-\x1f@]{1,64}\\{0,3}",
        core=rb"\"@(?:[A-Za-z0-9-]|" + BEYOND + rb"){1,63}\.",
        after=REST,
        edges=(b"", EDGES[1]),
        confirm=bracketed,
    ),
    *(
        Pattern(
            kind=Kind.EMAIL,
            before=local,
            core=core,
            after=after,
            edges=EDGES,
            confirm=confirm,
        )
        for local, core, after, confirm in (
            (LOCAL, AT + rb"[A-Za-z0-9]", rb"[A-Za-z0-9-]{0,62}" + DOTTED, whole),
            (LOCAL, rb"[\[(][aA][\])]" + HOST + rb"\.", REST, bracketed),
            (LOCAL, rb"@" + HOST + rb"(?:" + DOT + rb"|" + SPELT_DOT + rb")", HIDDEN_REST, whole),
            (LOCAL, rb"[ \t]?@[ \t][A-Za-z0-9]", SPACED_REST, spaced),
            (SPELT_LOCAL, SPELT_AT + HOST + SPELT_DOT, SPELT_REST, spelt),
            (SPELT_LOCAL, SPELT_AT + HOST + rb"\.[A-Za-z]", SAID_REST, said),
            (SPELT_LOCAL, WORD_AT + HOST + WORD_DOT, rb"[A-Za-z]{2,24}", worded),
            (LOCAL, BROKEN_AT + rb"[A-Za-z0-9]", SPACED_REST, broken),
            (LOCAL, rb"@" + HOST + rb"(?:\.\r?\n|,)" + SURE_END, b"", address),
            (LOCAL, rb"@\[[0-9]", rb"[0-9.]{6,14}\]", whole),
            (rb"[a-z0-9][a-z0-9._]{0,63}", rb"AT[a-z0-9-]{1,63}DOT[a-z]", rb"[a-z]{1,11}", spelt),
        )
    ),
)
"""From the second on they are for quoted names, and for addresses that hide from collectors: "jane
(at) example (dot) com", "jane_AT_example_DOT_com"; or people put spaces around the sign."""
