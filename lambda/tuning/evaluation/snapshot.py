"""The records of the snapshot that an evaluation reads: the held-out ones, and those trained on."""

from collections.abc import Iterator

import msgspec

from tuning import artifacts
from tuning.evaluation.answers import HeldOut
from tuning.run.validation import Admission


def evaluation_set(admission: Admission) -> bytes:
    """Return the lines of the held-out set.

    Raises:
        ValueError: there is none; a fault of the walk.
    """
    lines = artifacts.read(admission.evaluation.key) if admission.evaluation else None
    if lines is None:
        raise ValueError("the snapshot has no held-out evaluation set")
    return lines


def training_records(admission: Admission) -> Iterator[HeldOut]:
    """Yield what the model was trained on, as it streams in: all of it may be gigabytes.

    Raises:
        ValueError: there is none; a fault of the walk.
    """
    lines = artifacts.lines(admission.training.key) if admission.training else None
    if lines is None:
        raise ValueError("the snapshot has no training records")
    return map(msgspec.json.Decoder(HeldOut).decode, filter(bytes.strip, lines))
