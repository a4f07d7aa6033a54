"""How a drop is to be read: whole, or in segments that need nothing of one another."""

from dataclasses import dataclass
from typing import Literal

from tuning.dataset.split import PartName
from tuning.run.formats import FormatName


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A file, or a byte range of one, that is read by itself.

    Of a byte range it holds the lines that begin in it; a line that begins before it belongs to
    the segment before. So the segments of a file hold each of its lines once, wherever it is cut.

    Attributes:
        number: its place among all segments of the drop, from 0.
        key, version_id: of the object in the datasets bucket.
        start, end: the byte range, ``end`` not included.
        goes_on_as: the record format of its file, when it does not begin it.
    """

    number: int
    part: PartName
    key: str
    version_id: str
    start: int
    end: int
    goes_on_as: FormatName | None = None


@dataclass(frozen=True, kw_only=True)
class ValidationPlan:
    """How ValidateDataset gets to know the files of a drop.

    Attributes:
        outcome: it reads ``whole`` files alone, or finds some that were read ``in_segments``.
        segments: in the order of their files and, within one, of their bytes. A file that has none
            here is read whole.
    """

    outcome: Literal["whole", "in_segments"]
    segments: tuple[Segment, ...] = ()
