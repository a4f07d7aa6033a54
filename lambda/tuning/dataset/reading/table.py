"""CSV with named columns, as RFC 4180 has it: quoted cells may hold commas and line breaks."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

import msgspec

from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.formats import pairs
from tuning.dataset.formats.beside import told_by_value
from tuning.dataset.formats.exchange import PromptCompletion
from tuning.dataset.formats.form import CELL, Form
from tuning.dataset.formats.forms import PREFERENCES, TABLES, in_case, of_columns
from tuning.dataset.formats.nearness import keys_met
from tuning.dataset.formats.shape import Shape
from tuning.dataset.formats.telling import Telling
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading.cells import Row, rows
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import LINE_BYTES, MEBIBYTE
from tuning.run.handling import Handling

SEPARATORS: Final = (",", ";", "\t", "|")
"""What parts the cells of a row; the first that gives columns of a known form is it."""

SEPARATOR_SAID: Final = re.compile(rb'"?sep=([,;\t|])"?[,;\t|]*\r?', re.IGNORECASE)
"""How Excel is told what parts the cells: by a line before all others."""

MOST_ABOVE: Final = 5
"""Rows among which the names of the columns are looked for where the first row has none."""

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
    rest = _with_line_feeds(iter(pieces))
    head = next(rest, b"")
    first = head.partition(b"\n")[0]
    said = SEPARATOR_SAID.fullmatch(first)
    separator = said[1].decode() if said else separator_of(first, reading.handling)
    limit = csv.field_size_limit(LINE_BYTES)
    try:
        numbered = rows(chain([head], rest), reading, separator=separator)
        if said:
            next(numbered, None)
        yield from batches(numbered, reading, title="CSV")
    finally:
        csv.field_size_limit(limit)


def _with_line_feeds(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pass a table on; where a bare carriage return ends each line, as on old Macs, mend it."""
    head = next(pieces, b"")
    bare = b"\n" not in head and b"\r" in head[:-1]
    for piece in chain([head], pieces):
        yield piece.replace(b"\r", b"\n") if bare else piece


def separator_of(header: bytes, handling: Handling) -> str:
    """Return what parts the cells of a table, by the line that names its columns."""
    line = header.decode(errors="replace")
    named = {mark: _names(line.replace('"', "").split(mark)) for mark in SEPARATORS}
    known = (mark for mark, names in named.items() if form_of(names, handling))
    return next(known, max(SEPARATORS, key=lambda mark: len(named[mark])))


def _names(header: Sequence[str]) -> list[str]:
    return [name.removeprefix(BYTE_ORDER_MARK).strip().lower() for name in header]


def batches(numbered: Iterator[Row], reading: Reading, *, title: str) -> Iterator[Batch]:
    """Yield every row that can be read as a record.

    Args:
        numbered: the rows, the first of which names the columns.
        reading: where their problems go.
        title: what holds them, as a person calls it.
    """
    line, header = next(numbered, (0, []))
    if not header:
        return
    names, handling = _names(header), reading.handling
    form = form_of(header, handling)
    if not form or not _is_table(handling):
        reading.add(_no_header(names, line, numbered, handling), line=line)
        return
    faults = list(_misnamed(names, form, handling))
    for fault in faults:
        reading.add(fault, line=line)
    if any(fault.severity == "error" for fault in faults):
        return
    fields = dict.fromkeys(names)
    pair = pairs.fitting(fields, form.pairs) or form.keys
    by_value = any(map(told_by_value, names))
    columns_of = "/".join(pair) if form.native or {*pair} == {*names} else form.called(fields)
    reading.facts.form = PromptCompletion.name
    reading.facts.format = f"{title} of {columns_of}"
    for some in _gathered(numbered):
        reading.facts.records += len(some)
        for line, cells in some:
            if len(cells) != len(names):
                reading.facts.lost |= any("\n" in cell for cell in cells)
                reading.add(Fault.of(Code.BAD_CSV, cells=len(names)), line=line)
        whole = [(line, cells) for line, cells in some if len(cells) == len(names)]
        if form.native and not by_value:
            prompt, answer = map(names.index, pair)
            shapes = [PromptCompletion(cells[prompt], cells[answer]) for _, cells in whole]
            columns = PromptCompletion.columns(shapes, handling)
            yield Batch(shapes, [line for line, _ in whole], columns)
        else:
            yield _retold(whole, names, form, reading)


def _retold(rows: Sequence[Row], names: Sequence[str], form: Form, reading: Reading) -> Batch:
    """Return the records of rows whose columns are of another tool's form, or told by value."""
    shapes: list[Shape] = []
    numbers: list[int] = []
    for line, cells in rows:
        fields = dict(zip(names, cells, strict=True))
        telling = Telling(reading.handling, form.called(fields))
        record = form.retell(fields, telling) if form.retell else None
        reading.varied.look(fields, record, telling)
        for fault in telling.faults:
            reading.add(fault, line=line)
        if record is not None and not telling.refused:
            shapes.append(msgspec.convert(record, form.shape))
            numbers.append(line)
    return Batch(shapes, numbers, form.shape.columns(shapes, reading.handling))


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


def form_of(header: Sequence[str], handling: Handling) -> Form | None:
    """Return the form whose columns the first row of a table names; None when it is not known."""
    names = _names(header)
    fields = dict.fromkeys(names, msgspec.Raw(CELL))
    fits = [form for form in TABLES if form.fits(fields) and _all_there(form, names)]
    if handling.columns and not (fits and fits[0].name in PREFERENCES):
        first, second = in_case(handling.columns)
        return (
            of_columns((first, second), title=f"{first}/{second}")
            if {first, second} <= set(names)
            else None
        )
    return next((form for form in fits if handling.format in (None, form.name)), None)


def _all_there(form: Form, names: Sequence[str]) -> bool:
    return not form.native or {*form.keys} <= {*names}


def _is_table(handling: Handling) -> bool:
    """Tell whether a table may have the format that was asked for."""
    return not handling.format or handling.format in {form.name for form in TABLES}


def _no_header(names: Sequence[str], line: int, below: Iterator[Row], handling: Handling) -> Fault:
    """Say why the first row names no columns of a known form."""
    if not _is_table(handling):
        return Fault.of(Code.NO_TABLE, format=handling.format)
    if form_of([name.strip("'") for name in names], handling):
        return Fault.of(Code.SINGLE_QUOTES)
    for number, cells in islice(below, 0 if handling.columns else MOST_ABOVE):
        parted = (cells[0].split(mark) for mark in SEPARATORS)
        if any(form_of(each, handling) for each in (cells, *parted)):
            return Fault.of(Code.HEADER_BELOW, below=number)
    known = ", ".join(dict.fromkeys("/".join(form.keys) for form in TABLES))
    return Fault.of(Code.UNKNOWN_COLUMNS, columns=keys_met(names), known=known)


def _misnamed(names: Sequence[str], form: Form, handling: Handling) -> Iterator[Fault]:
    """Yield what is wrong with the header, and what is lost of it."""
    pair = pairs.fitting(dict.fromkeys(names), form.pairs) or form.keys
    for name in pair:
        if names.count(name) > 1:
            yield Fault.of(Code.DUPLICATE_COLUMN, column=name)
    if form.native:
        telling = Telling(handling, "/".join(pair))
        named = [name for name in names if not told_by_value(name)]
        telling.beside(dict.fromkeys(named, "cells"), pair)
        yield from telling.faults
