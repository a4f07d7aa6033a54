"""CSV with two named columns, as RFC 4180 has it: quoted cells may hold commas and line breaks."""

import csv
from collections.abc import Iterable, Iterator
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.formats.shapes import exchange
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import LINE_BYTES, MEBIBYTE, lines
from tuning.dataset.record import Record

PAIRS: Final = (
    ("prompt", "completion"),
    ("input", "output"),
    ("question", "answer"),
    ("instruction", "response"),
    ("text", "label"),
    ("text", "category"),
    ("text", "summary"),
)
"""Names of the two columns: what is asked, what is answered. Either may stand first."""

BYTE_ORDER_MARK: Final = "\ufeff"


def read(pieces: Iterable[bytes], reading: Reading) -> Iterator[Record]:
    """Yield every row that can be read as a record.

    The byte order mark that spreadsheets write is dropped: the snapshot is written anew.

    Raises:
        Unreadable: a row without end; where the next one begins cannot be told.
    """
    limit = csv.field_size_limit(LINE_BYTES)
    try:
        yield from _records(rows(pieces, reading), reading)
    finally:
        csv.field_size_limit(limit)


def _records(numbered: Iterator[tuple[int, list[str]]], reading: Reading) -> Iterator[Record]:
    line, header = next(numbered, (0, []))
    if not header:
        return
    columns = [name.removeprefix(BYTE_ORDER_MARK).strip().lower() for name in header]
    pair = next((pair for pair in PAIRS if sorted(pair) == sorted(columns)), None)
    if pair is None:
        known = ", ".join("/".join(names) for names in PAIRS)
        reading.add(Fault.of(Code.UNKNOWN_COLUMNS, columns=len(columns), pairs=known), line=line)
        return
    reading.format = f"CSV of {'/'.join(pair)}"
    asked, answered = map(columns.index, pair)
    for line, cells in numbered:
        reading.records += 1
        if len(cells) == len(columns):
            yield exchange(line, cells[asked], cells[answered])
        else:
            reading.add(Fault.of(Code.BAD_CSV, cells=len(columns)), line=line)


def rows(pieces: Iterable[bytes], reading: Reading) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row and the line on which it begins."""
    feed = Feed(pieces, reading)
    reader = csv.reader(feed, strict=True)
    while True:
        feed.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            reading.records += 1
            reading.add(Fault.of(Code.BAD_CSV, cells=len(PAIRS[0])), line=feed.row)
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

    def begin_row(self) -> None:
        """Expect the first line of a row."""
        self._left = LINE_BYTES
        self.row = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        number, line = next(self._lines)
        self.row = self.row or number
        self._left -= LINE_BYTES if line is None else len(line) + 1
        if line is None or self._left < 0:
            too_long = Fault.of(Code.LINE_TOO_LONG, mebibytes=LINE_BYTES // MEBIBYTE)
            raise Unreadable(too_long, line=self.row)
        try:
            return line.decode() + "\n"
        except UnicodeDecodeError as error:
            self._reading.add(Fault.of(Code.BAD_UTF8, byte=error.start + 1), line=number)
            return line.decode(errors="replace") + "\n"
