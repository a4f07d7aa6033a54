"""Losses: the metrics files that a customization job writes, read into curves."""

import csv
import io
import math
from collections.abc import Iterable
from typing import Final

import msgspec

from tuning import artifacts
from tuning.errors import TuningError

TRAINING: Final = "step_wise_training_metrics.csv"
VALIDATION: Final = "validation_metrics.csv"
"""Found by the ends of their keys: the folders between differ from one AWS document to the next."""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of a loss, in nats; None where the job wrote no finite number."""

    step: int
    epoch: int
    loss: float | None


class Curves(msgspec.Struct, frozen=True, kw_only=True):
    """Both losses over the steps of a job, in the order of the steps; curves.json holds them."""

    training: tuple[Point, ...] = ()
    validation: tuple[Point, ...] = ()


class BadCurve(TuningError):
    """A metrics file cannot be read; the message says which, where and why."""


def found(prefix: str) -> Curves:
    """Read the newest metrics files under a prefix of the artifacts bucket.

    Raises:
        BadCurve: one of them is malformed. One that is not there gives an empty curve.
    """
    keys = list(artifacts.keys(prefix))
    return Curves(
        training=_curve(keys, TRAINING, "training_loss"),
        validation=_curve(keys, VALIDATION, "validation_loss"),
    )


def _curve(keys: Iterable[str], name: str, column: str) -> tuple[Point, ...]:
    content = next((artifacts.read(key) for key in keys if key.endswith(name)), None)
    return points(content, name=name, column=column) if content else ()


def points(content: bytes, *, name: str, column: str) -> tuple[Point, ...]:
    """Read a metrics file: step_number, epoch_number and a loss, in any order of columns.

    Args:
        content: the file, CSV with a header.
        name: what to call it in messages.
        column: the header of its loss.

    Raises:
        BadCurve: it is not UTF-8, a column is missing, or a value is not a number.
    """
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        header = [title.strip().lower() for title in next(rows, [])]
        wanted = ("step_number", "epoch_number", column)
        if not set(wanted) <= set(header):
            raise BadCurve(f"{name} lacks a column; it needs {', '.join(wanted)}")
        step, epoch, loss = map(header.index, wanted)
        return tuple(
            sorted(
                (_point(row[step], row[epoch], row[loss]) for row in rows if row),
                key=lambda point: point.step,
            )
        )
    except IndexError as error:
        raise BadCurve(f"{name} has a row with fewer columns than its header") from error
    except (ValueError, OverflowError, csv.Error) as error:
        raise BadCurve(f"{name} cannot be read: {error}") from error


def _point(step: str, epoch: str, loss: str) -> Point:
    value = float(loss)
    return Point(
        step=int(float(step)),
        epoch=int(float(epoch)),
        loss=value if math.isfinite(value) else None,
    )
