"""A workbook of Excel: the one sheet whose first row names columns of a known form, row by row."""

import warnings
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Final
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from tuning.cli.tables import rows, sheet_xml
from tuning.cli.tables.shown import GENERAL, Said, said
from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading import table
from tuning.dataset.reading.cells import Row
from tuning.dataset.reading.containers import EXCEL, OLD_EXCEL
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import MEBIBYTE, Readable
from tuning.dataset.reading.packings import FREE_BYTES, RATIO

SHARED: Final = "xl/sharedStrings.xml"
SHARED_BYTES: Final = 256 * MEBIBYTE
"""Largest list of a workbook's texts: it is held in memory, several times its size."""

ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
"""What a container of Microsoft's holds that is an encrypted workbook ([MS-OFFCRYPTO], 2.3.4)."""

OLD_STREAMS: Final = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
"""What such a container holds that is an old workbook ([MS-XLS], 2.1.2)."""

DAMAGED: Final = (
    *rows.DAMAGED,
    BadZipFile,
    InvalidFileException,
    KeyError,
    SyntaxError,
    ValueError,
)
"""How openpyxl refuses a file that is not what its name says; an error of XML is a SyntaxError."""

warnings.filterwarnings("ignore", module="openpyxl")
"""It warns of looks that it would lose if it wrote the workbook again."""


def read(stream: Readable, reading: Reading) -> Iterator[Batch]:
    """Yield every row that can be read as a record; cells say what they show, formulas their value.

    Raises:
        Unreadable: TABLE_ENCRYPTED, BAD_TABLE, GZIP_BOMB, FILE_TOO_LARGE, SHEETS, EMPTY_FILE,
            FORMULAS.
    """
    file = rows.seekable(stream, reading)
    _bounded(file, reading)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = _sheet([each for each in book.worksheets if _begins(each)], reading)
        with book._archive.open(sheet._worksheet_path) as source:
            for fault, line in sheet_xml.faults(source, book.worksheets.index(sheet) + 1):
                if fault.severity == "error":
                    raise Unreadable(fault, line=line)
                reading.add(fault, line=line)
    except DAMAGED as error:
        raise rows.damaged(EXCEL.name) from error
    yield from table.batches(_told(sheet, reading), reading, title="Excel")


def _bounded(file: BinaryIO, reading: Reading) -> None:
    """Refuse what is no workbook, or one that would take too much memory."""
    content = file.read(len(OLD_EXCEL.magic[0]))
    if content in OLD_EXCEL.magic:
        raise Unreadable(_in_a_compound_file(file.read()))
    try:
        sizes = {part.filename: part.file_size for part in ZipFile(file).infolist()}
    except DAMAGED as error:
        raise rows.damaged(EXCEL.name) from error
    if sum(sizes.values()) > max(FREE_BYTES, RATIO * reading.facts.bytes):
        raise Unreadable(Fault.of(Code.GZIP_BOMB, ratio=RATIO))
    if sizes.get(SHARED, 0) > SHARED_BYTES:
        figures = {"content": "text of the workbook", "mebibytes": SHARED_BYTES // MEBIBYTE}
        raise Unreadable(Fault(Code.FILE_TOO_LARGE, figures))
    file.seek(0)


def _in_a_compound_file(content: bytes) -> Fault:
    """Say what Microsoft's container holds: an old workbook, or a new one that is encrypted."""
    if ENCRYPTED not in content and any(name in content for name in OLD_STREAMS):
        return Fault.of(Code.NOT_TEXT, content=OLD_EXCEL.name, mend=OLD_EXCEL.mend)
    return Fault.of(Code.TABLE_ENCRYPTED, container=EXCEL.name)


def _begins(sheet: Any) -> list[str]:
    """Return the first row that says something; nothing of an empty sheet."""
    return next(([each.text for each in row] for _, row in _rows(sheet) if row), [])


def _sheet(filled: Sequence[Any], reading: Reading) -> Any:
    """Return the sheet that holds the examples, and name those that are not read."""
    if not filled:
        raise Unreadable(Fault.of(Code.EMPTY_FILE))
    known = [each for each in filled if table.form_of(_begins(each), reading.handling)]
    if len(filled) > 1 and len(known) != 1:
        figures = {"sheets": len(filled), "known": len(known) or "none"}
        raise Unreadable(Fault(Code.SHEETS, figures))
    if others := len(filled) - 1:
        reading.add(Fault.of(Code.SHEETS_NOT_READ, sheets=others))
    return known[0] if known else filled[0]


def _told(sheet: Any, reading: Reading) -> Iterator[Row]:
    """Yield the rows of a sheet from its header on, as wide as that; say which are blank."""
    width = 0
    try:
        for number, row in _rows(sheet):
            width = width or len(row)
            if row:
                yield number, [each.text for each in row] + [""] * (width - len(row))
            elif width:
                reading.add(Fault.of(Code.BLANK_LINE), line=number)
            for unlike in {each.unlike for each in row if each.unlike}:
                reading.add(Fault.of(Code.SHOWN_OTHERWISE, what=unlike), line=number)
    except DAMAGED as error:
        raise rows.damaged(EXCEL.name) from error


def _rows(sheet: Any) -> Iterator[tuple[int, list[Said]]]:
    """Yield the number of each row and what its cells say; without the blank rows at the end."""
    sheet.reset_dimensions()
    blank: list[int] = []
    for number, found in enumerate(sheet.iter_rows(), 1):
        cells = [said(cell.value, getattr(cell, "number_format", GENERAL)) for cell in found]
        while cells and not cells[-1].text.strip():
            cells.pop()
        if not cells:
            blank.append(number)
            continue
        yield from ((each, []) for each in blank)
        blank.clear()
        yield number, cells
