"""Passwords: in URLs, behind the word for one in many languages, in commands."""

import re
from collections.abc import Iterable
from functools import partial
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import APART, Pattern, Span

GAP: Final = rb"(?:[ \t]|\xc2\xa0|\xe2\x80\xaf)"
QUOTE: Final = rb"(?:\\{0,3}[\"'`*]{1,2}|&quot;|\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb])"
"""Also as it stands in JSON inside JSON, in HTML, in Markdown, in print."""

SIGNS: Final = rb"(?:=>|:?==?|:|>|\||\xef\xbc[\x9a\x9d]|\xe2\x80[\x93\x94]"
SAYS: Final = (
    rb"|(?i:is|was|ist|lautet|est|es|era|\xc3\xa8|\xc3\xa9|jest|to|\xd1\x8d\xd1\x82\xd0\xbe)"
    + GAP
    + rb"|\xe6\x98\xaf|\xe3\x81\xaf|\xe4\xb8\xba|\xe7\x82\xba|\xeb\x8a\x94|\xec\x9d\x80)"
)
ASSIGNED: Final = QUOTE + rb"?" + GAP + rb"{0,2}" + SIGNS + SAYS
"""What stands between the word and the password: signs, "is" in the languages of the words."""

OPENED: Final = GAP + rb"{0,3}" + QUOTE + rb"?" + GAP + rb"{0,2}"

WORDS: Final = (
    *("password", "passwd", "passcode", "passphrase"),
    *("passwort", "kennwort", "wachtwoord", "lösenord", "adgangskode", "salasana"),
    *("mot de passe", "contraseña", "contrasena", "palavra-passe", "senha", "parola"),
    *("hasło", "haslo", "heslo", "jelszó", "şifre", "sifre", "mật khẩu", "kata sandi"),
    *("пароль", "κωδικός", "סיסמה", "كلمة المرور", "كلمة السر", "पासवर्ड", "รหัสผ่าน"),
    *("密码", "密碼", "口令", "パスワード", "暗証番号", "비밀번호", "암호"),
)


def spoken(words: Iterable[str]) -> bytes:
    """Return an expression for words in any case, with any space between their parts.

    Case is folded for ASCII alone, so of words with other letters each case is an alternative.
    """
    ways = {way for word in words for way in (word, word.capitalize(), word.upper())}
    cased = sorted({way.lower() if way.isascii() else way for way in ways})
    firsts: dict[bytes, list[bytes]] = {}
    for way in cased:
        first, rest = way.encode()[:1], way.encode()[1:]
        parts = GAP.join(re.escape(part) for part in rest.split(b" "))
        firsts.setdefault(first, []).append(parts)
    return b"(?:%b)" % b"|".join(
        b"%b(?i:%b)" % (_either(first), b"|".join(rests)) for first, rests in firsts.items()
    )


def _either(byte: bytes) -> bytes:
    """Return a class for a letter in both cases; ``re`` skips a branch whose class does not fit."""
    return b"[%b%b]" % (byte.upper(), byte.lower()) if byte.isalpha() else re.escape(byte)


NAMED: Final = spoken(WORDS)
WHOSE: Final = GAP + (
    rb"(?i:for|of|to|at|on|f\xc3\xbcr|von|vom|zum|pour|de|du|para|del|da|do|per|van|voor|dla|\()"
)
LEADS_TO: Final = (
    rb"[A-Za-z0-9 @./()_-]{0,60}(?:[:=]" + GAP + rb"?|(?i:is|ist|est|es)" + GAP + rb")"
)
"""As in "password for the database: "."""

LETTER: Final = re.compile(rb"[A-Za-z\xc3-\xd3]")
DIGIT: Final = re.compile(rb"[0-9]")
SIGN: Final = re.compile(rb"[!#$%&*+?@^~]")
FIELD: Final = re.compile(
    rb"(?i)(?:<.*|\$(?:[{(].*|[a-z_]+[0-9]?)|%(?:s|d|r|\(.*)|.*\{[^}]*\}.*|[x*.?_#\[\]-]+"
    rb"|(?:your|my|the|some|enter|new)[_-].*|\[[a-z_]+[0-9a-f_]*\]?|.*://.*|/.*/.*)"
)
"""What stands where a password will: a variable, a field to fill in, a placeholder, a link."""

CODE: Final = re.compile(
    rb"(?:[A-Za-z_][\w.]*[(\[](?:.*[)\]].*)?|[0-9.]+[a-z%]+[.,;:)]*"
    rb"|(?:self|cls|os|env|args|options|settings|config|conf|cfg|params|request|req|user|this"
    rb"|process|data|info)[.\[].*)"
)
"""Where no quotes say that it is itself: a call, an attribute, a length."""

FEWEST_DIGITS: Final = 4
"""A password of digits alone is a PIN at least."""

NO_PART: Final = b".,;:)]}"
"""What ends a sentence or an argument, and not a password that nobody quoted."""

PLAIN: Final = rb"[^\x00-\x20\"'`<>\\,;&|\x7f-\xff]"
LATIN: Final = rb"[\xc3-\xd3][\x80-\xbf]"
VALUE: Final = (
    rb"((?:" + PLAIN + rb"|" + LATIN + rb"|\\(?![\"'`nrt])"
    rb"|[,;&|](?![\s\"'`]|$|[A-Za-z_ .-]{1,24}[\"']?[=:])){4,128})"
)
"""Up to white space or a quote; a comma ends it if another field follows."""

QUOTED: Final = rb"(?:%b)" % b"|".join(
    rb"\\{0,3}%b((?:[^\x00-\x1f\\%b]|\\(?!%b)){4,128})\\{0,3}%b" % (quote, quote, quote, quote)
    for quote in (b'"', b"'", b"`")
)
"""All between two quotes."""


def password(data: bytes, span: Span, *, literal: bool = False) -> Span | None:
    """Ask that it is none of what else follows the word: sentences, code, fields to fill in."""
    start, end = span
    value = data[start:end]
    if FIELD.fullmatch(value) or (not literal and CODE.fullmatch(value)):
        return None
    value = value if literal else value.rstrip(NO_PART)
    if not LETTER.search(value):
        return (start, start + len(value)) if len(DIGIT.findall(value)) >= FEWEST_DIGITS else None
    lively = DIGIT.search(value) or SIGN.search(value[:-1])
    return (start, start + len(value)) if lively else None


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

NOWHERE: Final = (b"", b"")

PASSWORDS: Final = (
    Pattern(
        kind=Kind.PASSWORD,
        core=rb"://[^\x00-\x20\"'`<>/?#:\[\]]{0,64}:(" + IN_URL + rb"{1,192})@",
        edges=NOWHERE,
        confirm=in_url,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=rb"://([^\x00-\x20\"'`<>/?#@:]{20,255})@[A-Za-z0-9]",
        edges=NOWHERE,
        confirm=alone_in_url,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=rb"[ \t](?:-u|-U|--user|--proxy-user)[ =]{1,2}[\"']?[A-Za-z0-9_.@-]{1,64}:",
        after=VALUE,
        edges=NOWHERE,
        confirm=password,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=rb"--pass(?:word|wd|phrase)?[ =]",
        after=rb"[\"']?" + VALUE,
        edges=NOWHERE,
        confirm=password,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED,
        after=rb"[A-Za-z0-9_\]]{0,24}" + ASSIGNED + OPENED + VALUE,
        edges=NOWHERE,
        confirm=password,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED,
        after=rb"[A-Za-z0-9_\]]{0,24}" + ASSIGNED + GAP + rb"{0,3}" + QUOTED,
        edges=NOWHERE,
        confirm=partial(password, literal=True),
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED,
        after=WHOSE + LEADS_TO + OPENED + VALUE,
        edges=NOWHERE,
        confirm=password,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=rb"(?i:pwd|pswd|mdp)[A-Za-z0-9_\]]{0,8}[\"'`\\]{0,2}[ \t]{0,2}[=:>|]",
        after=rb"[=>]?" + OPENED + VALUE,
        edges=NOWHERE,
        confirm=password,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=rb"(?i:pin(?:[ -]?(?:code|number|nummer))?)" + ASSIGNED,
        after=OPENED + rb"([0-9]{4,8})",
        edges=(APART[0], rb"(?![0-9A-Za-z])"),
        confirm=password,
    ),
)
"""Several may find the same one: what overlaps is told once."""
