"""CSV with named columns, as RFC 4180 has it: quoted cells may hold commas and line breaks."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.formats.exchange import InputOutput, PromptCompletion
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import LINE_BYTES, MEBIBYTE, lines
from tuning.dataset.rules import conversion
from tuning.run.formats import FormatName
from tuning.run.handling import Handling

Pair = tuple[str, str]
Row = tuple[int, list[str]]

PAIRS: Final[tuple[Pair, ...]] = (
    ("prompt", "completion"),
    ("input", "output"),
    ("question", "answer"),
    ("instruction", "response"),
    ("text", "label"),
    ("text", "category"),
    ("text", "summary"),
)
"""Names of the two columns: what is asked, what is answered. Either may stand first."""

FORMS: Final[dict[FormatName, Pair]] = {
    PromptCompletion.name: PAIRS[0],
    InputOutput.name: PAIRS[1],
}
"""Formats that a table may be asked to have, and the columns that they name."""

BATCH_ROWS: Final = 1024
BATCH_CHARACTERS: Final = MEBIBYTE
"""Whichever comes first: a thousand of the longest rows would take gigabytes."""

BYTE_ORDER_MARK: Final = "\ufeff"


def read(pieces: Iterable[bytes], reading: Reading) -> Iterator[Batch]:
    """Yield every row that can be read as a record.

    The byte order mark that spreadsheets write is dropped: the snapshot is written anew.

    Raises:
        Unreadable: a row without end; where the next one begins cannot be told.
    """
    limit = csv.field_size_limit(LINE_BYTES)
    try:
        yield from _batches(rows(pieces, reading), reading)
    finally:
        csv.field_size_limit(limit)


def _batches(numbered: Iterator[Row], reading: Reading) -> Iterator[Batch]:
    line, header = next(numbered, (0, []))
    if not header:
        return
    names = [name.removeprefix(BYTE_ORDER_MARK).strip().lower() for name in header]
    pair = _pair(names, reading.handling)
    faults = list(_misnamed(names, pair, reading.handling))
    for fault in faults:
        reading.add(fault, line=line)
    if not pair or any(fault.severity == "error" for fault in faults):
        return
    reading.facts.form = PromptCompletion.name
    reading.facts.format = f"CSV of {'/'.join(pair)}"
    prompt, answer = map(names.index, pair)
    for some in _gathered(numbered):
        reading.facts.records += len(some)
        for line, cells in some:
            if len(cells) != len(names):
                reading.add(Fault.of(Code.BAD_CSV, cells=len(names)), line=line)
        whole = [(line, cells) for line, cells in some if len(cells) == len(names)]
        shapes = [PromptCompletion(cells[prompt], cells[answer]) for _, cells in whole]
        columns = PromptCompletion.columns(shapes, reading.handling)
        yield Batch(shapes, [line for line, _ in whole], columns)


def _gathered(numbered: Iterable[Row]) -> Iterator[list[Row]]:
    """Put rows together, also the last ones before a row that ends the reading."""
    some: list[Row] = []
    characters = 0
    try:
        for row in numbered:
            some.append(row)
            characters += sum(map(len, row[1]))
            if len(some) == BATCH_ROWS or characters > BATCH_CHARACTERS:
                yield some
                some, characters = [], 0
    except Unreadable:
        yield some
        raise
    yield some


def _pair(names: Sequence[str], handling: Handling) -> Pair | None:
    """Return the columns to take, what is asked first."""
    if handling.columns:
        first, second = handling.columns
        wanted: Iterable[Pair] = [(first.strip().lower(), second.strip().lower())]
    elif handling.format:
        wanted = [FORMS[handling.format]] if handling.format in FORMS else []
    else:
        wanted = PAIRS
    return next((pair for pair in wanted if set(pair) <= set(names)), None)


def _misnamed(names: Sequence[str], pair: Pair | None, handling: Handling) -> Iterator[Fault]:
    """Yield what is wrong with the header, and what is lost of it."""
    if handling.format and handling.format not in FORMS:
        yield Fault.of(Code.NO_TABLE, format=handling.format)
        return
    if not pair:
        known = ", ".join("/".join(names) for names in PAIRS)
        yield Fault.of(Code.UNKNOWN_COLUMNS, columns=len(names), pairs=known)
        return
    for name in pair:
        if names.count(name) > 1:
            yield Fault.of(Code.DUPLICATE_COLUMN, column=name)
    beside = len(names) - len(pair)
    if beside and not handling.columns:
        yield conversion.loss(Code.LOSSY_COLUMNS, handling, columns=beside, pair="/".join(pair))


def rows(pieces: Iterable[bytes], reading: Reading) -> Iterator[Row]:
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
            reading.facts.records += 1
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
