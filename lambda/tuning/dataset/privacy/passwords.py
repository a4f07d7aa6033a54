"""Passwords: in URLs, behind the word for one in many languages, in commands."""

import re
from functools import partial
from typing import Final

from tuning.dataset.privacy.bare_numbers import number
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.password_words import (
    ALONE,
    DASHED,
    ENDING,
    LEADS_TO,
    NAMED,
    SHORT,
    WHOSE,
)
from tuning.dataset.privacy.pattern import APART, Confirm, Pattern, Span
from tuning.dataset.privacy.tables import Column
from tuning.dataset.privacy.words import ASSIGNED, BLOCK, BREAK, INPUT, OPENED, QUOTED, THEN

LETTER: Final = re.compile(rb"[A-Za-z\xc3-\xd3]")
DIGIT: Final = re.compile(rb"[0-9]")
SIGN: Final = re.compile(rb"[!#$%&*+?@^~]")
FIELD: Final = re.compile(
    rb"(?i)(?:<.*|\$(?:[{(].*|[a-z_]+[0-9]?)|%(?:s|d|r|\(.*)|.*\{[^}]*\}.*|[x*.?_#\[\]-]+"
    rb"|(?:your|my|the|some|enter|new)[_-].*|\[[a-z_]+[0-9a-f_]*\]?|.*://.*|/.*/.*"
    rb"|!(?:vault|secret|env_var|Ref|Sub|GetAtt|ImportValue)\b.*)"
)
"""What stands where a password will: a variable, a field to fill in, a placeholder, a link."""

CODE: Final = re.compile(
    rb"(?:[A-Za-z_][\w.]*[(\[](?:.*[)\]].*)?|[0-9.]+[a-z%]+[.,;:)]*"
    rb"|(?:self|cls|os|env|args|options|settings|config|conf|cfg|params|request|req|user|this"
    rb"|process|data|info)[.\[].*)"
)
"""Where no quotes say that it is itself: a call, an attribute, a length."""

DESCRIBED: Final = re.compile(
    rb"(?:[0-9]{1,4}-[A-Z]?[a-z]{2,12}|(?i:sha|md|base|aes|rsa|argon|pbkdf|blake)-?[0-9]{1,3}"
    rb"(?:[-_/][A-Za-z0-9]{1,12}){0,3})"
)
"""How long one is, how it is encoded: ``6-digit``, ``base64-encoded``, ``SHA-256``."""

FEWEST_DIGITS: Final = 4
"""A password of digits alone is a PIN at least."""

SHORTEST: Final = 6
CASES: Final = re.compile(rb"(?=.*[a-z])(?=.*[A-Z])")
RUNS: Final = re.compile(rb"[0-9]+")

NO_PART: Final = b".,;:)]}"
"""What ends a sentence or an argument, and not a password that nobody quoted."""

PLAIN: Final = rb"[^\x00-\x20\"'`<>\\,;&|\x7f-\xff]"
LATIN: Final = rb"[\xc3-\xd3][\x80-\xbf]"
VALUE: Final = (
    rb"((?:" + PLAIN + rb"|" + LATIN + rb"|\\(?![\"'`nrt])"
    rb"|[,;&|](?![\s\"'`]|$|[A-Za-z_ .-]{1,24}[\"']?[=:])){4,128})"
)
"""Up to white space or a quote; a comma ends it if another field follows."""


def password(data: bytes, span: Span, *, literal: bool = False) -> Span | None:
    """Ask that it is none of what else follows the word: sentences, code, fields to fill in."""
    start, end = span
    if not literal and (bare := number(data, start)):
        end = bare[1]
    value = data[start:end]
    if FIELD.fullmatch(value) or (not literal and CODE.fullmatch(value)):
        return None
    value = value if literal else value.rstrip(NO_PART)
    if FIELD.fullmatch(value) or (not literal and DESCRIBED.fullmatch(value)):
        return None
    if not LETTER.search(value):
        return (start, start + len(value)) if len(DIGIT.findall(value)) >= FEWEST_DIGITS else None
    lively = DIGIT.search(value) or SIGN.search(value[:-1])
    return (start, start + len(value)) if lively else None


def mixed(data: bytes, span: Span) -> Span | None:
    """Ask for letters and digits too: "pass: 2024" and "key: on" are no passwords."""
    found = password(data, span)
    value = data[slice(*found)] if found else b""
    return (
        found if LETTER.search(value) and DIGIT.search(value) and len(value) >= SHORTEST else None
    )


def random_looking(data: bytes, span: Span) -> Span | None:
    """Ask for more where only the word leads to it: ``Windows10`` is none, nor is ``sha256sum``."""
    found = mixed(data, span)
    value = data[slice(*found)] if found else b""
    return found if CASES.search(value) and len(RUNS.findall(value)) > 1 else None


LAST_WORD: Final = re.compile(
    rb"[\"']?[ ]{0,2}(?:$|[\n;|<>&\"'`)\\-]|[A-Za-z0-9_.-]{1,64}[ ]{0,2}(?:$|[\n;|<>&\"'`)]))"
)
"""Behind it at most the name of a database: a sentence goes on."""


def attached(data: bytes, span: Span) -> Span | None:
    """Take whatever an option of a command holds, but for a variable and a word in a sentence."""
    value = data[slice(*span)]
    lively = DIGIT.search(value) or LAST_WORD.match(data, span[1])
    return None if FIELD.fullmatch(value) or not lively else span


STAND_INS: Final = frozenset((b"password", b"passwd", b"pass", b"pwd", b"pw", b"token"))


def in_url(data: bytes, span: Span) -> Span | None:
    """Leave out variables, and the words by which documentation names a password."""
    value = data[slice(*span)]
    return None if value.lower() in STAND_INS or FIELD.fullmatch(value) else span


def alone_in_url(data: bytes, span: Span) -> Span | None:
    """Ask a name without a password to look drawn by lot: it is a token then."""
    value = data[slice(*span)]
    mixed = DIGIT.search(value) and LETTER.search(value) and b"." not in value
    return in_url(data, span) if mixed else None


IN_URL: Final = rb"[^\x00-\x20\"'`<>/?#]"
"""Its last "@" is the one before the host, whatever the standard says of those in passwords."""

literal = partial(password, literal=True)
"""Of what stands between quotes or alone in a cell."""


def leads(core: bytes, after: bytes, confirm: Confirm = password, *, left: bytes = b"") -> Pattern:
    """Return a pattern for a password behind a core and what may follow that.

    Args:
        core: what leads to it.
        after: what may stand between, and the password.
        confirm: says whether it is one.
        left: what may not touch the core from the left.
    """
    edges = (left, b"")
    return Pattern(kind=Kind.PASSWORD, core=core, after=after, edges=edges, confirm=confirm)


def word(after: bytes, confirm: Confirm = password) -> Pattern:
    """Return a pattern for what the word for a password leads to."""
    return leads(NAMED, after, confirm)


PASSWORDS: Final = (
    leads(rb"://[^\x00-\x20\"'`<>/?#:\[\]]{0,64}:(" + IN_URL + rb"{1,192})@", b"", in_url),
    leads(rb"://([^\x00-\x20\"'`<>/?#@:]{20,255})@[A-Za-z0-9]", b"", alone_in_url),
    leads(ALONE + BREAK, OPENED + VALUE),
    word(ENDING + ASSIGNED + OPENED + VALUE),
    word(ENDING + ASSIGNED + BREAK + rb"{0,3}" + QUOTED, literal),
    word(ENDING + BREAK + rb"{0,2}=" + BREAK + rb"{0,2}" + QUOTED, literal),
    word(ENDING + rb"(?:[ ](?i:is|ist|est|es|lautet))?" + ASSIGNED + BLOCK + VALUE),
    word(ENDING + INPUT + QUOTED, literal),
    word(WHOSE + LEADS_TO + OPENED + VALUE),
    word(WHOSE + DASHED + OPENED + VALUE, mixed),
    word(rb"(?:'s)?[ \t\r\n(-]{1,3}" + OPENED + VALUE, random_looking),
    Pattern(
        kind=Kind.PASSWORD,
        before=rb"(?:[A-Za-z0-9_]{0,24}[_.-]|[>#*-]{1,4}[ ]|[ \t\"]{1,8})?",
        core=NAMED,
        after=rb"[*_:\"]{0,3}(?:\r?\n[ \t]{0,8}\r?\n?|[\t,])[ \t*`\"']{0,3}"
        + VALUE
        + rb"[ \t*`\"']{0,3}",
        edges=(rb"(?<![^\n])", rb"(?![^\r\n])"),
        confirm=mixed,
    ),
    Column(kind=Kind.PASSWORD, core=NAMED, word=NAMED, confirm=literal),
    leads(
        rb"(?i:pwd|pswd|mdp)[A-Za-z0-9_\]]{0,8}[\"'`\\]{0,2}[ \t]{0,2}[=:>|]",
        rb"[=>]?" + OPENED + VALUE,
    ),
    leads(
        SHORT + rb"[\"'`\\]{0,2}(?:[ \t]{0,2}[=:>|]|[ \t](?i:is|ist|lautet|est|es)" + THEN + rb")",
        OPENED + VALUE,
        mixed,
        left=rb"(?<![A-Za-z])",
    ),
    Column(
        kind=Kind.PASSWORD,
        core=SHORT + rb"[\"'`*]{0,2}[ \t]{0,3}[,;|\t\r\n]",
        word=rb"^" + SHORT + rb"$",
        confirm=mixed,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=rb"(?i:pin(?:[ -]?(?:code|number|nummer))?)" + ASSIGNED,
        after=OPENED + rb"([0-9]{4,8})",
        edges=(APART[0], rb"(?![0-9A-Za-z])"),
        confirm=password,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=rb"(?i:cv[vc]2?)[ :=.]{1,3}",
        after=rb"([0-9]{3})",
        edges=(APART[0], rb"(?![0-9A-Za-z])"),
    ),
)
"""Several may find the same one: what overlaps is told once."""
