"""Rows of cells from the lines of a table that is text, as the CSV reader parts them."""

import csv
from collections.abc import Iterable, Iterator
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import LINE_BYTES, MEBIBYTE, lines

Row = tuple[int, list[str]]
"""The line on which a row begins, and its cells."""

FEWEST_CELLS: Final = 2


def rows(pieces: Iterable[bytes], reading: Reading, *, separator: str = ",") -> Iterator[Row]:
    """Yield the cells of each row and the line on which it begins."""
    feed = Feed(pieces, reading)
    reader = csv.reader(feed, strict=True, delimiter=separator)
    while True:
        feed.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            reading.facts.records += 1
            reading.facts.lost |= feed.last > feed.row
            reading.add(Fault.of(Code.BAD_CSV, cells=FEWEST_CELLS), line=feed.row)
            continue
        if "".join(cells).strip():
            yield feed.row, cells
        else:
            reading.add(Fault.of(Code.BLANK_LINE), line=feed.row)


class Feed:
    """Gives the lines of a file to the CSV reader, and no more of them than one row may have."""

    def __init__(self, pieces: Iterable[bytes], reading: Reading) -> None:
        """Read lines from the pieces of a file; problems go to ``reading``."""
        self._lines = lines(pieces)
        self._reading = reading
        self._left = LINE_BYTES
        self.row = 0
        self.last = 0

    def begin_row(self) -> None:
        """Expect the first line of a row."""
        self._left = LINE_BYTES
        self.row = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        number, line = next(self._lines)
        self.row = self.row or number
        self.last = number
        self._left -= LINE_BYTES if line is None else len(line) + 1
        if line is None or self._left < 0:
            too_long = Fault.of(Code.LINE_TOO_LONG, mebibytes=LINE_BYTES // MEBIBYTE)
            raise Unreadable(too_long, line=self.row)
        try:
            return line.decode() + "\n"
        except UnicodeDecodeError as error:
            self._reading.add(Fault.of(Code.BAD_UTF8, byte=error.start + 1), line=number)
            return line.decode(errors="replace") + "\n"
