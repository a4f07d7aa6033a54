"""What was read of a segment, kept until the dataset is judged as a whole."""

from collections import Counter
from io import BytesIO
from typing import IO, Any, Final

import msgspec

from tuning import clients, naming
from tuning.dataset.codes import CODES
from tuning.dataset.piece import Piece
from tuning.dataset.problems import Fault
from tuning.dataset.reading.file import Facts
from tuning.dataset.sheet import Sheet
from tuning.settings import deployed

FIGURES: Final = "figures.msgpack"
LINES: Final = "lines.jsonl"


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """One of the problems that are kept in full."""

    file: str
    line: int | None
    code: str
    figures: dict[str, Any]


class _Figures(msgspec.Struct, frozen=True, kw_only=True):
    """A piece without its converted lines; the columns of the sheet are its arrays' bytes."""

    facts: Facts
    found: list[_Found]
    counts: dict[str, int]
    privacy: dict[str, int]
    sheet: dict[str, bytes]


def store(piece: Piece, *, run_id: str, number: int) -> None:
    """Write a piece to the artifacts bucket, in place of one of the same run and number."""
    figures = _Figures(
        facts=piece.facts,
        found=[
            _Found(file=file, line=line, code=fault.code.name, figures=dict(fault.figures))
            for file, line, fault in piece.problems.kept
        ],
        counts={code.name: count for code, count in piece.problems.counts.items()},
        privacy=dict(piece.privacy),
        sheet={name: getattr(piece.sheet, name).tobytes() for name in Sheet.__slots__},
    )
    piece.lines.file.seek(0)
    _put(run_id, number, LINES, piece.lines.file, content_type="application/jsonl")
    encoded = BytesIO(msgspec.msgpack.encode(figures))
    _put(run_id, number, FIGURES, encoded, content_type="application/vnd.msgpack")


def load(*, run_id: str, number: int) -> Piece:
    """Read a piece back."""
    figures = msgspec.msgpack.decode(_get(run_id, number, FIGURES).read(), type=_Figures)
    piece = Piece(figures.facts.file)
    piece.facts = figures.facts
    for found in figures.found:
        fault = Fault(CODES[found.code], found.figures)
        piece.problems.add(fault, file=found.file, line=found.line)
    piece.problems.counts = Counter({CODES[name]: n for name, n in figures.counts.items()})
    piece.privacy = Counter(figures.privacy)
    for name, column in figures.sheet.items():
        getattr(piece.sheet, name).frombytes(column)
    piece.lines.fill(_get(run_id, number, LINES))
    return piece


def _put(run_id: str, number: int, name: str, body: IO[bytes], *, content_type: str) -> None:
    clients.s3().put_object(
        Bucket=deployed().artifacts_bucket,
        Key=_key(run_id, number, name),
        Body=body,
        ContentType=content_type,
    )


def _get(run_id: str, number: int, name: str) -> Any:
    key = _key(run_id, number, name)
    return clients.s3().get_object(Bucket=deployed().artifacts_bucket, Key=key)["Body"]


def _key(run_id: str, number: int, name: str) -> str:
    return f"{naming.run_folder(naming.PIECES, run_id)}{number}/{name}"
