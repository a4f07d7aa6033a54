"""The snapshot: what was judged, frozen under its own hash, and all that a job ever reads."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final

import msgspec
from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.dataset.parts import GatheredPart
from tuning.errors import code_of
from tuning.ledger.registration import Source
from tuning.settings import deployed

MANIFEST: Final = "manifest.json"
WRITTEN_BEFORE: Final = frozenset({"412", "PreconditionFailed"})


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A dropped file: which version of which object, its format and the hash of its bytes."""

    part: str
    source: Source
    format: str | None
    sha256: str | None


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of the snapshot."""

    name: str
    records: int
    tokens: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a snapshot holds and where it came from.

    The same data always has the same snapshot, so ``origins`` is the drop that was first to bring
    it; what a later run read is in that run's own dataset report.
    """

    snapshot: str
    record_format: str
    files: tuple[File, ...]
    origins: tuple[Origin, ...]


def freeze(
    parts: Mapping[str, GatheredPart], *, record_format: str, origins: tuple[Origin, ...]
) -> str:
    """Write the snapshot, once, and return its prefix: ``snapshots/<sha256>/``.

    Each object is written on condition that none is there, so that a snapshot never changes under
    a job that reads it; the manifest comes last, and says that the others are complete.

    Args:
        parts: the files by name.
        record_format: of the conversation files, as the catalogue names it.
        origins: the dropped files.
    """
    files = tuple(
        File(name=name, records=part.records, tokens=part.tokens, sha256=part.sha256)
        for name, part in sorted(parts.items())
    )
    digest = hashlib.sha256("".join(f"{f.sha256}  {f.name}\n" for f in files).encode()).hexdigest()
    prefix = f"{naming.SNAPSHOTS}/{digest}/"
    for name, part in parts.items():
        part.file.seek(0)
        _put_once(prefix + name, part.file, content_type="application/jsonl")
    manifest = Manifest(snapshot=digest, record_format=record_format, files=files, origins=origins)
    content = msgspec.json.format(msgspec.json.encode(manifest))
    _put_once(prefix + MANIFEST, content, content_type="application/json")
    return prefix


def _put_once(key: str, body: IO[bytes] | bytes, *, content_type: str) -> None:
    try:
        clients.s3().put_object(
            Bucket=deployed().artifacts_bucket,
            Key=key,
            Body=body,
            ContentType=content_type,
            IfNoneMatch="*",
        )
    except ClientError as error:
        if code_of(error) not in WRITTEN_BEFORE:
            raise
