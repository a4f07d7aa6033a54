"""A byte range of one version of an object is that range.

MiniStack answers a GetObject that names a version with the whole object, whatever its Range asks.
"""

from functools import wraps
from typing import Any, Final

from ministack.services import s3

OK: Final = 200
PARTIAL: Final = 206
CHECKSUMS: Final = "x-amz-checksum-mode"


def apply() -> None:
    """Cut the answer as MiniStack itself does where no version is named."""
    whole = s3._get_object

    @wraps(whole)
    def get_object(
        bucket_name: str,
        key: str,
        headers: dict[str, str],
        query_params: dict[str, Any] | None = None,
    ) -> Any:
        wanted = headers.get("range", "") if (query_params or {}).get("versionId") else ""
        if wanted:
            # The checksum of the whole does not go with a part of it.
            headers = {name: value for name, value in headers.items() if name != CHECKSUMS}
        status, answered, body = whole(bucket_name, key, headers, query_params)
        span = s3._parse_range(wanted, len(body)) if wanted and status == OK else None
        if span is None:
            return status, answered, body
        first, last = span
        part = body[first : last + 1]
        place = {
            "Content-Length": str(len(part)),
            "Content-Range": f"bytes {first}-{last}/{len(body)}",
        }
        return PARTIAL, {**answered, **place}, part

    s3._get_object = get_object
