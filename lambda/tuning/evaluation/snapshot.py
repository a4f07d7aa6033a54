"""The records of the snapshot that an evaluation reads: what was judged, byte for byte."""

from collections.abc import Iterable, Iterator

import msgspec

from tuning import artifacts
from tuning.errors import UNREADABLE, ArtifactChanged, SnapshotChanged
from tuning.evaluation.answers import HeldOut
from tuning.run.validation import Admission, Part


def judged(part: Part | None) -> bytes | None:
    """Return the lines of a part; None where there is none, or it is gone.

    Raises:
        SnapshotChanged: they are not what was judged.
    """
    if part is None:
        return None
    try:
        return artifacts.unsealed(part.seal)
    except ArtifactChanged as error:
        raise _changed(part) from error


def evaluation_set(admission: Admission) -> bytes:
    """Return the lines of the held-out set.

    Raises:
        SnapshotChanged: they are not what was judged.
        ValueError: there is none; a fault of the walk.
    """
    lines = judged(admission.evaluation)
    if lines is None:
        raise ValueError("the snapshot has no held-out evaluation set")
    return lines


def training_records(admission: Admission) -> Iterator[HeldOut]:
    """Yield what the model was trained on, as it streams in: all of it may be gigabytes.

    Raises:
        SnapshotChanged: a line is none that was judged, or, after the last, all together are not.
        ValueError: there is none; a fault of the walk.
    """
    part = admission.training
    lines = artifacts.lines(part.seal) if part else None
    if part is None or lines is None:
        raise ValueError("the snapshot has no training records")
    return _decoded(part, lines)


def _decoded(part: Part, lines: Iterable[bytes]) -> Iterator[HeldOut]:
    decoder = msgspec.json.Decoder(HeldOut)
    try:
        for line in filter(bytes.strip, lines):
            yield decoder.decode(line)
    except (*UNREADABLE, ArtifactChanged) as error:
        raise _changed(part) from error


def _changed(part: Part) -> SnapshotChanged:
    folder = part.key.rpartition("/")[0]
    return SnapshotChanged(
        f"{part.key} is not what was judged; the bucket's access log shows who wrote there: delete "
        f"everything under {folder}/ and drop the training file again"
    )
