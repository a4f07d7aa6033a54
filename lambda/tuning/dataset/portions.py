"""Columns of keys, looked at portion by portion: dictionaries and sets of all rows are too large.

An entry of one takes a hundred bytes and more, a row of a column eight. Keys are spread evenly, so
one of their bytes tells which portion a row falls to; all rows of one key fall to the same.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress, count
from operator import eq, ne
from typing import Final

from tuning.dataset.keys import mixed

PORTIONS: Final = 16
TABLES: Final = tuple(
    bytes(byte % PORTIONS == portion for byte in range(256)) for portion in range(PORTIONS)
)
"""For each portion, which bytes fall to it."""


def portions(keys: "array[int]") -> Iterator[bytes]:
    """Yield the rows of each portion: a byte for every row, 1 where it belongs to the portion."""
    lowest = keys.tobytes()[:: keys.itemsize]
    return map(lowest.translate, TABLES)


def first_rows(keys: "array[int]") -> "array[int]":
    """Return for each row the first one with its key."""
    found = array("I", range(len(keys)))
    for portion in portions(keys):
        met: dict[int, int] = {}
        rows = [*compress(count(), portion)]
        first = [*map(met.setdefault, compress(keys, portion), rows)]
        for row, earlier in compress(zip(rows, first, strict=True), map(ne, rows, first)):
            found[row] = earlier
    return found


def with_many(columns: "Sequence[tuple[array[int], array[int]]]", *, more_than: int) -> set[int]:
    """Return the keys that stand with more different others than so many.

    Args:
        columns: keys, and what stands beside each, where 0 is nothing; of one or several files.
        more_than: how many others are few.
    """
    many: set[int] = set()
    for chosen in zip(*(portions(keys) for keys, _ in columns), strict=True):
        own, beside = array("Q"), array("Q")
        for (keys, others), portion in zip(columns, chosen, strict=True):
            own.extend(compress(keys, portion))
            beside.extend(compress(others, portion))
        new = map(eq, first_rows(array("Q", map(mixed, own, beside))), count())
        rows = zip(own, beside, new, strict=False)
        counts = Counter(key for key, other, first in rows if first and other)
        many.update(key for key, different in counts.items() if different > more_than)
    return many
