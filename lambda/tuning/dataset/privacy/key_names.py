"""Keys that have no form of their own: a name leads to them, in code, in a table, in a sentence."""

import re
from typing import Final

from tuning.dataset.privacy.announced import NO_KEY, REST, SIGN
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import NOWHERE, Confirm, Opened, Pattern, Span, whole
from tuning.dataset.privacy.services import DIGIT, LOWER, UPPER, drawn
from tuning.dataset.privacy.tables import Column
from tuning.dataset.privacy.words import (
    ASSIGNED,
    BLOCK,
    DEFAULT,
    KEYED,
    OPENED,
    TYPED,
    VALUE_FIRST,
    VALUED,
    spoken,
)

RUN: Final = re.compile(rb"[A-Za-z0-9]{20}")

TOKEN: Final = re.compile(rb"[A-Za-z0-9._~+/=-]{16,512}")

ELSEWHERE: Final = spoken(
    (
        *("api schlüssel", "api schluessel", "zugriffsschlüssel", "geheimschlüssel"),
        *(
            "zugangsschlüssel",
            "clé api",
            "cle api",
            "clé d'api",
            "clé d\u2019api",
            "clé secrète",
            "clé d'accès",
        ),
        *("jeton d'accès", "jeton api", "jeton", "clave api", "clave de api", "clave secreta"),
        *("chiave api", "chiave segreta", "chave api", "chave de api", "chave da api"),
        *("chave secreta", "api sleutel", "klucz api", "api nyckel", "api nøgle", "api nøkkel"),
        *("api avain", "klíč api", "api klíč", "api kulcs", "cheie api", "api anahtar\u0131"),
        *("ключ api", "api ключ", "секретный ключ", "токен", "κλειδί api", "מפתח api", "مفتاح api"),
        *("khóa api", "kunci api", "api キー", "api トークン", "シークレットキー", "トークン"),
        *("api 密钥", "api 密鑰", "api 金鑰", "访问密钥", "密钥", "令牌"),
        *("api 키", "비밀 키", "토큰"),
        *("product key", "serial key", "lizenzschlüssel", "produktschlüssel", "clé de licence"),
        *("clave de licencia", "chiave di licenza", "chave de licença", "licentiesleutel"),
    )
)
CALLED: Final = KEYED + rb"[\"'`]?(?:,[ \t]{0,2}[\"']|[ \t]{1,3}[`\"'(]?)"
"""As the first of two arguments, or the word before."""

LISTED: Final = KEYED + rb"[A-Za-z0-9_ -]{0,24}\\{0,3}[\"'`*]{0,2}[ \t]{0,3}[,;|\t\r\n}]"
"""As a cell, or as a value that is a name."""

DRAWN: Final = rb"(?:base64:)?([A-Za-z0-9._~+/=-]{16,512})"

FEW: Final = 3


def figured(data: bytes, span: Span) -> Span | None:
    """Ask for a digit too, where a word leads to the value: names of code have none."""
    return drawn(data, span) if DIGIT.search(data[slice(*span)]) else None


def lengthy(data: bytes, span: Span) -> Span | None:
    """Likewise, where the form alone is weak: ``sk-learn-pipeline-2024`` is a name."""
    value = data[slice(*span)]
    mixed = UPPER.search(value) and LOWER.search(value) and len(DIGIT.findall(value)) >= FEW
    return figured(data, span) if mixed or RUN.search(value) else None


def in_cell(data: bytes, span: Span) -> Span | None:
    """Likewise, of all that a cell holds."""
    return figured(data, span) if TOKEN.fullmatch(data, *span) else None


NO_VALUE: Final = (
    rb"(?![A-Za-z0-9_]{0,24}?(?:[_-]|(?<=[a-z])(?=[A-Z]))"
    rb"(?i:hash|digest|sha[0-9]{0,3}|checksum|name|arn|ur[il]|path|file|type|class)"
    rb"(?![A-Za-z0-9_]))"
)
"""Behind the word in names of what is no key."""

ENDED: Final = KEYED + NO_VALUE + NO_KEY + REST

KEY: Final = rb"(?i:key)[\"'`]{0,2}[ ]{0,2}(?::|=|[ ]is(?::|[ ]))[ ]{0,2}[\"'`*|]{0,2}"
SESSION: Final = (
    rb"(?i:phpsessid|jsessionid|asp\.net_sessionid|connect\.sid|session_?id|session|sid)="
)
PUBLIC: Final = re.compile(rb"(?i)(?:public|primary|foreign|partition|sort|cache)[ _-]?$")
LOOK_BACK: Final = 12
RUNS: Final = re.compile(rb"[0-9]+")

PHRASE: Final = (
    rb"(?i:(?:seed|recovery|backup|wallet|secret)[ _-]?phrase|(?:seed|recovery)[ _-]?words"
    rb"|mnemonic)"
)
WORDS_OF_IT: Final = (
    rb"[A-Za-z \"'_-]{0,24}(?:[:=]|[ ]is)[ \n\"'`]{1,4}"
    rb"((?:[a-z]{3,8}[ ,\n]{1,2}){11,23}[a-z]{3,8})"
)
"""Twelve words or more of three to eight letters, as BIP 39 has them; a sentence has shorter ones
between."""

CODES: Final = (
    rb"(?i:(?:recovery|backup|rescue|scratch)[ _-]?codes?|wiederherstellungscodes?)[\"']?"
)
CODE: Final = rb"[A-Za-z0-9]{4,6}-[A-Za-z0-9]{4,6}"
CODES_OF_IT: Final = (
    rb"[A-Za-z ]{0,16}[:=]\s{0,4}((?:" + CODE + rb"[ ,;\n]{1,4}){0,19}" + CODE + rb")"
)


def strewn(data: bytes, span: Span) -> Span | None:
    """Ask for letters of both cases and digits all over: "key" alone is said of many things."""
    if PUBLIC.search(data[max(0, span[0] - LOOK_BACK) : span[0]]):
        return None
    value = data[slice(*span)]
    drawn_by_lot = UPPER.search(value) and LOWER.search(value) and len(RUNS.findall(value)) >= FEW
    return span if drawn_by_lot else None


def leads(core: bytes, after: bytes = OPENED + DRAWN, confirm: Confirm = figured) -> Pattern:
    """Return a pattern for a key behind a core and what may stand between."""
    return Pattern(kind=Kind.API_KEY, core=core, after=after, edges=NOWHERE, confirm=confirm)


def opens(
    core: bytes, opening: bytes, after: bytes, confirm: Confirm, *, left: bytes = b""
) -> Pattern:
    """Return a pattern for a key, where the core reaches into it or says less than what leads."""
    return Opened(
        kind=Kind.API_KEY,
        core=core,
        opening=opening,
        after=after,
        edges=(left, b""),
        confirm=confirm,
    )


NAMED_KEYS: Final = (
    Pattern(
        kind=Kind.API_KEY,
        core=rb"(?i:auth)\\{0,3}\"[ ]?:[ ]?\\{0,3}\"",
        after=rb"([A-Za-z0-9+/]{12,512}={0,2})",
        edges=(b"", rb"(?![A-Za-z0-9+/=_-])"),
        confirm=drawn,
    ),
    leads(CALLED, rb"([A-Za-z0-9._~+/=-]{20,512})", lengthy),
    leads(KEYED + ASSIGNED),
    leads(KEYED + ASSIGNED, rb"[ ]{0,2}\r?\n\s{1,16}[`*]{0,2}" + DRAWN, lengthy),
    leads(KEYED + ASSIGNED, TYPED + OPENED + DRAWN),
    leads(CALLED, TYPED + OPENED + DRAWN),
    leads(LISTED, VALUED + OPENED + DRAWN),
    opens(KEYED + REST + SIGN, ENDED + ASSIGNED + OPENED, DRAWN, lengthy),
    opens(KEYED + REST + SIGN, ENDED + ASSIGNED + BLOCK, DRAWN, figured),
    opens(
        KEY + rb"[A-Za-z0-9]{20}", KEY, rb"([A-Za-z0-9]{20,512})", strewn, left=rb"(?<![A-Za-z])"
    ),
    opens(
        SESSION + rb"[A-Za-z0-9%]{8}",
        SESSION,
        rb"([A-Za-z0-9%._~+/-]{16,512})",
        lengthy,
        left=rb"(?<![A-Za-z])",
    ),
    leads(KEYED + rb"[\"'][ ]?\{", DEFAULT + OPENED + DRAWN),
    leads(rb"(?i:sonar\.login)[ ]?=[ ]?"),
    leads(rb"(?i:appid)=", rb"([0-9A-Za-z]{32})(?![0-9A-Za-z])"),
    leads(rb"X-Amz-Signature=", rb"([0-9a-f]{64})(?![0-9A-Za-z])"),
    leads(rb"(?i:my|our|your)[ ](?i:key)[ ]", rb"[\"'`(]?([A-Za-z0-9]{20,512})", strewn),
    leads(rb"(?i:wif)\)?[ ]?[:=][ ]?", rb"([5KLc9][1-9A-HJ-NP-Za-km-z]{50,51})(?![0-9A-Za-z])"),
    leads(rb"(?i:priv(?:ate)?[ _-]?key)(?:[ ]is)?[ :=]{1,3}", rb"0x([0-9a-fA-F]{64})"),
    leads(PHRASE, WORDS_OF_IT, whole),
    leads(CODES, CODES_OF_IT),
    Pattern(kind=Kind.API_KEY, before=VALUE_FIRST, core=LISTED, edges=NOWHERE, confirm=in_cell),
    Column(kind=Kind.API_KEY, core=LISTED, word=KEYED, confirm=in_cell),
    leads(ELSEWHERE, ASSIGNED + OPENED + DRAWN),
    Column(kind=Kind.API_KEY, core=ELSEWHERE, word=ELSEWHERE, confirm=in_cell),
)
