"""The records of the snapshot that an evaluation reads: the held-out ones, and those trained on."""

from collections.abc import Iterable, Iterator

import msgspec

from tuning import artifacts
from tuning.errors import SnapshotChanged
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
        SnapshotChanged: a line is none that was judged.
        ValueError: there is none; a fault of the walk.
    """
    key = admission.training.key if admission.training else None
    lines = artifacts.lines(key) if key else None
    if key is None or lines is None:
        raise ValueError("the snapshot has no training records")
    return _decoded(key, lines)


def _decoded(key: str, lines: Iterable[bytes]) -> Iterator[HeldOut]:
    decoder = msgspec.json.Decoder(HeldOut)
    for line in filter(bytes.strip, lines):
        try:
            yield decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SnapshotChanged(
                f"{key} is not what was judged; drop the training file again"
            ) from error
