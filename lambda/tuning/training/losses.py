"""Losses: the metrics files that a customization job writes, read into curves."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from tuning import artifacts
from tuning.errors import TuningError

TRAINING: Final = "step_wise_training_metrics.csv"
VALIDATION: Final = "validation_metrics.csv"
"""Found by the ends of their keys: the folders between differ from one AWS document to the next."""

PERPLEXITY: Final = "perplexity"
"""The exponential of the loss, which both files have as well."""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of a loss, in nats, and of the perplexity; None where the job wrote no number."""

    step: int
    epoch: int
    loss: float | None
    perplexity: float | None = None


class Curves(msgspec.Struct, frozen=True, kw_only=True):
    """Both losses over the steps of a job, in the order of the steps; curves.json holds them.

    Attributes:
        unreadable: why a file could not be read, a sentence each; its curve is empty.
    """

    training: tuple[Point, ...] = ()
    validation: tuple[Point, ...] = ()
    unreadable: tuple[str, ...] = ()


def finite(points: Iterable[Point]) -> list[float]:
    """Return the losses that are numbers."""
    return [point.loss for point in points if point.loss is not None]


class BadCurve(TuningError):
    """A metrics file cannot be read; the message says which, where and why."""


def found(prefix: str) -> Curves:
    """Read the newest metrics files under a prefix of the artifacts bucket.

    One that is not there gives an empty curve, and so does one that cannot be read, which leaves
    the other one standing.
    """
    keys, unreadable = list(artifacts.keys(prefix)), []

    def curve(name: str, column: str) -> tuple[Point, ...]:
        try:
            return _curve(keys, name, column)
        except BadCurve as error:
            unreadable.append(str(error))
            return ()

    training, validation = (
        curve(TRAINING, "training_loss"),
        curve(VALIDATION, "validation_loss"),
    )
    return Curves(training=training, validation=validation, unreadable=tuple(unreadable))


def _curve(keys: Iterable[str], name: str, column: str) -> tuple[Point, ...]:
    content = next((artifacts.read(key) for key in keys if key.endswith(name)), None)
    return points(content, name=name, column=column) if content else ()


def points(content: bytes, *, name: str, column: str) -> tuple[Point, ...]:
    """Read a metrics file: step_number, epoch_number, and a loss or perplexity, in any order.

    Steps that begin anew with each epoch are numbered on.

    Args:
        content: the file, CSV with a header; lines that are white are none.
        name: what to call it in messages.
        column: the header of its loss; without it, the loss follows from the perplexity.

    Raises:
        BadCurve: it is not UTF-8, a column is missing, or a value is not a number.
    """
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        header = [title.strip().lower() for title in next(rows, [])]
        wanted = ("step_number", "epoch_number", column)
        if not {*wanted[:2]} <= set(header) or not {column, PERPLEXITY} & set(header):
            raise BadCurve(f"{name} lacks a column; it needs {', '.join(wanted)}")
        columns = [
            header.index(title) if title in header else None for title in (*wanted, PERPLEXITY)
        ]
        read = [
            _point(*(None if at is None else row[at] for at in columns))
            for row in rows
            if any(cell.strip() for cell in row)
        ]
    except IndexError as error:
        raise BadCurve(f"{name} has a row with fewer columns than its header") from error
    except (ValueError, OverflowError, csv.Error) as error:
        raise BadCurve(f"{name} cannot be read: {error}") from error
    return _numbered_on(read)


def _point(step: str | None, epoch: str | None, loss: str | None, perplexity: str | None) -> Point:
    measured = _finite(float(perplexity)) if perplexity and perplexity.strip() else None
    value = _finite(float(loss)) if loss is not None else _loss_of(measured)
    return Point(
        step=int(float(step or "")),
        epoch=int(float(epoch or "")),
        loss=value,
        perplexity=measured,
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _loss_of(perplexity: float | None) -> float | None:
    return math.log(perplexity) if perplexity and perplexity > 0 else None


def _numbered_on(read: Sequence[Point]) -> tuple[Point, ...]:
    """Put readings into their order, which is that of their steps as long as none comes twice."""
    if len({point.step for point in read}) == len(read):
        return tuple(sorted(read, key=lambda point: point.step))
    if len({(point.epoch, point.step) for point in read}) == len(read):
        read = sorted(read, key=lambda point: (point.epoch, point.step))
    numbered, before = list(read[:1]), 0
    for earlier, point in pairwise(read):
        if point.step <= earlier.step:
            before = numbered[-1].step + 1 - point.step
        numbered.append(msgspec.structs.replace(point, step=before + point.step))
    return tuple(numbered)
