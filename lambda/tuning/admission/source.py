"""A dropped file as it lies in the datasets bucket, in the version that was registered."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import PurePosixPath
from typing import Any

from botocore.exceptions import ClientError

from tuning import clients
from tuning.dataset.reading.lines import Interrupted, Readable
from tuning.errors import ABSENT_CODES, Transient, TuningError, code_of
from tuning.settings import deployed


class Gone(TuningError):
    """The version that was registered no longer exists."""


class RangeIgnored(TuningError):
    """The whole file came where its bytes from one place on were asked for."""


def name_of(key: str) -> str:
    """Return the name that problems of a file go by."""
    return PurePosixPath(key).name


@contextmanager
def opened(key: str, *, version_id: str, start: int = 0) -> Iterator[Readable]:
    """Open a file for reading, from a byte on.

    Raises:
        Gone: it no longer exists.
        RangeIgnored: other bytes came than were asked for; read as they are, records would be
            judged twice.
        Transient: the connection broke off while it was read.
        ClientError: S3 or KMS would not let the pipeline read.
    """
    chosen: dict[str, Any] = {"VersionId": version_id} if version_id else {}
    if start:
        chosen["Range"] = f"bytes={start}-"
    try:
        answer = clients.s3().get_object(Bucket=deployed().datasets_bucket, Key=key, **chosen)
    except ClientError as error:
        if code_of(error) not in ABSENT_CODES:
            raise
        raise Gone(f"{key} in version {version_id}") from error
    with closing(answer["Body"]) as body:
        if start and not answer.get("ContentRange", "").startswith(f"bytes {start}-"):
            raise RangeIgnored(f"{key} was answered whole where bytes from {start} were asked for")
        try:
            yield body
        except Interrupted as error:
            raise Transient(f"{key}: {error}") from error
