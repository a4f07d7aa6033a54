"""What a run leaves behind in the artifacts bucket, under ``runs/<task>/<run-id>/``."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from typing import IO, Any, Final

from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from tuning import clients, naming
from tuning.errors import ABSENT_CODES, CHANGED_MEANWHILE, WRITTEN_BEFORE, ArtifactChanged, code_of
from tuning.seals import Seal
from tuning.settings import deployed

CHUNK_BYTES: Final = 1 << 20


def key_of(run_id: str, name: str) -> str:
    """Return the key of something that a run leaves behind."""
    return naming.run_folder(naming.RUNS, run_id) + name


def keys(prefix: str) -> Iterator[str]:
    """Yield every key under a prefix, the one written last first."""
    found = sorted(_listed(prefix), key=lambda item: (item["LastModified"], item["Key"]))
    return (item["Key"] for item in reversed(found))


def versions(prefix: str) -> dict[str, str]:
    """Return what tells one content from another, by key, of everything under a prefix."""
    return {item["Key"]: item["ETag"] for item in _listed(prefix)}


def _listed(prefix: str) -> Iterator[Any]:
    pages = clients.s3().get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=deployed().artifacts_bucket, Prefix=prefix):
        yield from page.get("Contents", ())


def read(key: str) -> bytes | None:
    """Return an artifact; None when there is none under this key."""
    try:
        answer = clients.s3().get_object(Bucket=deployed().artifacts_bucket, Key=key)
    except ClientError as error:
        if code_of(error) in ABSENT_CODES:
            return None
        raise
    return answer["Body"].read()


def lines(seal: Seal) -> Iterator[bytes] | None:
    """Return the lines of what was sealed, read as they are asked for; None when it is gone.

    Raises:
        ArtifactChanged: after the last line, where they are not what was written.
    """
    try:
        answer = clients.s3().get_object(Bucket=deployed().artifacts_bucket, Key=seal.key)
    except ClientError as error:
        if code_of(error) in ABSENT_CODES:
            return None
        raise
    return _lines(answer["Body"], seal)


def _lines(body: StreamingBody, seal: Seal) -> Iterator[bytes]:
    begun, read_ = b"", hashlib.sha256()
    with closing(body):
        while chunk := body.read(CHUNK_BYTES):
            read_.update(chunk)
            *whole, begun = (begun + chunk).split(b"\n")
            yield from whole
    if begun:
        yield begun
    _check(seal, read_.hexdigest())


def write(key: str, body: bytes, *, content_type: str) -> str:
    """Write an artifact and return its key; the bucket encrypts it."""
    clients.s3().put_object(
        Bucket=deployed().artifacts_bucket, Key=key, Body=body, ContentType=content_type
    )
    return key


def replace(key: str, body: bytes, *, content_type: str, before: str | None) -> bool:
    """Write an artifact where it still is what it was; say whether it was written.

    Args:
        key, body, content_type: as of ``write``.
        before: of ``versions``; None: there was none.
    """
    there: Any = {"IfMatch": before} if before else {"IfNoneMatch": "*"}
    try:
        clients.s3().put_object(
            Bucket=deployed().artifacts_bucket,
            Key=key,
            Body=body,
            ContentType=content_type,
            **there,
        )
    except ClientError as error:
        if code_of(error) not in CHANGED_MEANWHILE:
            raise
        return False
    return True


def seal(key: str, body: bytes, *, content_type: str) -> Seal:
    """Write an artifact that decides something: once, and under its hash.

    A second attempt that brings the same bytes goes on.

    Raises:
        ArtifactChanged: other bytes lie there.
    """
    sealed = seal_of(key, body)
    if not write_once(key, body, content_type=content_type):
        unsealed(sealed)
    return sealed


def write_once(key: str, body: IO[bytes] | bytes, *, content_type: str, **lock: Any) -> bool:
    """Write what is never replaced; say whether it was written, for something may lie there.

    Args:
        key, body, content_type: as of ``write``.
        lock: how long nobody may delete it, as S3 takes it.
    """
    try:
        clients.s3().put_object(
            Bucket=deployed().artifacts_bucket,
            Key=key,
            Body=body,
            ContentType=content_type,
            IfNoneMatch="*",
            **lock,
        )
    except ClientError as error:
        if code_of(error) not in WRITTEN_BEFORE:
            raise
        return False
    return True


def seal_of(key: str, body: bytes) -> Seal:
    """Return the seal of what lies under a key."""
    return Seal(key=key, sha256=hashlib.sha256(body).hexdigest())


def unsealed(seal: Seal) -> bytes | None:
    """Return what was sealed, as it was written; None when it is gone.

    Raises:
        ArtifactChanged: it is not what was written.
    """
    body = read(seal.key)
    if body is not None:
        _check(seal, seal_of(seal.key, body).sha256)
    return body


def _check(seal: Seal, found: str) -> None:
    """Compare what was read with what was written; a seal of an older release may say nothing."""
    if found == seal.sha256 or not seal.sha256:
        return
    raise ArtifactChanged(
        f"{seal.key} is not what was written: its SHA-256 is {found}, "
        f"but the run wrote {seal.sha256}; the bucket's access log shows who wrote there. Start "
        "the run again with `python -m tuning rerun`"
    )
