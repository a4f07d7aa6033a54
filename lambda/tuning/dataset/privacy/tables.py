"""Tables in texts: which column something stands in, and what its heading calls it.

A file of credentials, an export, a table of a report name each column once, in their first line.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Final, NamedTuple

from tuning.dataset.privacy.pattern import Pattern, Span, landmarks

SEPARATORS: Final = (b"|", b"\t", b";", b",")
"""Of two in one line the first of these parts the columns: commas stand in cells of the others."""

LONGEST_HEADING: Final = 80
"""Bytes of a cell of a first line; a sentence with commas has longer parts for the most part."""

QUOTED: Final = re.compile(rb'"[^"\n]{0,200}"')
SENTENCE: Final = re.compile(rb"[?!]|[.] [A-Z]")
SPACE: Final = re.compile(rb"\s")
PROSE_ENDS: Final = (b".", b":")
"""Of a line of words and commas, which is no line of headings then."""

AROUND: Final = b" \t\r\"'`*"


class Table(NamedTuple):
    """Lines with the same number of the same separator.

    Attributes:
        start, end: of all of it, in bytes.
        by: what parts the cells.
        headings: of the columns.
    """

    start: int
    end: int
    by: bytes
    headings: tuple[bytes, ...]


class Cell(NamedTuple):
    """A cell below the heading of its column."""

    heading: bytes
    span: Span


@dataclass(frozen=True, kw_only=True)
class Column(Pattern):
    """What stands below a heading with a word in it, without white space.

    Attributes:
        word: an expression; the core holds it, and may ask for more that a text must show.
    """

    word: bytes

    def spans(self, data: bytes) -> Iterator[Span]:
        """Yield the cells that hold a value."""
        if not (tables(data) and landmarks(self.core, data)):
            return
        word = re.compile(self.word)
        for name, span in cells(data):
            if word.search(name) and not SPACE.search(data[slice(*span)]):
                yield from filter(None, (self.confirm(data, span),))


@lru_cache(maxsize=2)
def tables(data: bytes) -> tuple[Table, ...]:
    """Return the tables of a text, in order."""
    return tuple(_tables(data))


def heading(data: bytes, at: int) -> bytes:
    """Return the heading of the column in which a place is; nothing outside of a table."""
    held = tables(data)
    number = bisect_right(held, at, key=attrgetter("start")) - 1
    if number < 0 or at >= held[number].end:
        return b""
    table = held[number]
    start = data.rfind(b"\n", table.start, at) + 1
    if not start:
        return b""
    return table.headings[_masked(data[start:at]).count(table.by)]


def cells(data: bytes) -> Iterator[Cell]:
    """Yield what stands below the headings, without quotes and spaces around it."""
    for table in tables(data):
        start = data.find(b"\n", table.start) + 1
        for line in data[start : table.end].splitlines(keepends=True):
            at = start
            for name, cell in zip(table.headings, _parts(line, table.by), strict=True):
                inside = cell.strip(b"\n" + AROUND)
                if inside:
                    first = at + cell.index(inside)
                    yield Cell(name, (first, first + len(inside)))
                at += len(cell) + 1
            start += len(line)


def _tables(data: bytes) -> Iterator[Table]:
    lines: list[bytes] = []
    start = at = 0
    by, count = b"", 0
    for line in (*data.splitlines(keepends=True), b""):
        masked = _masked(line)
        if not by or masked.count(by) != count:
            if by and len(lines) > 1 and (found := _table(lines, by, start, at)):
                yield found
            lines, start = [], at
            by = next((one for one in SEPARATORS if one in masked), b"")
            count = masked.count(by) if by else 0
        lines.append(line)
        at += len(line)


def _table(lines: list[bytes], by: bytes, start: int, end: int) -> Table | None:
    headings = tuple(cell.strip(b"\n" + AROUND) for cell in _parts(lines[0], by))
    if by == b"," and lines[0].rstrip().endswith(PROSE_ENDS):
        return None
    if any(len(cell) > LONGEST_HEADING or SENTENCE.search(cell) for cell in headings):
        return None
    return Table(start, end, by, headings)


def _parts(line: bytes, by: bytes) -> list[bytes]:
    parts, last = [], 0
    masked = _masked(line)
    while (found := masked.find(by, last)) >= 0:
        parts.append(line[last:found])
        last = found + 1
    return [*parts, line[last:]]


def _masked(line: bytes) -> bytes:
    """Return a line as long, in which no separator stands between quotes."""
    if b'"' not in line:
        return line
    return QUOTED.sub(lambda quoted: b"_" * len(quoted.group()), line)
