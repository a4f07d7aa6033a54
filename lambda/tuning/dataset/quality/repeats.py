"""Prompts that stand more than once in a file: the same record again, or another answer."""

from array import array
from collections.abc import Iterator
from itertools import compress, count
from operator import ne

from tuning.dataset.codes import Code
from tuning.dataset.keys import mixed
from tuning.dataset.portions import first_rows
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import PartLine, PlacedFault
from tuning.dataset.sheet import Sheet
from tuning.run.parts import PartName


def repeats(sheet: Sheet, *, part: PartName, labelled: bool) -> Iterator[PlacedFault]:
    """Yield every record whose prompt stood on an earlier line of its file.

    Args:
        sheet: of the file.
        part: what the file was dropped as.
        labelled: whether answers are labels; two of them for one prompt cannot both be right.
    """
    conflict = Code.CONFLICTING_LABELS if labelled else Code.CONFLICTING_ANSWERS
    asked = first_rows(sheet.prompts)
    repeated = array("I", compress(count(), map(ne, asked, count())))
    if not repeated:
        return
    first = bytearray(len(asked))
    for row in repeated:
        first[asked[row]] = True
    rows = array("I", compress(count(), map(first.__getitem__, asked)))
    keys = (mixed(sheet.prompts[row], sheet.answers[row]) for row in rows)
    for row, said in zip(rows, first_rows(array("Q", keys)), strict=True):
        if asked[row] != row:
            same = rows[said] != row
            fault = Fault.of(Code.DUPLICATE_RECORD if same else conflict)
            other = PartLine(part, sheet.lines[rows[said] if same else asked[row]])
            yield PlacedFault(part, sheet.lines[row], fault, other)
