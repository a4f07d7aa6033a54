"""Records that must not be parted, in groups, and which of the groups are held out."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import repeat
from math import inf
from typing import Final, Self

from tuning.dataset.digests import DIGEST_BITS
from tuning.dataset.quality import labels
from tuning.dataset.rules.sizes import EVALUATION_MINIMUM
from tuning.dataset.sheet import Sheet
from tuning.dataset.unions import Unions
from tuning.run.parts import PartName

LOW: Final = (1 << DIGEST_BITS) * 35 // 100
"""Keys are spread evenly, so what is held out and watched is mostly below it."""

USUAL_TIMES: Final = 4
"""How many times as many records as usual may grow from a beginning that is held out."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How large a group may be that is held out; a larger one is trained on.

    Attributes:
        beginnings: in it.
        rows: records in it.
    """

    beginnings: float = inf
    rows: float = inf

    @classmethod
    def of(cls, evaluation: int, *, share: float, rows: int, beginnings: int) -> Self:
        """Return limits that let no fewer groups be held out than allow a verdict.

        Args:
            evaluation: how many beginnings are held out.
            share: which share of all that is.
            rows: records of the file.
            beginnings: in all of them.
        """
        most = max(1, evaluation // EVALUATION_MINIMUM)
        usual = USUAL_TIMES * most * rows / max(1, beginnings)
        return cls(beginnings=most, rows=max(usual, share * rows / EVALUATION_MINIMUM))


class Groups:
    """Beginnings that stay together; a group is known by the lowest of them."""

    def __init__(
        self,
        sheet: Sheet,
        found: Sequence[int],
        *,
        alike: Iterable[tuple[int, int]] = (),
        limits: Limits | None = None,
        kept: Set[int] = frozenset(),
    ) -> None:
        """Put together what is alike.

        Args:
            sheet: of the file.
            found: the beginning of each of its records.
            alike: beginnings that belong together, two by two.
            limits: how large a group may be that is held out; None: as large as it is.
            kept: beginnings that must be trained on.
        """
        self._kept = kept
        self._lowest: list[tuple[int, int]] | None = None
        self._sheet, self._found, self._limits = sheet, found, limits or Limits()
        unions = Unions()
        for one, other in alike:
            unions.join(one, other)
        self.lowest = unions.lowest
        self._joined = unions.joined
        self._sizes: Counter[int] = Counter(map(unions.lowest, unions.joined))
        self._rows = Counter(map(unions.lowest, filter(unions.joined.__contains__, found)))
        self._labelled = bool(labels.evident([sheet]))

    def parts(self, chosen: Mapping[PartName, Set[int]]) -> list[PartName]:
        """Return the part of each record; what is in no group that was chosen is trained on.

        Args:
            chosen: the groups of each part.
        """
        known: dict[int, PartName] = {}
        for part, groups in chosen.items():
            known |= dict.fromkeys(groups, part)
            known |= {one: part for one in self._joined if self.lowest(one) in groups}
        others: PartName = "training"
        return [*map(known.get, self._found, repeat(others))]

    def held_out(self, number: int, *, share: float) -> set[int] | None:
        """Return the groups that so many beginnings are held out with; None if there are too few.

        Args:
            number: of beginnings.
            share: of the beginnings of a label from which on it must be judged.
        """
        given: set[int] = set()
        while number:
            chosen = self.filled(number, given)
            if sum(map(self._size, chosen)) < number:
                return None
            unjudged = set(self._unjudged(chosen, share)) if self._labelled else set()
            if not unjudged:
                return chosen
            given |= unjudged
        return given

    def filled(
        self, number: int, given: Set[int] = frozenset(), *, without: Set[int] = frozenset()
    ) -> set[int]:
        """Add the lowest groups to those that are given until so many beginnings are reached."""
        chosen = set(given)
        number -= sum(map(self._size, given))
        if number <= 0:
            return chosen
        for group, size in self._fitting():
            if size <= number and group not in chosen and group not in without:
                chosen.add(group)
                number -= size
                if not number:
                    break
        return chosen

    def loosened(self, number: int) -> Iterator[set[int]]:
        """Yield groups to be parted so that so many beginnings may be held out, ever more of them.

        Of those that are too large to be held out the largest go first, as many as it takes; then,
        where what is left of the number is smaller than any group, the smallest.

        Args:
            number: of beginnings.
        """
        number -= sum(size for _, size in self._fitting())
        order: list[int] = []
        smallest: list[int] = []
        for group, size in self._sizes.most_common():
            if number > 0 and not self._fits(group, self._rows[group]):
                order.append(group)
                number -= size
            else:
                smallest.append(group)
        taken = max(1, len(order))
        order += reversed(smallest)
        while taken < len(order):
            yield {*order[:taken]}
            taken *= 2
        yield {*order}

    def rows(self, groups: Collection[int]) -> int:
        """Return how many records are in groups."""
        return sum(self._rows[group] for group in groups)

    def _size(self, group: int) -> int:
        return self._sizes.get(group, 1)

    def _fitting(self) -> Iterator[tuple[int, int]]:
        """Yield the groups that are small enough, the lowest first, and their sizes."""
        joined, most = self._joined, self._limits.rows
        kept = self._kept
        for beginning, rows in self._ascending():
            if beginning not in joined:
                if rows <= most and beginning not in kept:
                    yield beginning, 1
            elif self.lowest(beginning) == beginning and self._fits(beginning, rows):
                yield beginning, self._size(beginning)

    def _ascending(self) -> Iterator[tuple[int, int]]:
        """Yield the different beginnings, the lowest first, and how many records grow from each."""
        if self._lowest is None:
            self._lowest = [*_ordered([one for one in self._found if one < LOW])]
        yield from self._lowest
        yield from _ordered([one for one in self._found if one >= LOW])

    def _fits(self, group: int, rows: int) -> bool:
        limits = self._limits
        if group in self._kept:
            return False
        return self._size(group) <= limits.beginnings and self._rows.get(group, rows) <= limits.rows

    def _unjudged(self, chosen: Collection[int], share: float) -> Iterator[int]:
        """Yield the lowest group of each label that would not be judged, and has its share."""
        rows = zip(self._sheet.answers, self._found, strict=True)
        judged = {label for label, beginning in rows if self.lowest(beginning) in chosen}
        unjudged: dict[int, Counter[int]] = {
            label: Counter() for label in self._sheet.answers if label not in judged
        }
        if unjudged:
            for label, beginning in zip(self._sheet.answers, self._found, strict=True):
                if label in unjudged:
                    unjudged[label][beginning] += 1
        for counts in unjudged.values():
            groups = (
                self.lowest(b) for b, rows in counts.items() if self._fits(self.lowest(b), rows)
            )
            lowest = min(groups, default=None)
            if len(counts) * share >= 1 and lowest is not None:
                yield lowest


def _ordered(found: list[int]) -> Iterable[tuple[int, int]]:
    """Return numbers, the lowest first, and how many times each is there."""
    found.sort()
    return Counter(found).items()
