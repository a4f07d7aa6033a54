"""Read the same bytes in one go and in segments, and say all that is known of a piece."""

from collections.abc import Iterable
from contextlib import ExitStack
from io import BytesIO
from itertools import pairwise
from typing import Any

from tuning.admission.segments.own_lines import OwnLines
from tuning.dataset.inspection import MOST_KEPT, inspect
from tuning.dataset.piece import Piece
from tuning.dataset.sheet import Sheet
from tuning.run.formats import FormatName
from tuning.run.handling import Handling

FILE = "train.jsonl"


class Reader(ExitStack):
    """Reads files with one handling, and closes what it read; use it as a context manager."""

    def __init__(self, handling: Handling) -> None:
        super().__init__()
        self._handling = handling

    def whole(self, content: bytes) -> Piece:
        return self.enter_context(inspect(BytesIO(content), self._handling, file=FILE))

    def segments(self, content: bytes, cuts: Iterable[int]) -> list[Piece]:
        """Read each segment by itself, as ValidateSegment does.

        A file whose first segment does not tell its format is not cut: see test_plan.
        """
        edges = sorted({0, len(content), *(place for place in cuts if place < len(content))})
        spans = list(pairwise(edges))
        if not spans:
            return [self.whole(content)]
        first = self._segment(content, *spans[0])
        form = first.facts.form
        if form is None:
            return [self.whole(content)]
        return [first, *(self._segment(content, *span, goes_on_as=form) for span in spans[1:])]

    def _segment(
        self, content: bytes, start: int, end: int, goes_on_as: FormatName | None = None
    ) -> Piece:
        own = OwnLines(BytesIO(content[start:]), length=end - start, begins_file=start == 0)
        piece = inspect(own, self._handling, file=FILE, goes_on_as=goes_on_as)
        return self.enter_context(piece)

    def merged(self, pieces: list[Piece]) -> Piece:
        """Put pieces together, as ValidateDataset does."""
        whole, *others = pieces
        for piece in others:
            whole.append(piece, most=MOST_KEPT * self._handling.rules.max_records)
        return whole


def known(piece: Piece) -> dict[str, Any]:
    """All that a piece says, for two of them to be compared; a hash does not survive cutting."""
    return {
        "facts": {**vars(piece.facts), "sha256": None},
        "problems": [str(problem) for problem in piece.problems.listed],
        "counts": dict(piece.problems.counts),
        "sheet": {name: list(getattr(piece.sheet, name)) for name in Sheet.__slots__},
        "lines": list(piece.lines.lines()),
        "records": piece.lines.records,
        "privacy": dict(piece.privacy),
    }
