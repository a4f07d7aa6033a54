"""What the XML of a sheet says that openpyxl does not: hidden rows, formulas without a value."""

from collections.abc import Iterator
from typing import IO, Final
from xml.etree import ElementTree

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault

NAMESPACES: Final = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}",
)
"""Of the usual and of the strict kind (ECMA-376, parts 4 and 1)."""

YES: Final = ("1", "true")


def faults(source: IO[bytes], number: int) -> Iterator[tuple[Fault, int]]:
    """Yield what is to be said of a sheet, each with the first row that it is true of.

    Args:
        source: its XML, which is read row by row.
        number: of the sheet in its workbook, from 1.

    Raises:
        ParseError: it is no XML.
    """
    hidden: list[int] = []
    unrun: list[int] = []
    row = 0
    held: ElementTree.Element | None = None
    for event, element in ElementTree.iterparse(source, events=("start", "end")):  # noqa: S314  as openpyxl does
        tag = _tag(element)
        if event == "start":
            held = element if tag == "sheetData" else held
        elif tag == "row":
            row = int(element.get("r", row + 1))
            if element.get("hidden") in YES and any(map(_says, element)):
                hidden.append(row)
            unrun += [row] * sum(map(_is_unrun, element))
            if held is not None:
                held.clear()
    if unrun:
        yield Fault.of(Code.FORMULAS, cells=len(unrun), sheet=number), unrun[0]
    if hidden:
        yield Fault.of(Code.HIDDEN_ROWS, rows=len(hidden), sheet=number), hidden[0]


def _tag(element: ElementTree.Element) -> str:
    for namespace in NAMESPACES:
        if element.tag.startswith(namespace):
            return element.tag.removeprefix(namespace)
    return element.tag


def _says(cell: ElementTree.Element) -> bool:
    """Tell whether a cell holds something."""
    return any(_tag(each) in ("v", "is") for each in cell)


def _is_unrun(cell: ElementTree.Element) -> bool:
    """Tell whether a cell is a formula without its value; that of a text may be an empty one."""
    held = {_tag(each): each.text for each in cell}
    return "f" in held and not held.get("v") and cell.get("t") != "str"
