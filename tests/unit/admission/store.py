"""S3 in memory: objects by bucket, key and version, and writes on condition."""

from datetime import datetime
from io import BytesIO
from typing import IO, Any

from botocore.exceptions import ClientError


class Store:
    """The operations of an S3 client that admission uses, with S3's own error codes."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str, str], bytes] = {}
        self.writes: list[str] = []
        self.locks: dict[str, tuple[str, datetime]] = {}
        self.refusal: dict[str, str] = {}
        self.ignores_ranges = False

    def put(self, bucket: str, key: str, body: bytes, *, version: str = "") -> None:
        self.objects[bucket, key, version] = body

    def of(self, bucket: str) -> dict[str, bytes]:
        return {key: body for (held, key, _), body in self.objects.items() if held == bucket}

    def get_object(
        self,
        *,
        Bucket: str,  # noqa: N803  botocore's names
        Key: str,  # noqa: N803
        VersionId: str = "",  # noqa: N803
        Range: str = "",  # noqa: N803
    ) -> dict[str, Any]:
        self._refuse("GetObject")
        keys = {key for _, key, _ in self.objects}
        if (Bucket, Key, VersionId) not in self.objects:
            raise error("NoSuchVersion" if Key in keys else "NoSuchKey", "GetObject")
        body = self.objects[Bucket, Key, VersionId]
        if not Range or self.ignores_ranges:
            return {"Body": BytesIO(body)}
        start = int(Range.removeprefix("bytes=").removesuffix("-"))
        place = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return {"Body": BytesIO(body[start:]), "ContentRange": place}

    def put_object(
        self,
        *,
        Bucket: str,  # noqa: N803
        Key: str,  # noqa: N803
        Body: bytes | IO[bytes],  # noqa: N803
        ContentType: str,  # noqa: N803
        IfNoneMatch: str = "",  # noqa: N803
        ObjectLockMode: str = "",  # noqa: N803
        ObjectLockRetainUntilDate: datetime | None = None,  # noqa: N803
    ) -> None:
        self._refuse("PutObject")
        assert ContentType in (
            "application/json",
            "application/jsonl",
            "application/vnd.msgpack",
            "text/markdown; charset=utf-8",
        )
        if IfNoneMatch and (Bucket, Key, "") in self.objects:
            raise error("PreconditionFailed", "PutObject")
        self.writes.append(Key)
        if ObjectLockRetainUntilDate:
            self.locks[Key] = (ObjectLockMode, ObjectLockRetainUntilDate)
        self.objects[Bucket, Key, ""] = Body if isinstance(Body, bytes) else Body.read()

    def _refuse(self, operation: str) -> None:
        """Fail with the code that ``refusal`` holds for the operation, if any."""
        if operation in self.refusal:
            raise error(self.refusal[operation], operation)


def error(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)
