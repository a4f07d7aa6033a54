"""Dropped files as one part: usually a file, sometimes several that follow one another."""

from bisect import bisect_left
from collections.abc import Iterator, Set
from itertools import accumulate, chain, compress, count

from tuning.dataset.parts import Spool
from tuning.dataset.piece import Piece
from tuning.dataset.reading.file import Facts
from tuning.dataset.sheet import Sheet


class Dropped:
    """The files of one part, as if they were one.

    Attributes:
        files: what each turned out to be, in their order.
        sheet: figures of all good records; its lines are counted through all files.
    """

    def __init__(self) -> None:
        """Start without a file."""
        self.files: list[Facts] = []
        self.sheet = Sheet()
        self._spools: list[Spool] = []
        self._ends: list[int] = []

    def add(self, piece: Piece) -> None:
        """Add the file that comes next."""
        before = self._ends[-1] if self._ends else 0
        if self.files:
            self.sheet.append(piece.sheet, shift=before)
        else:
            self.sheet = piece.sheet
        self._ends.append(before + max(piece.facts.lines, *piece.sheet.lines[-1:], 0))
        self.files.append(piece.facts)
        self._spools.append(piece.lines)

    @property
    def records(self) -> int:
        """How many records were met, faulty ones included."""
        return sum(facts.records for facts in self.files)

    def place(self, line: int) -> tuple[str, int]:
        """Return the file that holds a line of the sheet, and the line's own number in it."""
        index = bisect_left(self._ends, line)
        return self.files[index].file, line - (self._ends[index - 1] if index else 0)

    def chunks(self) -> Iterator[list[bytes]]:
        """Yield the converted lines of the good records, in the order of the sheet's rows."""
        return chain.from_iterable(spool.chunks() for spool in self._spools)

    def picked(self, rows: Set[int]) -> Iterator[tuple[int, bytes]]:
        """Yield those of some rows that are kept, each with its line in what was dropped."""
        lines = compress(self.sheet.lines, map(rows.__contains__, count()))
        firsts = accumulate((spool.records for spool in self._spools), initial=0)
        each = (
            spool.picked({row - first for row in rows})
            for first, spool in zip(firsts, self._spools, strict=False)
        )
        return zip(lines, chain.from_iterable(each), strict=False)
