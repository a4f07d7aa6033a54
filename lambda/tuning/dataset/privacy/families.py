"""Patterns of nine digits or more: many, which all begin alike, and so are looked for at once."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final

from tuning.dataset.privacy.pattern import NUMBER, Pattern, Span
from tuning.dataset.privacy.tables import heading
from tuning.dataset.privacy.words import spoken

NINE: Final = rb"[0-9](?:[ ./\n-]?[0-9]){8}"
"""What all numbers of states have in common but for those with letters: one search finds them."""

BEGUN: Final = re.compile(rb"[0-9](?<![A-Za-z0-9_].)(?<![0-9][.-].)(?=(?:[ ./\n-]?[0-9]){8})")
"""The first of nine digits, behind what ``NUMBER`` allows: ``re`` skips to digits as it cannot to
what stands before them."""

LOOK_BACK: Final = 128
BETWEEN: Final = rb"[^0-9\n]{0,64}(?:\n[^0-9\n]{0,12})?$"
"""Between the word and the number: "BSN of the tenant: ". Letters of many scripts take three bytes,
and the number may begin a line."""


Starts = Callable[[bytes], list[int]]
"""Returns the places of a text at which any pattern of a family may find something."""


@dataclass(frozen=True, kw_only=True)
class Numbered(Pattern):
    """A pattern of a family.

    Attributes:
        starts: of its family.
    """

    starts: Starts

    def spans(self, data: bytes) -> Iterator[Span]:
        """Yield where values of this kind stand in a text."""
        return filter(None, (self.confirm(data, (start, start)) for start in self.starts(data)))


class Family:
    """Forms of numbers, and words before them.

    Most numbers have none of the forms, or no such word before them: one expression for all of them
    says so, and no pattern has to be asked.
    """

    def __init__(self, *words: str) -> None:
        """Start without a form.

        Args:
            words: that stand before any of the numbers; none where their forms are enough.
        """
        self._words = [*words]
        self._forms: list[bytes] = []
        self.starts = lru_cache(maxsize=2)(self._starts)

    def add(self, form: bytes, *words: str) -> None:
        """Look for one more form, behind these words too. All are added before the first search."""
        self._forms.append(form)
        self._words += words

    def _starts(self, data: bytes) -> list[int]:
        fits, told = self._form.match, self._word.search
        fitting = [at for at in _begun(data) if fits(data, at)]
        if not self._words:
            return fitting
        return [
            at
            for at in fitting
            if told(data, max(0, at - LOOK_BACK), at) or told(heading(data, at))
        ]

    @cached_property
    def _form(self) -> re.Pattern[bytes]:
        return re.compile(b"(?:%b)" % b"|".join(dict.fromkeys(self._forms)) + NUMBER[1])

    @cached_property
    def _word(self) -> re.Pattern[bytes]:
        return behind(tuple(self._words))


@cache
def behind(words: tuple[str, ...]) -> re.Pattern[bytes]:
    """Return an expression for what ends with a word and the little that may follow it.

    Made once, when it is first needed: forty of these at the start would take as long as a check
    of a hundred records.
    """
    return re.compile(rb"(?<![A-Za-z])" + spoken(words) + BETWEEN)


@lru_cache(maxsize=2)
def _begun(data: bytes) -> list[int]:
    """Return where nine digits or more begin: of one text for all families."""
    return [match.start() for match in BEGUN.finditer(data)]
