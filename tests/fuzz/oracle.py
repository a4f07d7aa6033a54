"""What must be true of reading any file whatever: the judge of the fuzzer and of the properties."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from itertools import chain, repeat
from typing import Any
from unittest.mock import patch

import msgspec

from tuning.dataset import report
from tuning.dataset.batch import Columns
from tuning.dataset.inspection import inspect
from tuning.dataset.intake import Intake
from tuning.dataset.piece import Piece
from tuning.dataset.reading import jsonl
from tuning.dataset.reading.blocks import blocks
from tuning.dataset.screen import Hits, Screen
from tuning.run.handling import Handling


@dataclass(frozen=True)
class Told:
    """All that a piece tells, so that two can be compared."""

    problems: list[tuple[str, int | None, str, dict[str, object]]]
    counts: dict[str, int]
    sheet: dict[str, list[int]]
    lines: bytes
    facts: dict[str, Any]
    privacy: dict[str, int]

    @classmethod
    def by(cls, piece: Piece) -> "Told":
        """Read everything out of a piece.

        Of a file that is refused before its end, the bytes are those that came by then.
        """
        kept = [
            (f, line, fault.code.name, dict(fault.figures))
            for f, line, fault in piece.problems.kept
        ]
        return cls(
            problems=sorted(kept, key=repr),
            counts={code.name: n for code, n in piece.problems.counts.items()},
            sheet={name: list(getattr(piece.sheet, name)) for name in piece.sheet.__slots__},
            lines=b"".join(piece.lines.lines()),
            facts=asdict(piece.facts) | ({} if piece.facts.sha256 else {"bytes": None}),
            privacy=dict(piece.privacy),
        )


class Trickle:
    """A stream that gives no more bytes at a time than it likes."""

    def __init__(self, content: bytes, sizes: list[int]) -> None:
        """Give ``content`` in pieces of these sizes, over and over."""
        self._stream = BytesIO(content)
        self._sizes = chain.from_iterable(repeat(sizes or [1 << 30]))

    def read(self, size: int, /) -> bytes:
        """Return some bytes; nothing at the end."""
        return self._stream.read(min(size, next(self._sizes)))


@contextmanager
def blocks_of(size: int) -> Iterator[None]:
    """Read JSON lines in blocks of about so many bytes."""

    def smaller(pieces: Iterable[bytes]) -> Iterator[bytes | None]:
        return blocks(
            piece[start : start + size] for piece in pieces for start in range(0, len(piece), size)
        )

    with patch.object(jsonl, "blocks", smaller):
        yield


@contextmanager
def closely() -> Iterator[None]:
    """Look closely at every record, whatever the screen and the columns say."""

    def every(_: Screen, columns: Columns, _told: bytes | None) -> Hits:
        all_of_them = set(range(len(columns.asked)))
        return Hits(all_of_them, all_of_them, set())

    with patch.object(Screen, "hits", every):
        yield


def told(content: bytes, *, name: str, handling: Handling, sizes: list[int] | None = None) -> Told:
    """Read a file, and return all that is told of it."""
    with inspect(Trickle(content, sizes or []), handling, file=name) as piece:
        return Told.by(piece)


def examine(content: bytes, *, name: str, handling: Handling) -> None:
    """Hold a file against everything that must be true of any.

    Raises:
        AssertionError: something is not.
    """
    whole = told(content, name=name, handling=handling)
    with blocks_of(1):
        assert whole == told(content, name=name, handling=handling)
    assert whole == told(content, name=name, handling=handling, sizes=[1, 7, 2])
    with closely():
        assert whole == told(content, name=name, handling=handling)
    _is_clean_when_written(whole.lines, handling)
    _is_reported(content, name, handling)


def _is_clean_when_written(written: bytes, handling: Handling) -> None:
    """What was converted has no error when it is read as a new file."""
    if not written:
        return
    again = told(written, name="again.jsonl", handling=replace(handling, format=None))
    assert again.lines == written
    assert len(again.sheet["lines"]) == written.count(b"\n")


def _is_reported(content: bytes, name: str, handling: Handling) -> None:
    """A drop of this one file ends in a report that is JSON."""
    with Intake(handling, brought={"training"}) as intake:
        intake.take("training", BytesIO(content), file=name)
        intake.conclude()
        described = report.describe(intake, sources={}, estimate=None, snapshot=None)
        assert (described.outcome == "rejected") == (intake.problems.errors > 0)
        assert msgspec.json.decode(report.to_json(described))
        for problem in intake.problems.listed:
            assert str(problem).isprintable()
