"""Many regular expressions over a whole block in one pass, through Hyperscan.

Hyperscan says which expression matches and where a match ends, and neither where it begins nor
which of many matches is meant. So it chooses what is worth a closer look, and nothing more.

The expressions are ones that Hyperscan and ``re`` understand alike: over UTF-8 bytes, without
lookaround and back references, and with no class that holds NUL, which stands between texts.
"""

from collections.abc import Sequence
from typing import Final

import hyperscan

MOST_MATCHES: Final = 2048
"""Each match is a call from C into Python; a block with more of them is looked at text by text."""


class TooMany(Exception):
    """There are more matches than it pays to tell apart. Never leaves this room."""


class Expressions:
    """Regular expressions that are searched for together.

    Some sets are ten times as fast as others that look alike: what decides is whether Hyperscan
    can skip to rare bytes. So a set is composed by measuring.
    """

    def __init__(self, regexes: Sequence[bytes], *, once: bool = False) -> None:
        """Compile them, which takes some milliseconds.

        Args:
            regexes: at least one.
            once: whether one match of each is enough.
        """
        flag = hyperscan.HS_FLAG_SINGLEMATCH if once else 0
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=list(regexes),
            ids=list(range(len(regexes))),
            flags=[flag] * len(regexes),
        )

    def ends(self, data: bytes) -> list[int]:
        """Return where matches end, in any order.

        Raises:
            TooMany: there are more than ``MOST_MATCHES``.
        """
        ends: list[int] = []

        def note(_number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            ends.append(end)
            return len(ends) > MOST_MATCHES

        try:
            self._database.scan(data, match_event_handler=note)
        except hyperscan.ScanTerminated as stopped:
            raise TooMany from stopped
        return ends

    def present(self, data: bytes) -> list[int]:
        """Return which expressions match, by their place in the set."""
        numbers: set[int] = set()

        def note(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            numbers.add(number)

        self._database.scan(data, match_event_handler=note)
        return sorted(numbers)

    def any(self, data: bytes) -> bool:
        """Tell whether one of them matches."""
        return bool(self.present(data))
