"""Keys, tokens and passwords: what a tuned model must never repeat."""

import re
from typing import Final

from tuning.dataset.privacy.announced import ANNOUNCED
from tuning.dataset.privacy.commands import COMMANDED
from tuning.dataset.privacy.inserted import INSERTED
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.passwords import PASSWORDS
from tuning.dataset.privacy.pattern import APART, Pattern, Span
from tuning.dataset.privacy.sentences import SAID
from tuning.dataset.privacy.services import DIGIT, LOWER, SERVICES, UPPER, drawn
from tuning.dataset.privacy.tables import Column
from tuning.dataset.privacy.words import ASSIGNED, KEYED, OPENED, TYPED, VALUE_FIRST, VALUED, spoken

TOKEN_EDGES: Final = (rb"(?<![A-Za-z0-9_-])", rb"(?![A-Za-z0-9_-])")
FRONT_EDGE: Final = (APART[0], b"")
ANYWHERE: Final = (b"", b"")

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
        *("jeton d'accès", "jeton api", "clave api", "clave de api", "clave secreta"),
        *("chiave api", "chiave segreta", "chave api", "chave de api", "chave da api"),
        *("chave secreta", "api sleutel", "klucz api", "api nyckel", "api nøgle", "api nøkkel"),
        *("api avain", "klíč api", "api klíč", "api kulcs", "cheie api", "api anahtar\u0131"),
        *("ключ api", "api ключ", "секретный ключ", "токен", "κλειδί api", "מפתח api", "مفتاح api"),
        *("khóa api", "kunci api", "api キー", "api トークン", "シークレットキー", "トークン"),
        *("api 密钥", "api 密鑰", "api 金鑰", "访问密钥", "密钥", "令牌"),
        *("api 키", "비밀 키", "토큰"),
    )
)
CALLED: Final = KEYED + rb"[\"'`]?(?:,[ \t]{0,2}[\"']|[ \t]{1,3}[`\"'(]?)"
"""As the first of two arguments, or the word before."""

LISTED: Final = KEYED + rb"[A-Za-z0-9_ -]{0,24}\\{0,3}[\"'`*]{0,2}[ \t]{0,3}[,;|\t\r\n}]"
"""As a cell, or as a value that is a name."""

DRAWN: Final = rb"([A-Za-z0-9._~+/=-]{16,512})"

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


def access_key(data: bytes, span: Span) -> Span | None:
    """Leave out the keys of AWS's own documentation, which end in EXAMPLE."""
    return None if data[slice(*span)].endswith(b"EXAMPLE") else span


CREDENTIALS: Final = (
    *SERVICES,
    *PASSWORDS,
    *COMMANDED,
    *SAID,
    *ANNOUNCED,
    *INSERTED,
    Pattern(
        kind=Kind.AWS_ACCESS_KEY,
        core=rb"(?:A[BKS]IA|ACCA|A3T[A-Z0-9])[0-9A-Z]{4}",
        after=rb"[0-9A-Z]{12}",
        confirm=access_key,
    ),
    Pattern(
        kind=Kind.AWS_SECRET_KEY,
        core=rb"(?i:secret_?(?:access_?)?key)" + ASSIGNED,
        after=OPENED + rb"([A-Za-z0-9/+]{40})",
        edges=(b"", rb"(?![A-Za-z0-9/+=])"),
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.AWS_SECRET_KEY,
        core=rb"A[KS]IA[0-9A-Z]{4}",
        after=rb"[0-9A-Z]{12}[\"']?[\s,;|]{1,8}[\"']?([A-Za-z0-9/+]{40})",
        edges=(b"", rb"(?![A-Za-z0-9/+=])"),
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.GITHUB_TOKEN,
        core=rb"gh[pousr]_[A-Za-z0-9]",
        after=rb"[A-Za-z0-9]{35,254}",
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.GITHUB_TOKEN,
        core=rb"github_pat_[A-Za-z0-9]",
        after=rb"[A-Za-z0-9_]{21,254}",
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.SLACK_TOKEN,
        core=rb"(?:xoxe\.)?xox[abeoprs]-[A-Za-z0-9]",
        after=rb"[A-Za-z0-9-]{9,250}",
        edges=TOKEN_EDGES,
        confirm=lengthy,
    ),
    Pattern(
        kind=Kind.GOOGLE_KEY,
        core=rb"AIza[A-Za-z0-9_-]{8}",
        after=rb"[A-Za-z0-9_-]{27}",
        edges=TOKEN_EDGES,
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.STRIPE_KEY,
        core=rb"[rs]k_(?:live|test|prod)_[A-Za-z0-9]",
        after=rb"[A-Za-z0-9]{15,246}",
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.MODEL_KEY,
        core=rb"sk-[A-Za-z0-9_-]{8}",
        after=rb"[A-Za-z0-9_-]{12,240}",
        edges=TOKEN_EDGES,
        confirm=lengthy,
    ),
    Pattern(
        kind=Kind.JWT,
        core=rb"eyJ[A-Za-z0-9_-]{8}",
        after=rb"[A-Za-z0-9_-]{0,4000}+\.eyJ[A-Za-z0-9_-]{8,8000}+\.[A-Za-z0-9_-]{16,2000}",
        edges=TOKEN_EDGES,
    ),
    Pattern(
        kind=Kind.BEARER_TOKEN,
        core=rb"(?i:authorization)" + ASSIGNED,
        after=OPENED + rb"(?i:bearer|basic|token) {1,3}([A-Za-z0-9._~+/=-]{16,4000})",
        edges=FRONT_EDGE,
        confirm=figured,
    ),
    Pattern(
        kind=Kind.BEARER_TOKEN,
        core=rb"(?i:bearer)[ ]{1,3}",
        after=rb"([A-Za-z0-9._~+/=-]{20,4000})",
        edges=FRONT_EDGE,
        confirm=lengthy,
    ),
    Pattern(
        kind=Kind.API_KEY,
        core=rb"(?i:auth)\\{0,3}\"[ ]?:[ ]?\\{0,3}\"",
        after=rb"([A-Za-z0-9+/]{12,512}={0,2})",
        edges=(b"", rb"(?![A-Za-z0-9+/=_-])"),
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.API_KEY,
        core=CALLED,
        after=rb"([A-Za-z0-9._~+/=-]{20,512})",
        edges=ANYWHERE,
        confirm=lengthy,
    ),
    Pattern(
        kind=Kind.API_KEY,
        core=KEYED + ASSIGNED,
        after=OPENED + DRAWN,
        edges=ANYWHERE,
        confirm=figured,
    ),
    *(
        Pattern(
            kind=Kind.API_KEY,
            core=core,
            after=after + OPENED + DRAWN,
            edges=ANYWHERE,
            confirm=figured,
        )
        for core, after in ((KEYED + ASSIGNED, TYPED), (CALLED, TYPED), (LISTED, VALUED))
    ),
    Pattern(kind=Kind.API_KEY, before=VALUE_FIRST, core=LISTED, edges=ANYWHERE, confirm=in_cell),
    Column(kind=Kind.API_KEY, core=LISTED, word=KEYED, confirm=in_cell),
    Pattern(
        kind=Kind.API_KEY,
        core=ELSEWHERE,
        after=ASSIGNED + OPENED + DRAWN,
        edges=ANYWHERE,
        confirm=figured,
    ),
    Column(kind=Kind.API_KEY, core=ELSEWHERE, word=ELSEWHERE, confirm=in_cell),
)
