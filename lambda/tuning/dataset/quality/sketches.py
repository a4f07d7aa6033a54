"""Texts by sketches of their phrases: MinHash finds, and comparing the phrases confirms."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import islice
from typing import Final, NamedTuple

from rensa import RMinHash, RMinHashLSH

from tuning.dataset.quality.shingles import phrases, similarity
from tuning.dataset.unions import Unions

NEAR: Final = 0.7
"""Share of phrases in common from which two records are nearly the same. In 1,008 questions that
customers asked a bank, all pairs above it were the same question in other words; below it came the
first that differ in the one word that counts (declined, pending)."""

PHRASE: Final = 2
"""Words of a phrase. Single words of one topic are alike in any two texts; with three or more, a
short question in which one word was changed has too few phrases left that are the same."""

FEWEST_PHRASES: Final = 4
"""Of fewer phrases a single one decides."""

PERMUTATIONS: Final = 128
BANDS: Final = 32
"""Of bands of 4, a pair at ``NEAR`` shares one with a chance of 99.98 %."""

SEED: Final = 42

DOUBT: Final = 0.15
"""How far the estimate by 128 permutations may fall below the truth: nearly four deviations."""

MOST_INDEXED: Final = 50
"""Records of one group that are searched. More would make a thousand copies of one text cost a
million comparisons."""

MOST_COMPARED: Final = 10
"""Records with the highest estimates that one is compared with; of those that are nearly the same,
the earliest is named, so that one that is trained on goes before one that is held out. As many of
other groups are compared after them."""


MOST_ESTIMATED: Final = 1000
"""Records of one group whose sketches are compared with that of a held-out one. Where nearly all
are alike the first one will do; where a chain connects what is not, most are no candidates."""


class Match(NamedTuple):
    """A record and the earlier one that it is nearly the same as, by their positions."""

    later: int
    earlier: int
    similarity: float


class Index:
    """Texts by sketches of their phrases, so that those that are like another one are found."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Start without a text.

        Args:
            texts: all of them.
        """
        self._texts = texts
        self._index = RMinHashLSH(NEAR, PERMUTATIONS, BANDS)
        self._sketches: dict[int, RMinHash] = {}
        self._groups = Unions()
        self._members: Counter[int] = Counter()

    def matches(self, position: int, own: Set[str], template: Set[str]) -> Iterator[Match]:
        """Yield the earlier texts that one is nearly the same as, one of each group; and add it."""
        if len(own) < FEWEST_PHRASES:
            return
        sketch = _sketch(own)
        sketches, lowest = self._sketches, self._groups.lowest
        estimates = ((sketch.jaccard(sketches[key]), -key) for key in self._index.query(sketch))
        likely = sorted((each for each in estimates if each[0] >= NEAR - DOUBT), reverse=True)
        keys = [-key for _, key in likely]
        left = 2 * MOST_COMPARED
        for earlier in (*sorted(keys[:MOST_COMPARED]), *keys[MOST_COMPARED:]):
            if lowest(earlier) == lowest(position) or not left:
                continue
            left -= 1
            alike = similarity(own, phrases(self._texts[earlier], length=PHRASE) - template)
            if alike >= NEAR:
                yield Match(position, earlier, alike)
                self._join(position, earlier)
        group = lowest(position)
        self._members[group] += 1
        if self._members[group] <= MOST_INDEXED:
            sketches[position] = sketch
            self._index.insert(position, sketch)

    def _join(self, one: int, other: int) -> None:
        """Count the records of two groups as those of one."""
        lowest, members = self._groups.lowest, self._members
        counts = members.pop(lowest(one), 0) + members.pop(lowest(other), 0)
        self._groups.join(one, other)
        members[lowest(one)] = counts


def nearest(
    asked: Iterable[int], among: Iterable[int], phrases_of: Callable[[int], Set[str]]
) -> Iterator[Match]:
    """Yield each record with one of the others that it is nearly the same as, if there is one.

    Args:
        asked: records that are looked for.
        among: the others.
        phrases_of: returns the phrases by which a record is compared.
    """
    index, sketches = RMinHashLSH(NEAR, PERMUTATIONS, BANDS), dict[int, RMinHash]()
    for one in among:
        sketches[one] = _sketch(phrases_of(one))
        index.insert(one, sketches[one])
    for one in asked:
        own = phrases_of(one)
        sketch = _sketch(own)
        for other in islice(index.query(sketch), MOST_ESTIMATED):
            if sketch.jaccard(sketches[other]) >= NEAR - DOUBT:
                alike = similarity(own, phrases_of(other))
                if alike >= NEAR:
                    yield Match(one, other, alike)
                    break


def _sketch(found: Set[str]) -> RMinHash:
    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update(found)
    return sketch
