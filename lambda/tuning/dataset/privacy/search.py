"""Find personal data and secrets in one text."""

from collections.abc import Iterable
from itertools import count
from operator import attrgetter
from typing import Final, NamedTuple

from tuning.dataset.privacy.accounts import ACCOUNTS
from tuning.dataset.privacy.contacts import CONTACTS
from tuning.dataset.privacy.credentials import CREDENTIALS
from tuning.dataset.privacy.identities import IDENTITIES
from tuning.dataset.privacy.kinds import Kind, Nature
from tuning.dataset.privacy.pattern import Pattern

PATTERNS: Final[tuple[Pattern, ...]] = (*CREDENTIALS, *CONTACTS, *ACCOUNTS, *IDENTITIES)

RANK: Final = dict(zip(Kind, count()))


class PrivacyMatch(NamedTuple):
    """Where a value stands in a text, in bytes of its UTF-8."""

    start: int
    end: int
    kind: Kind


def search(data: bytes, among: Iterable[Pattern] = PATTERNS) -> list[PrivacyMatch]:
    """Return what a text holds, in order and apart from each other.

    Where matches overlap, a key that is one for sure tells the kind, else the longest; together
    they are one: nothing of the shorter ones may stay behind when it is replaced.

    Args:
        data: the text as UTF-8.
        among: the patterns whose core is in the text, where that is known.
    """
    matches = (
        PrivacyMatch(*span, pattern.kind) for pattern in among for span in pattern.spans(data)
    )
    apart: list[PrivacyMatch] = []
    for match in sorted(matches, key=attrgetter("start")):
        if apart and match.start < apart[-1].end:
            apart[-1] = _together(apart[-1], match)
        else:
            apart.append(match)
    return apart


def _together(first: PrivacyMatch, second: PrivacyMatch) -> PrivacyMatch:
    clearer = min(first, second, key=_prominence)
    return PrivacyMatch(first.start, max(first.end, second.end), clearer.kind)


def _prominence(match: PrivacyMatch) -> tuple[bool, int, int]:
    surely_secret = match.kind.nature is Nature.SECRET
    return not surely_secret, match.start - match.end, RANK[match.kind]
