"""What the quality rules hand on: a fault, the file and the line that it is about."""

from collections.abc import Callable, Iterable, Set
from typing import NamedTuple

from tuning.dataset.problems import Fault
from tuning.dataset.record import Record
from tuning.run.parts import PartName

Texts = Callable[[PartName, Set[int]], Iterable[Record]]
"""Reads records back: those of the file that was dropped as this part, at these rows of its sheet,
in the order of the rows."""


class PartLine(NamedTuple):
    """Where a record stands.

    Attributes:
        part: what its file was dropped as.
        line: counted through all files that were dropped as this part.
    """

    part: PartName
    line: int


class PlacedFault(NamedTuple):
    """A fault and where it is.

    Attributes:
        part: what the file was dropped as.
        line: as in ``PartLine``; None when it is the part as a whole.
        fault: what is wrong; its message names the other record, if there is one, as ``other``.
        other: the record that this one is compared with.
    """

    part: PartName
    line: int | None
    fault: Fault
    other: PartLine | None = None
