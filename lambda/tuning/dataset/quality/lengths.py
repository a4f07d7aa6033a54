"""How long prompts and answers are, and which lie far from the rest."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import PlacedFault
from tuning.dataset.sheet import Sheet
from tuning.dataset.weights import Column, middles
from tuning.run.parts import PartName

FEWEST: Final = 20
"""Of fewer texts the 95th percentile is the longest but for nothing or one."""

FAR: Final = 8
"""How many times longer than nearly all others a text must be. Lengths of real prompts spread over
a factor of two or three around their middle; three doublings beyond the 95th percentile are more
often a paste, a log or a whole document in the wrong field than a long question."""

SHORT: Final = 64
"""Characters up to which lengths mean little: a text of fewer is never far too long, and none is
far too short where many have fewer."""


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Records whose length is at least ``start`` and below ``end`` tokens."""

    start: int
    end: int
    records: int


class Lengths:
    """How often each length in characters stands: as much as is needed for any percentile."""

    def __init__(self, sheets: Mapping[PartName, Sheet], column: Column) -> None:
        """Count the lengths of one column of all sheets."""
        self._columns: dict[PartName, tuple[Sheet, Sequence[int]]] = {
            part: (sheet, getattr(sheet, f"{column}_characters")) for part, sheet in sheets.items()
        }
        self._tokens = middles(sheets, column)
        self._counts: Counter[int] = Counter()
        for _, characters in self._columns.values():
            self._counts.update(characters)
        self._texts = self._counts.total()

    @property
    def bins(self) -> tuple[Bin, ...]:
        """Lengths in estimated tokens, in bins that double."""
        powers: Counter[int] = Counter()
        for tokens, texts in self._tokens:
            powers[tokens.bit_length()] += texts
        return tuple(
            Bin(start=2**power >> 1, end=2**power, records=powers[power])
            for power in range(min(powers, default=0), max(powers, default=-1) + 1)
        )

    def percentile(self, percent: int) -> int:
        """Return the length that so many texts of a hundred do not exceed; 0 without texts."""
        below = 0
        for characters in sorted(self._counts):
            below += self._counts[characters]
            if 100 * below >= percent * self._texts:
                return characters
        return 0

    def outliers(self, *, where: str) -> Iterator[PlacedFault]:
        """Yield the texts that are far longer or far shorter than nearly all others.

        Args:
            where: what the texts are, for a person.
        """
        if self._texts < FEWEST:
            return
        least, most = self.percentile(5), self.percentile(95)
        shortest = least / FAR if least >= SHORT else 0
        longest = max(FAR * most, SHORT)
        if shortest <= min(self._counts) and max(self._counts) <= longest:
            return
        for part, (sheet, column) in self._columns.items():
            far = [not shortest <= characters <= longest for characters in column]
            for line, characters in compress(zip(sheet.lines, column, strict=True), far):
                long = characters > longest
                fault = Fault.of(
                    Code.UNUSUALLY_LONG if long else Code.UNUSUALLY_SHORT,
                    where=where,
                    characters=characters,
                    usual=most if long else least,
                )
                yield PlacedFault(part, line, fault)
