"""Columns of keys, looked at portion by portion: dictionaries and sets of all rows are too large.

An entry of one takes a hundred bytes and more, a row of a column eight. Keys are spread evenly, so
one of their bytes tells which portion a row falls to; all rows of one key fall to the same.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import compress, count
from operator import eq, ne
from typing import Final

from tuning.dataset.keys import mixed

PORTIONS: Final = 16
"""At most."""

ROWS: Final = 125_000
"""Of a portion, on average: of ``MOST_ROWS`` rows a sixteenth. Every portion is one more look at
every row, so there are no more of them than that takes."""


def portions(keys: "array[int]", number: int) -> Iterator[bytes]:
    """Yield the rows of each portion: a byte for every row, 1 where it belongs to the portion."""
    lowest = keys.tobytes()[:: keys.itemsize]
    return (lowest.translate(_table(portion, number)) for portion in range(number))


def enough(rows: int) -> int:
    """Return how many portions so many rows are looked at in: a power of two, which divides 256."""
    return min(PORTIONS, 1 << (max(0, rows - 1) // ROWS).bit_length())


@cache
def _table(portion: int, number: int) -> bytes:
    """Return which bytes fall to a portion."""
    return bytes(byte % number == portion for byte in range(256))


def first_rows(keys: "array[int]") -> "array[int]":
    """Return for each row the first one with its key."""
    found = array("I", range(len(keys)))
    for portion in portions(keys, enough(len(keys))):
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
    number = enough(sum(len(keys) for keys, _ in columns))
    for chosen in zip(*(portions(keys, number) for keys, _ in columns), strict=True):
        own, beside = array("Q"), array("Q")
        for (keys, others), portion in zip(columns, chosen, strict=True):
            own.extend(compress(keys, portion))
            beside.extend(compress(others, portion))
        new = map(eq, first_rows(array("Q", map(mixed, own, beside))), count())
        rows = zip(own, beside, new, strict=False)
        counts = Counter(key for key, other, first in rows if first and other)
        many.update(key for key, different in counts.items() if different > more_than)
    return many
