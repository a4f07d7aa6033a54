"""The snapshot: what was judged, frozen under its own hash, and all that a job ever reads."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, Final

import msgspec
from botocore.exceptions import ClientError

from tuning import artifacts, clients, naming
from tuning.admission.manifest import File, Manifest, Origin, Treatment, digest
from tuning.dataset.parts import GatheredPart
from tuning.errors import ABSENT_CODES, UNREADABLE, SnapshotChanged, code_of
from tuning.settings import deployed

MANIFEST: Final = "manifest.json"

CHUNK_BYTES: Final = 1 << 20
"""Read at a time while hashing, so that memory does not grow with the file."""


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """What a manifest must say for its files to be checked, whichever version wrote it."""

    files: tuple[File, ...]


def freeze(
    parts: Mapping[str, GatheredPart],
    *,
    task: str,
    record_format: str,
    origins: tuple[Origin, ...],
    treatment: Treatment,
) -> str:
    """Write the snapshot, once, and return its prefix: ``snapshots/<task>/<sha256>/``.

    Each object is written on condition that none is there, so that a snapshot never changes under
    a job that reads it; the manifest comes last, and says that the others are complete. Where the
    environment locks snapshots, no version of an object can be deleted before its time.

    Args:
        parts: the files by name.
        task: whose dataset it is.
        record_format: of the files that a job reads, as the catalogue names it.
        origins: the dropped files.
        treatment: how they were handled.
    """
    files = tuple(
        File(name=name, records=part.records, tokens=part.tokens.most, sha256=part.sha256)
        for name, part in sorted(parts.items())
    )
    name = digest((file.name, file.sha256) for file in files)
    prefix = f"{naming.task_folder(naming.SNAPSHOTS, task)}{name}/"
    for file, part in parts.items():
        part.file.seek(0)
        artifacts.write_once(prefix + file, part.file, content_type="application/jsonl", **_lock())
    manifest = Manifest(
        snapshot=name,
        record_format=record_format,
        files=files,
        origins=origins,
        treatment=treatment,
    )
    content = msgspec.json.format(msgspec.json.encode(manifest))
    artifacts.write_once(prefix + MANIFEST, content, content_type="application/json", **_lock())
    return prefix


def _lock() -> dict[str, Any]:
    """Return the retention of what is written now; nothing where the environment locks nothing.

    Governance and not compliance mode: who must erase a person's data can be given the right to.
    """
    days = deployed().snapshot_lock_days
    if not days:
        return {}
    until = datetime.now(UTC) + timedelta(days=days)
    return {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": until}


def verify(prefix: str, names: Collection[str]) -> None:
    """Make sure that files of a snapshot are, byte for byte, what was judged.

    The prefix itself is a hash over the hashes of its files, so a manifest that was rewritten to
    fit other files is noticed as well.

    Args:
        prefix: of the snapshot, as ``freeze`` returned it.
        names: the files that are about to be read.

    Raises:
        SnapshotChanged: a file is gone, or is not what was judged.
    """
    hashes = _sealed(prefix)
    for name in names:
        if name not in hashes:
            raise SnapshotChanged(f"{prefix}{MANIFEST} does not name {name}; {_remedy(prefix)}")
        found = hashlib.sha256()
        for chunk in _chunks(prefix + name):
            found.update(chunk)
        if found.hexdigest() != hashes[name]:
            raise SnapshotChanged(
                f"{prefix}{name} is not what was checked: its SHA-256 is {found.hexdigest()}, but "
                f"its manifest says {hashes[name]}; {_remedy(prefix)}"
            )


def _sealed(prefix: str) -> dict[str, str]:
    """Return the SHA-256 of every file of a snapshot by its name."""
    content = b"".join(_chunks(prefix + MANIFEST))
    try:
        sealed = msgspec.json.decode(content, type=Sealed)
    except UNREADABLE as error:
        raise SnapshotChanged(
            f"{prefix}{MANIFEST} cannot be read ({error}); {_remedy(prefix)}"
        ) from error
    hashes = {file.name: file.sha256 for file in sealed.files}
    if PurePosixPath(prefix).name != digest(hashes.items()):
        raise SnapshotChanged(
            f"{prefix}{MANIFEST} is not what the pipeline wrote; {_remedy(prefix)}"
        )
    return hashes


def _chunks(key: str) -> Iterator[bytes]:
    try:
        answer = clients.s3().get_object(Bucket=deployed().artifacts_bucket, Key=key)
    except ClientError as error:
        if code_of(error) not in ABSENT_CODES:
            raise
        raise SnapshotChanged(f"{key} is no longer there; drop the training file again") from error
    with closing(answer["Body"]) as body:
        while chunk := body.read(CHUNK_BYTES):
            yield chunk


def _remedy(prefix: str) -> str:
    return (
        "the bucket's access log shows who wrote there; delete everything under "
        f"{prefix} and drop the training file again"
    )
