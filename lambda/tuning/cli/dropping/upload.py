"""One file, uploaded as one version of an object: whole when it is small, else in parts."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from tuning import clients
from tuning.cli import disk
from tuning.cli.progress import watched
from tuning.dataset.reading.lines import Readable
from tuning.registration.manifest import Member, promise
from tuning.settings import deployed

PART_BYTES: Final = 32 << 20
"""What is sent, and sent again, at once. S3 takes 10,000 parts of 5 MiB or more, so a file may have
312 GiB (Amazon S3 User Guide, "Amazon S3 multipart upload limits")."""


def upload(file: Path, key: str) -> Member:
    """Upload a file of a drop, with its progress on a terminal, and return which version it became.

    Only writing is asked of whoever drops: the bucket encrypts with its own key, and S3 says in its
    answer which version it wrote. An upload that breaks off leaves nothing.

    Raises:
        Unusable: the file cannot be read.
    """
    with disk.opened(str(file)) as stream, watched(stream, disk.called(str(file))) as source:
        return send(source, key)


def send(source: Readable, key: str) -> Member:
    """Upload what a stream yields, as one file of a drop, and return which version it became."""
    where: dict[str, Any] = {"Bucket": deployed().datasets_bucket, "Key": key}
    about: dict[str, Any] = where | {"Metadata": promise(key)}
    first = source.read(PART_BYTES)
    if len(first) < PART_BYTES:
        answer = clients.s3().put_object(**about, Body=BytesIO(first))
        return Member(version_id=answer["VersionId"], size=len(first))
    return _in_parts(first, source, where=where, about=about)


def _in_parts(
    first: bytes, source: Readable, *, where: dict[str, Any], about: dict[str, Any]
) -> Member:
    s3 = clients.s3()
    begun = s3.create_multipart_upload(**about, ChecksumAlgorithm="CRC32")
    asked: dict[str, Any] = where | {"UploadId": begun["UploadId"]}
    parts: list[Any] = []
    size = 0
    try:
        for number, part in enumerate(_parts(first, source), 1):
            sent = s3.upload_part(
                **asked, PartNumber=number, Body=BytesIO(part), ChecksumAlgorithm="CRC32"
            )
            told = {name: sent[name] for name in ("ETag", "ChecksumCRC32")}
            parts.append({"PartNumber": number, **told})
            size += len(part)
        answer = s3.complete_multipart_upload(**asked, MultipartUpload={"Parts": parts})
    except BaseException:
        s3.abort_multipart_upload(**asked)
        raise
    return Member(version_id=answer["VersionId"], size=size)


def _parts(first: bytes, source: Readable) -> Iterator[bytes]:
    part = first
    while part:
        yield part
        part = source.read(PART_BYTES)
