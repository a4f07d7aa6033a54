"""The datasets bucket in memory: every version of each object, as far as a drop meets them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import IO, Any

from botocore.exceptions import ClientError

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of an object, which is there from ``came`` on."""

    id: str
    body: bytes
    metadata: Mapping[str, str]
    came: datetime


@dataclass
class Drops:
    """What S3 answers.

    Attributes:
        now: the time of the bucket; what comes later is not there yet.
        written: the keys, in the order in which they were written.
    """

    now: datetime = NOON
    versions: dict[str, list[Version]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    parts: dict[str, list[bytes]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def put(
        self,
        key: str,
        body: bytes,
        *,
        metadata: Mapping[str, str] | None = None,
        came: datetime | None = None,
    ) -> str:
        version = Version(
            id=f"v{next(self.numbers)}", body=body, metadata=metadata or {}, came=came or self.now
        )
        self.versions.setdefault(key, []).append(version)
        self.written.append(key)
        return version.id

    def _there(self, key: str, wanted: str = "") -> Version | None:
        came = [each for each in self.versions.get(key, ()) if each.came <= self.now]
        came.sort(key=lambda each: each.came)
        return next((each for each in reversed(came) if wanted in ("", each.id)), None)

    def _found(self, key: str, wanted: str) -> Version:
        found = self._there(key, wanted)
        if found is None:
            raise ClientError({"Error": {"Code": "404", "Message": "Not Found"}}, "HeadObject")
        return found

    def put_object(self, *, Bucket: str, Key: str, Body: IO[bytes] | bytes, **more: Any) -> Any:  # noqa: N803
        body = Body if isinstance(Body, bytes) else Body.read()
        return {"VersionId": self.put(Key, body, metadata=more.get("Metadata"))}

    def create_multipart_upload(self, *, Bucket: str, Key: str, **more: Any) -> Any:  # noqa: N803
        self.parts[Key] = []
        self.metadata = more["Metadata"]
        return {"UploadId": Key}

    def upload_part(self, *, UploadId: str, PartNumber: int, Body: IO[bytes], **_: Any) -> Any:  # noqa: N803
        self.parts[UploadId].append(Body.read())
        assert len(self.parts[UploadId]) == PartNumber
        return {"ETag": str(PartNumber), "ChecksumCRC32": f"sum{PartNumber}"}

    def complete_multipart_upload(
        self,
        *,
        Key: str,  # noqa: N803
        UploadId: str,  # noqa: N803
        MultipartUpload: Any,  # noqa: N803
        **_: Any,
    ) -> Any:
        expected = [
            {"PartNumber": n, "ETag": str(n), "ChecksumCRC32": f"sum{n}"}
            for n in range(1, len(self.parts[UploadId]) + 1)
        ]
        assert expected == MultipartUpload["Parts"]
        body = b"".join(self.parts.pop(UploadId))
        return {"VersionId": self.put(Key, body, metadata=self.metadata)}

    def abort_multipart_upload(self, *, UploadId: str, **_: Any) -> None:  # noqa: N803
        del self.parts[UploadId]

    def head_object(self, *, Bucket: str, Key: str, VersionId: str = "") -> Any:  # noqa: N803
        found = self._found(Key, VersionId)
        return {
            "VersionId": found.id,
            "ContentLength": len(found.body),
            "Metadata": dict(found.metadata),
        }

    def get_object(self, *, Bucket: str, Key: str, VersionId: str = "") -> Any:  # noqa: N803
        body = self._found(Key, VersionId).body
        return {"Body": BytesIO(body), "ContentLength": len(body)}

    def delete_object(self, *, Bucket: str, Key: str) -> None:  # noqa: N803
        del self.versions[Key]

    def get_paginator(self, _: str) -> "Drops":
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Iterator[Any]:  # noqa: N803
        found = {key: self._there(key) for key in self.versions if key.startswith(Prefix)}
        yield {
            "Contents": [
                {"Key": key, "LastModified": each.came, "ETag": each.id}
                for key, each in found.items()
                if each
            ]
        }
