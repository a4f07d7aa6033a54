"""Many regular expressions over a whole block in one pass, through Hyperscan.

Hyperscan says which expression matches and where a match ends, and neither where it begins nor
which of many matches is meant. So it chooses what is worth a closer look, and nothing more.

The expressions are ones that Hyperscan and ``re`` understand alike: over UTF-8 bytes, without
lookaround and back references, and with no class that holds NUL, which stands between texts.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import hyperscan

from tuning.dataset.compiled import database

MOST_MATCHES: Final = 2048
"""Each match is a call from C into Python; a block with more of them is looked at text by text."""


PAYS_FROM: Final = 64 * 1024
"""Bytes that ``re`` has searched before a set is compiled, which may take 100 ms: more than most
files need in all. Only texts that a coarser search named are searched for large sets, so small
files never pay. One that was compiled already is searched with at once."""


END: Final = b"\0\0"
"""Stands behind all that is searched, as it stands between texts: Hyperscan skips from one pair of
bytes to the next and misses a match that ends with the last byte of a long block. Two of them,
since a space before the first is a match of its own."""


class TooMany(Exception):
    """There are more matches than it pays to tell apart. Never leaves this room."""


class Expressions:
    """Regular expressions that are searched for together.

    Some sets are ten times as fast as others that look alike: what decides is whether Hyperscan
    can skip to rare bytes. So a set is composed by measuring.
    """

    def __init__(self, regexes: Sequence[bytes], *, once: bool = False) -> None:
        """Take them; they are compiled when they are needed.

        Args:
            regexes: at least one.
            once: whether one match of each is enough.
        """
        self._regexes = tuple(regexes)
        self._once = once
        self._searched = 0

    @cached_property
    def _database(self) -> hyperscan.Database:
        flag = hyperscan.HS_FLAG_SINGLEMATCH if self._once else 0
        return database(self._regexes, flag=flag)

    @cached_property
    def _patterns(self) -> list[re.Pattern[bytes]]:
        return [re.compile(regex) for regex in self._regexes]

    def matches(self, data: bytes) -> list[tuple[int, int]]:
        """Return the number of the expression and the end of each match, in any order.

        Raises:
            TooMany: there are more than ``MOST_MATCHES``.
        """
        return self._matches(data + END)

    def ends(self, data: bytes) -> list[int]:
        """Return the end of each match but for those that end with the last byte of the data.

        Raises:
            TooMany: likewise.
        """
        return [end for _, end in self._matches(data)]

    def _matches(self, data: bytes) -> list[tuple[int, int]]:
        matches: list[tuple[int, int]] = []

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            matches.append((number, end))
            return len(matches) > MOST_MATCHES

        try:
            self._database.scan(data, match_event_handler=note)
        except hyperscan.ScanTerminated as stopped:
            raise TooMany from stopped
        return matches

    def present(self, data: bytes) -> list[int]:
        """Return which expressions match, by their place in the set."""
        self._searched += len(data)
        if self._searched <= PAYS_FROM and "_database" not in self.__dict__:
            return [n for n, pattern in enumerate(self._patterns) if pattern.search(data + END)]
        numbers: set[int] = set()

        def note(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            numbers.add(number)

        self._database.scan(data + END, match_event_handler=note)
        return sorted(numbers)

    def any(self, data: bytes) -> bool:
        """Tell whether one of them matches."""
        return bool(self.present(data))
