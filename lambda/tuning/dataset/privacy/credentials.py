"""Keys, tokens and passwords: what a tuned model must never repeat."""

from typing import Final

from tuning.dataset.privacy.announced import ANNOUNCED
from tuning.dataset.privacy.commands import COMMANDED
from tuning.dataset.privacy.encoded import encoded
from tuning.dataset.privacy.inserted import INSERTED
from tuning.dataset.privacy.key_names import NAMED_KEYS, figured, lengthy
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.passwords import PASSWORDS
from tuning.dataset.privacy.pattern import APART, Pattern, Span
from tuning.dataset.privacy.right_behind import RIGHT_BEHIND
from tuning.dataset.privacy.sentences import SAID
from tuning.dataset.privacy.services import SERVICES, drawn
from tuning.dataset.privacy.words import ASSIGNED, OPENED

TOKEN_EDGES: Final = (rb"(?<![A-Za-z0-9_-])", rb"(?![A-Za-z0-9_-])")
FRONT_EDGE: Final = (APART[0], b"")


def access_key(data: bytes, span: Span) -> Span | None:
    """Leave out the keys of AWS's own documentation, which end in EXAMPLE."""
    return None if data[slice(*span)].endswith(b"EXAMPLE") else span


TOKENS: Final = (
    *SERVICES,
    Pattern(
        kind=Kind.AWS_ACCESS_KEY,
        core=rb"(?:A[BKS]IA|ACCA|A3T[A-Z0-9])[0-9A-Z]{4}",
        after=rb"[0-9A-Z]{12}",
        confirm=access_key,
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
)
"""Their form says what they are."""

CREDENTIALS: Final = (
    *TOKENS,
    *encoded(TOKENS),
    *PASSWORDS,
    *COMMANDED,
    *SAID,
    *ANNOUNCED,
    *INSERTED,
    *RIGHT_BEHIND,
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
    *NAMED_KEYS,
)
