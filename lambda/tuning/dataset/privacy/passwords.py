"""Passwords: in URLs, behind the word for one in many languages, in commands."""

import re
from functools import partial
from typing import Final

from tuning.dataset.privacy.bare_numbers import number
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import APART, Pattern, Span
from tuning.dataset.privacy.tables import Column
from tuning.dataset.privacy.words import ABOUT, ASSIGNED, BREAK, GAP, OPENED, QUOTED, spoken

WORDS: Final = (
    *("password", "passwd", "passcode", "passphrase"),
    *("passwort", "kennwort", "wachtwoord", "lösenord", "adgangskode", "kodeord", "passord"),
    *("salasana", "jelszav", "parola d'ordine", "parola ta", "lozinka", "geslo", "slaptažodis"),
    *(
        "contrasenya",
        "mot de passe",
        "contraseña",
        "contrasena",
        "palavra-passe",
        "senha",
        "parola",
    ),
    *("hasło", "haslo", "heslo", "jelszó", "şifre", "sifre", "mật khẩu", "kata sandi"),
    *("пароль", "парола", "лозинка", "κωδικός πρόσβασης", "κωδικός"),
    *("סיסמה", "كلمة المرور", "كلمة السر", "पासवर्ड", "รหัสผ่าน"),
    *("密码", "密碼", "口令", "パスワード", "暗証番号", "비밀번호", "암호"),
)


NAMED: Final = spoken(WORDS)
ALONE: Final = spoken(
    (
        *("salasana on", "salasanasi on", "salasanani on", "jelszó", "jelszavad", "пароль"),
        *(
            "hasło to",
            "haslo to",
            "पासवर्ड",
            "kata sandi saya",
            "kata sandi anda",
            "sandi anda",
            "รหัสผ่าน",
        ),
    )
)
"""Right behind these it follows, with no sign and no verb between."""

SHORT: Final = (
    rb"(?i:(?:[a-z0-9]{0,12}_|db|ssh|ftp|root|user|smtp)?pass(?:_?word)?|pwd?|psk|mdp|clave"
    rb"|(?:wifi|wlan|wpa2?|network)[ _-]?(?:key|schl\xc3\xbcssel|pass))"
)
"""Words that are also something else: what they lead to has to look like a password."""

WHOSE: Final = GAP + (
    rb"(?i:for|of|to|at|on|f\xc3\xbcr|von|vom|zum|pour|de|du|para|del|da|do|per|van|voor|dla|\()"
)
LEADS_TO: Final = (
    rb"[A-Za-z0-9 @./()_-]{0,60}(?:[:=]"
    + GAP
    + rb"?|(?i:is|ist|est|es|\xc3\xa9|\xc3\xa8|\xc3\xa4r)"
    + GAP
    + rb")"
)
"""As in "password for the database: "."""

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

ENDING: Final = (
    rb"(?![A-Za-z0-9_]{0,24}?(?:[_-]|(?<=[a-z])(?=[A-Z]))" + ABOUT + rb"(?![A-Za-z0-9_]))"
    rb"(?:[A-Za-z0-9_\]]|[\xc3-\xd3][\x80-\xbf]){0,24}"
)
"""Of the word, or of a name that begins with it."""


def password(data: bytes, span: Span, *, literal: bool = False) -> Span | None:
    """Ask that it is none of what else follows the word: sentences, code, fields to fill in."""
    start, end = span
    if not literal and (bare := number(data, start)):
        end = bare[1]
    value = data[start:end]
    if FIELD.fullmatch(value) or (not literal and CODE.fullmatch(value)):
        return None
    value = value if literal else value.rstrip(NO_PART)
    if FIELD.fullmatch(value):
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


def attached(data: bytes, span: Span) -> Span | None:
    """Take whatever an option of a command holds, but for a variable."""
    return None if FIELD.fullmatch(data[slice(*span)]) else span


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
        core=ALONE + BREAK,
        after=OPENED + VALUE,
        edges=NOWHERE,
        confirm=password,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED,
        after=ENDING + ASSIGNED + OPENED + VALUE,
        edges=NOWHERE,
        confirm=password,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED,
        after=ENDING + ASSIGNED + BREAK + rb"{0,3}" + QUOTED,
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
    Column(kind=Kind.PASSWORD, core=NAMED, word=NAMED, confirm=partial(password, literal=True)),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED,
        after=rb"(?:'s)?[ \t\r\n(-]{1,3}" + OPENED + VALUE,
        edges=NOWHERE,
        confirm=random_looking,
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
        core=SHORT + rb"[\"'`\\]{0,2}(?:[ \t]{0,2}[=:>|]|[ \t](?i:is|ist|est|es)[ \t])",
        after=OPENED + VALUE,
        edges=(rb"(?<![A-Za-z])", b""),
        confirm=mixed,
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
)
"""Several may find the same one: what overlaps is told once."""
