"""Find personal data and secrets in one text."""

from functools import cache
from itertools import count
from typing import Final, NamedTuple

from tuning.dataset.expressions import Expressions
from tuning.dataset.privacy.accounts import ACCOUNTS
from tuning.dataset.privacy.contacts import CONTACTS
from tuning.dataset.privacy.credentials import CREDENTIALS
from tuning.dataset.privacy.identities import IDENTITIES
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import Pattern

PATTERNS: Final[tuple[Pattern, ...]] = (*CREDENTIALS, *CONTACTS, *ACCOUNTS, *IDENTITIES)

RANK: Final = dict(zip(Kind, count()))


class Finding(NamedTuple):
    """Where a value stands in a text, in bytes of its UTF-8."""

    start: int
    end: int
    kind: Kind


def search(data: bytes) -> list[Finding]:
    """Return what a text holds, in order and apart from each other.

    Where findings overlap, the longest tells the kind, and together they are one: nothing of the
    shorter ones may stay behind when it is replaced.

    Args:
        data: the text as UTF-8.
    """
    findings = sorted(
        Finding(*span, pattern.kind)
        for pattern in map(PATTERNS.__getitem__, cores().present(data))
        for span in pattern.spans(data)
    )
    apart: list[Finding] = []
    for finding in findings:
        if apart and finding.start < apart[-1].end:
            apart[-1] = _together(apart[-1], finding)
        else:
            apart.append(finding)
    return apart


def suspicious(data: bytes) -> bool:
    """Tell whether a text needs a search: it may hold nothing, but no other one holds anything."""
    return cores().any(data)


@cache
def cores() -> Expressions:
    """Return what every finding holds, as one set."""
    return Expressions([pattern.core for pattern in PATTERNS], once=True)


def _together(one: Finding, other: Finding) -> Finding:
    kind = min(one, other, key=lambda finding: (finding.start - finding.end, RANK[finding.kind]))
    return Finding(one.start, max(one.end, other.end), kind.kind)
