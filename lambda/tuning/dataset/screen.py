"""Which records of a batch need a close look: one pass over all texts, for every rule at once.

A coarse search over the whole block finds texts with digits in a row, with words such as
"password:", with rare bytes, with reserved words. Only those texts are searched for what the
careful rules look for. A text that is not named holds nothing that a careful rule would find; one
that is named may hold nothing either.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate, repeat
from operator import contains
from typing import Final

from tuning.dataset.batch import Columns
from tuning.dataset.expressions import Expressions, TooMany
from tuning.dataset.privacy import search
from tuning.dataset.safety import hidden, phrases

BETWEEN: Final = "\0"
NUL: Final = b"\0"

CONTROL: Final = (rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]", rb"\xc2[\x80-\x9f]")
"""Control characters but for tab, LF and CR."""

FIGURES: Final = (
    rb"(?:[0-9][ ().-]{0,2}){8}[0-9]",
    rb"[0-9]{7}-?[A-Z]",
    rb"[0-9]\.[0-9]+\.[0-9]+\.[0-9]",
    rb"[A-Z]{2} ?[0-9]{2}",
    rb"@[A-Za-z0-9\xc3-\xc9\x80-\xbf-]+\.",
    rb"(?:[0-9A-Fa-f]*:){3}",
    CONTROL[0],
)
"""What numbers of people, cards and accounts, e-mail and IP addresses have in common; and the
control characters, which cost nothing here."""

KEYS: Final = (
    rb"(?i:word|swd|pwd|key|secret|token|zation)[\"']? ?[=:]",
    rb"A[KS]IA[0-9A-Z]",
    rb"gh[pousr]_[A-Za-z0-9]",
    rb"github_pat_",
    rb"xox[abeoprs]-",
    rb"AIza[A-Za-z0-9_-]",
    rb"[rs]k_live_",
    rb"sk-[A-Za-z0-9_-]",
    rb"eyJ[A-Za-z0-9_-]",
    rb"-----BEGIN ",
)

RARE_BYTES: Final = (
    rb"\xe2\x80[\x8b-\x8f\xaa-\xae]",
    rb"\xe2\x81[\xa0-\xaf]",
    rb"\xef\xbb\xbf",
    rb"\xf3\xa0",
    rb"\xc2[\x80-\x9f\xad]",
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


Suspicious = Callable[[bytes], bool]


class Screen:
    """Chooses records for the careful rules."""

    def __init__(self, reserved_words: Sequence[str]) -> None:
        """Prepare to look for what every dataset is searched for, and for a base model's words."""
        self._searches = searches(tuple(reserved_words))

    def hits(self, columns: Columns) -> set[int]:
        """Return the positions of records in which a careful rule may find something.

        It may name too many, and never too few.
        """
        hits: set[int] = set()
        for texts in (columns.asked, columns.answers):
            if any(map(contains, texts, repeat(BETWEEN))):
                hits.update(number for number, text in enumerate(texts) if BETWEEN in text)
                texts = [text.replace(BETWEEN, "") for text in texts]
            block = BETWEEN.join(texts).encode()
            for coarse, suspicious in self._searches:
                for position in _candidates(coarse, block, texts):
                    if position not in hits and suspicious(texts[position].encode()):
                        hits.add(position)
        return hits


@cache
def searches(reserved_words: tuple[str, ...]) -> tuple[tuple[Expressions, Suspicious], ...]:
    """Return the coarse searches, each with the finer one of what it finds."""
    reserved = [_literal(word) for word in reserved_words]
    control = Expressions(CONTROL, once=True)
    worded = Expressions([*reserved, *(regex for regex, _ in phrases.PHRASES)], once=True)
    return (
        (Expressions(FIGURES), lambda text: control.any(text) or search.suspicious(text)),
        (Expressions(KEYS), search.suspicious),
        (Expressions(RARE_BYTES), lambda text: control.any(text) or hidden.suspicious(text)),
        (Expressions([*WORDS, *reserved]), worded.any),
    )


def _literal(word: str) -> bytes:
    """Return a word as an expression, whatever characters it has."""
    return b"".join(b"\\x%02x" % byte for byte in word.encode())


def _candidates(coarse: Expressions, block: bytes, texts: Sequence[str]) -> Iterable[int]:
    """Return the positions of the texts that the coarse search names."""
    try:
        ends = set(coarse.ends(block))
    except TooMany:
        return range(len(texts))
    if not ends:
        return ()
    sizes = map(len, texts if block.isascii() else block.split(NUL))
    stops = list(accumulate(size + 1 for size in sizes))
    return {bisect_left(stops, end) for end in ends}
