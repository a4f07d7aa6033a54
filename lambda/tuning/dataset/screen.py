"""Which records of a batch need a close look: two passes over all texts, for every rule at once.

A coarse search over the whole block finds texts with digits in a row, with words such as
"password:", with rare bytes, with reserved words. Only those texts are searched for what the guard
looks for. A text that is not named holds nothing that a careful rule would find; one that is named
may hold nothing either.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import accumulate, repeat
from operator import contains
from typing import Final, NamedTuple

from tuning.dataset.batch import Columns
from tuning.dataset.expressions import Expressions, TooMany
from tuning.dataset.privacy import guard, spelling
from tuning.dataset.privacy.accounts import ACCOUNTS
from tuning.dataset.privacy.credentials import CREDENTIALS
from tuning.dataset.privacy.emails import EMAILS
from tuning.dataset.privacy.families import NINE
from tuning.dataset.privacy.identities import IDENTITIES
from tuning.dataset.privacy.internet import INTERNET
from tuning.dataset.privacy.private_keys import PRIVATE_KEYS
from tuning.dataset.privacy.telephones import TELEPHONES
from tuning.dataset.safety import phrases

BETWEEN: Final = "\0"
NUL: Final = b"\0"

CONTROL: Final = (rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]", rb"\xc2[\x80-\x9f]")
"""Control characters but for tab, LF and CR."""

NUMBERED: Final = (*TELEPHONES, INTERNET[0], ACCOUNTS[-1], *IDENTITIES)
FIGURES: Final = tuple(dict.fromkeys(pattern.core for pattern in NUMBERED if pattern.core != NINE))
"""Numbers of people, accounts, telephones, and IPv4 addresses; those of cards, and of nine digits
or more, are as long as telephone numbers. Together with the others they would take three times as
long on texts full of digits and capitals."""

ADDRESSES: Final = tuple(pattern.core for pattern in (*EMAILS, *INTERNET[1:]))
"""Of e-mail, and of IPv6."""

KEYS: Final = tuple(dict.fromkeys(pattern.core for pattern in (*PRIVATE_KEYS, *CREDENTIALS)))
"""Most of them begin with rare words, to which a search skips; so they are searched for as such."""

RARE_BYTES: Final = (
    rb"\xe2\x80[\x8b-\x8f\xaa-\xae]",
    rb"\xe2\x81[\xa0-\xaf]",
    rb"\xef\xbb\xbf",
    rb"\xf3\xa0",
    rb"\xc2\xad",
    rb"\xe1\x85[\x9f\xa0]",
    rb"\xe3\x85\xa4",
    rb"\xcd\x8f",
    rb"\xe1\xa0\x8e",
    rb"\xef\xbe\xa0",
    rb"\xef\xbf[\xb9-\xbb]",
    rb"\xef\xb8[\x80-\x8f]\xef\xb8",
)

WORDS: Final = (
    rb"(?i:instruct)",
    rb"(?i:system.prompt)",
    rb"(?i:you are now)",
    rb"(?i:anything now)",
    *(regex for regex, _ in phrases.PHRASES if not regex.startswith(b"(?i:")),
)


class Hits(NamedTuple):
    """Positions of records that need a close look.

    Attributes:
        ruled: by the rules of the base model; what they ask of the form and the length left aside.
        guarded: by the guard.
    """

    ruled: set[int]
    guarded: set[int]


class Screen:
    """Chooses records for the careful rules."""

    def __init__(self, words: Sequence[str]) -> None:
        """Prepare to look for what every dataset is searched for, and for a base model's words."""
        distinct = tuple(dict.fromkeys(word.lower() for word in words))
        self._marks = marks(distinct)
        self._ruled = len(CONTROL) + len(distinct)

    def hits(self, columns: Columns) -> Hits:
        """Return in which records a careful rule may find something.

        It may name too many, and never too few.
        """
        hits = Hits(set(), set())
        for texts in (columns.asked, columns.answers):
            if any(map(contains, texts, repeat(BETWEEN))):
                hits.ruled.update(number for number, text in enumerate(texts) if BETWEEN in text)
                texts = [text.replace(BETWEEN, "") for text in texts]
            block = BETWEEN.join(texts).encode()
            marked = _named(self._marks, block, texts)
            hits.ruled.update(position for position, number in marked if number < self._ruled)
            named = {position for position, number in marked if number >= self._ruled}
            for coarse in others(block):
                named.update(position for position, _ in _named(coarse, block, texts))
            hits.guarded.update(
                position
                for position in named - hits.guarded
                if guard.signed(texts[position].encode())
            )
        return hits


@cache
def marks(words: tuple[str, ...]) -> Expressions:
    """Return the search for marks and keys; what rules speak of leads them.

    A base model's words are looked for in any case: the rules tell the cases apart.
    """
    return Expressions([*CONTROL, *map(_literal, words), *ADDRESSES, *KEYS, *RARE_BYTES, *WORDS])


@cache
def _others() -> tuple[Expressions, Expressions]:
    return Expressions(FIGURES), Expressions(spelling.SIGNS)


def others(block: bytes) -> Iterable[Expressions]:
    """Return the searches for figures, and for other spellings where there may be any.

    All in one would take three times as long.
    """
    return _others() if spelling.may_differ(block) else _others()[:-1]


def _literal(word: str) -> bytes:
    """Return a word as an expression, whatever characters it has, in any case of its letters."""
    return b"(?i:%s)" % b"".join(b"\\x%02x" % byte for byte in word.encode())


def _named(coarse: Expressions, block: bytes, texts: Sequence[str]) -> Collection[tuple[int, int]]:
    """Return the positions of the texts that a coarse search names, and the number of what for."""
    try:
        matches = coarse.matches(block)
    except TooMany:
        shown = (coarse.present(text.encode()) for text in texts)
        return [(position, number) for position, found in enumerate(shown) for number in found]
    if not matches:
        return ()
    sizes = map(len, texts if block.isascii() else block.split(NUL))
    stops = list(accumulate(size + 1 for size in sizes))
    return {(bisect_left(stops, end), number) for number, end in matches}
