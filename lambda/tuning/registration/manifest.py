"""The manifest of a drop: the versions that belong together, written when all of them are there.

`python -m tuning drop` says in the metadata of each file that a manifest will follow. So a training
file is never taken for complete before it, and a copy made by other means waits for none.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tuning import clients
from tuning.errors import UNREADABLE, TuningError
from tuning.run.registration import Source
from tuning.run.source_run import Shown
from tuning.settings import deployed
from tuning.text import shown

PROMISE: Final = "manifest-follows"
"""The metadata of a file that says so; its value is of that file's place alone, because S3 copies
metadata with an object, and no manifest follows a copy."""


MOST_BYTES: Final = 128 * 1024
"""Thirty shards and their companions have less than half of it, each with a name of 255 bytes and a
version ID of 1,024 (the longest that S3 gives)."""

MOST_EVIDENCE: Final = 16 * 1024
"""Bytes of the evidence of a promotion: the figures of every metric take less than half of it."""


class BadEvidence(TuningError):
    """The evidence of a promotion cannot be read; the message says why."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a drop.

    Attributes:
        size: in bytes.
    """

    version_id: str
    size: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to a drop, by file name.

    Attributes:
        by: the ARN under which it was dropped, as who dropped it says; empty: they do not.
        promotion: the evidence with which another environment's run is promoted, a ``Shown``; None:
            the drop is no promotion.
    """

    files: Mapping[str, Member]
    by: str = ""
    promotion: Any = None

    @property
    def evidence(self) -> Shown | None:
        """What the run showed that is promoted by this drop, if one is.

        Raises:
            BadEvidence: nobody could hold a run to what is said of it.
        """
        if self.promotion is None:
            return None
        size = len(msgspec.json.encode(self.promotion))
        if size > MOST_EVIDENCE:
            raise BadEvidence(f"it has {size:,} bytes, and {MOST_EVIDENCE:,} are the most")
        try:
            return msgspec.convert(self.promotion, Shown)
        except msgspec.ValidationError as error:
            raise BadEvidence(shown(str(error), 200)) from error


def promise(key: str) -> dict[str, str]:
    """Return the metadata of a file whose drop ends with a manifest."""
    place = f"{deployed().datasets_bucket}/{key}"
    return {PROMISE: hashlib.sha256(place.encode()).hexdigest()[:16]}


def promised(source: Source) -> bool:
    """Say whether a manifest names this version, or will."""
    head = clients.s3().head_object(
        Bucket=deployed().datasets_bucket, Key=source.key, VersionId=source.version_id
    )
    return promise(source.key).items() <= head["Metadata"].items()


def read(key: str, training: Source) -> Manifest | None:
    """Return the manifest of a training file's drop; None while another one, or none, lies there.

    Args:
        key: of the manifest, which must be there.
        training: the version that the manifest has to name.
    """
    answer = clients.s3().get_object(Bucket=deployed().datasets_bucket, Key=key)
    if answer["ContentLength"] > MOST_BYTES:
        return None
    try:
        found = msgspec.json.decode(answer["Body"].read(), type=Manifest)
    except UNREADABLE:
        return None
    member = found.files.get(training.key.rpartition("/")[2])
    return found if member and member.version_id == training.version_id else None


def written(manifest: Manifest) -> bytes:
    """Return a manifest as it lies in the bucket."""
    return msgspec.json.format(msgspec.json.encode(manifest))
