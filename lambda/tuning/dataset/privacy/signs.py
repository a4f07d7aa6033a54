"""What every text shows in which anything is found: the cores of all patterns, in two sets.

The same sets search all texts at once and one closely, so each is compiled once: that takes a third
of a second, more than most datasets need in all. ``compiled`` keeps them for the next process.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from tuning.dataset.expressions import Expressions
from tuning.dataset.privacy.accounts import ACCOUNTS
from tuning.dataset.privacy.credentials import CREDENTIALS
from tuning.dataset.privacy.emails import EMAILS
from tuning.dataset.privacy.families import NINE, Numbered, Starts
from tuning.dataset.privacy.identities import IDENTITIES
from tuning.dataset.privacy.internet import INTERNET
from tuning.dataset.privacy.key_bodies import KEY_BODIES
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import Pattern
from tuning.dataset.privacy.private_keys import PRIVATE_KEYS
from tuning.dataset.privacy.search import PATTERNS
from tuning.dataset.privacy.telephones import TELEPHONES
from tuning.dataset.safety import hidden, phrases


def _cores(patterns: Iterable[Pattern]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(pattern.core for pattern in patterns if pattern.core != NINE))


FIGURES: Final = _cores((*TELEPHONES, INTERNET[0], ACCOUNTS[-1], *IDENTITIES))
"""Numbers of people, accounts, telephones, and IPv4 addresses. Together with the others they would
take three times as long on texts full of digits and capitals."""

KEYS: Final = _cores((*EMAILS, *INTERNET[1:], *PRIVATE_KEYS, *KEY_BODIES, *CREDENTIALS))
"""Of e-mail and IPv6, and keys. Most of them begin with rare words, to which a search skips."""

FIVE: Final = rb"[0-9](?:[ .()/\n-]{0,4}[0-9]){4}"
FEWER: Final = _cores(
    pattern
    for pattern in (INTERNET[0], ACCOUNTS[-1], *IDENTITIES)
    if pattern.kind in {Kind.IP_ADDRESS, Kind.IBAN, Kind.IT_CODICE_FISCALE, Kind.IN_PAN}
)
COARSE: Final = (FIVE, *FEWER, rb"\+ ?[1-9]")
"""One of them is in every text that has a figure: those with fewer than five digits are named. They
take a third of the time that the figures take where digits are."""

LONG: Final = TELEPHONES[-1].core
IN_LONG: Final = frozenset(p.core for p in PATTERNS).difference(FIGURES, KEYS)
"""The cores of cards, and of numbers of nine digits or more, which stand in neither set: they are
as long as telephone numbers, so the core of those is in every text that has them."""


STARTS: Final = {pattern.starts for pattern in PATTERNS if isinstance(pattern, Numbered)}
"""Of each family of numbers, what finds where any of them may begin."""


@cache
def figures() -> Expressions:
    """Return the search for numbers."""
    return Expressions(FIGURES)


@cache
def marks() -> Expressions:
    """Return the search for keys, which come first, and for marks of what is no private datum.

    Of characters that nobody sees, and of phrases, it knows no more than the beginnings.
    """
    return Expressions((*KEYS, *hidden.COARSE, *phrases.COARSE))


@lru_cache(maxsize=1)
def _marked(data: bytes) -> list[int]:
    """Return the marks that a text shows: once for all who ask."""
    return marks().present(data)


def patterns(data: bytes) -> list[Pattern]:
    """Return the patterns whose cores a text shows; of numbers those whose forms it shows too."""
    shown = {KEYS[number] for number in _marked(data) if number < len(KEYS)}
    shown.update(FIGURES[number] for number in figures().present(data))
    begun = [starts for starts in STARTS if starts(data)] if LONG in shown else ()
    return _showing(frozenset(shown), frozenset(begun))


@cache
def _showing(cores: frozenset[bytes], begun: frozenset[Starts]) -> list[Pattern]:
    """Return the patterns to search for; most texts show the same as one before them did."""
    shown = cores | IN_LONG if LONG in cores else cores
    return [
        pattern
        for pattern in PATTERNS
        if pattern.core in shown and (not isinstance(pattern, Numbered) or pattern.starts in begun)
    ]


def private(data: bytes) -> bool:
    """Tell whether a text shows any of them."""
    return figures().any(data) or any(number < len(KEYS) for number in _marked(data))
