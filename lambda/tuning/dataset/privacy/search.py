"""Find personal data and secrets in one text."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from operator import attrgetter
from typing import Final, NamedTuple

from tuning.dataset.privacy.accounts import ACCOUNTS
from tuning.dataset.privacy.credentials import CREDENTIALS
from tuning.dataset.privacy.emails import EMAILS
from tuning.dataset.privacy.identities import IDENTITIES
from tuning.dataset.privacy.internet import INTERNET
from tuning.dataset.privacy.key_bodies import KEY_BODIES
from tuning.dataset.privacy.kinds import Kind, Nature
from tuning.dataset.privacy.pattern import Pattern
from tuning.dataset.privacy.private_keys import PRIVATE_KEYS
from tuning.dataset.privacy.spelling import Reading, respelled
from tuning.dataset.privacy.splicing import spliced
from tuning.dataset.privacy.telephones import TELEPHONES

PATTERNS: Final[tuple[Pattern, ...]] = (
    *PRIVATE_KEYS,
    *KEY_BODIES,
    *CREDENTIALS,
    *EMAILS,
    *INTERNET,
    *TELEPHONES,
    *ACCOUNTS,
    *IDENTITIES,
)

WORST: Final = (Nature.SECRET, Nature.DOUBTFUL, Nature.PERSONAL)
RANK: Final = dict(zip(Kind, count()))


class PrivacyMatch(NamedTuple):
    """Where a value stands in a text, in bytes of its UTF-8."""

    start: int
    end: int
    kind: Kind


def search(
    data: bytes, among: Callable[[bytes], Iterable[Pattern]] = lambda _: PATTERNS
) -> list[PrivacyMatch]:
    """Return what a text holds, in order and apart from each other.

    Where matches overlap, a key that is one for sure tells the kind, else what may be one, else the
    longest; together they are one: nothing of the shorter ones may stay behind when it is replaced.

    Args:
        data: the text as UTF-8.
        among: returns the patterns whose core is in a text, where that is known.
    """
    apart: list[PrivacyMatch] = []
    for match in sorted(_matches(data, among), key=attrgetter("start")):
        if apart and match.start < apart[-1].end:
            apart[-1] = _together(apart[-1], match)
        else:
            apart.append(match)
    return apart


def _matches(data: bytes, among: Callable[[bytes], Iterable[Pattern]]) -> Iterator[PrivacyMatch]:
    """Yield what stands in a text as it is written, in the one spelling, and put together.

    Only keys are looked for where code puts literals together: they alone are cut in two.
    """
    for pattern in among(data):
        yield from (PrivacyMatch(*span, pattern.kind) for span in pattern.spans(data))
    if reading := respelled(data):
        yield from _read(reading, among(reading.data))
    if reading := spliced(data):
        yield from _read(reading, filter(_is_key, among(reading.data)))


def _read(reading: Reading, patterns: Iterable[Pattern]) -> Iterator[PrivacyMatch]:
    for pattern in patterns:
        spans = map(reading.origin, pattern.spans(reading.data))
        yield from (PrivacyMatch(*span, pattern.kind) for span in spans)


def _is_key(pattern: Pattern) -> bool:
    return pattern.kind.nature is not Nature.PERSONAL


def _together(first: PrivacyMatch, second: PrivacyMatch) -> PrivacyMatch:
    clearer = min(first, second, key=_prominence)
    return PrivacyMatch(first.start, max(first.end, second.end), clearer.kind)


def _prominence(match: PrivacyMatch) -> tuple[int, int, int]:
    return WORST.index(match.kind.nature), match.start - match.end, RANK[match.kind]
