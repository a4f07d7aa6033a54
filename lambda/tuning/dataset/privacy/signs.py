"""What every text shows in which anything is found: the cores of all patterns, in two sets.

The same sets search all texts at once and one closely, so each is compiled once: that takes a third
of a second, more than most datasets need in all.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

from tuning.dataset.expressions import Expressions
from tuning.dataset.privacy.accounts import ACCOUNTS
from tuning.dataset.privacy.credentials import CREDENTIALS
from tuning.dataset.privacy.emails import EMAILS
from tuning.dataset.privacy.families import NINE
from tuning.dataset.privacy.identities import IDENTITIES
from tuning.dataset.privacy.internet import INTERNET
from tuning.dataset.privacy.key_bodies import KEY_BODIES
from tuning.dataset.privacy.pattern import Pattern
from tuning.dataset.privacy.private_keys import PRIVATE_KEYS
from tuning.dataset.privacy.search import PATTERNS
from tuning.dataset.privacy.telephones import TELEPHONES
from tuning.dataset.safety import hidden, phrases


def _cores(patterns: Sequence[Pattern]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(pattern.core for pattern in patterns if pattern.core != NINE))


FIGURES: Final = _cores((*TELEPHONES, INTERNET[0], ACCOUNTS[-1], *IDENTITIES))
"""Numbers of people, accounts, telephones, and IPv4 addresses. Together with the others they would
take three times as long on texts full of digits and capitals."""

KEYS: Final = _cores((*EMAILS, *INTERNET[1:], *PRIVATE_KEYS, *KEY_BODIES, *CREDENTIALS))
"""Of e-mail and IPv6, and keys. Most of them begin with rare words, to which a search skips."""

LONG: Final = TELEPHONES[-1].core
IN_LONG: Final = frozenset(p.core for p in PATTERNS).difference(FIGURES, KEYS)
"""The cores of cards, and of numbers of nine digits or more, which stand in neither set: they are
as long as telephone numbers, so the core of those is in every text that has them."""


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


def patterns(data: bytes) -> list[Pattern]:
    """Return the patterns whose cores a text shows."""
    shown = {KEYS[number] for number in marks().present(data) if number < len(KEYS)}
    shown.update(FIGURES[number] for number in figures().present(data))
    if LONG in shown:
        shown |= IN_LONG
    return [pattern for pattern in PATTERNS if pattern.core in shown]


def private(data: bytes) -> bool:
    """Tell whether a text shows any of them."""
    return figures().any(data) or any(number < len(KEYS) for number in marks().present(data))
