"""The folder of a task as it is listed: which files it holds, and which of them came together."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import ABSENT_CODES, code_of
from tuning.registration.files import ANSWER
from tuning.run.registration import UNKNOWN, Source
from tuning.settings import deployed


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a folder of drops holds directly.

    Attributes:
        files: when the newest version of each came, by name, and its entity tag.
        answers: the keys of the pipeline's own answers, which are none of the files.
    """

    files: Mapping[str, tuple[datetime, str]]
    answers: tuple[str, ...] = ()

    @property
    def stamp(self) -> str:
        """The same for two looks between which nothing came and nothing went."""
        lines = (f"{name}\0{came}\0{tag}" for name, (came, tag) in sorted(self.files.items()))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def together(self, name: str) -> frozenset[str]:
        """Return the files of one drop: each came within the settling time of another of them.

        All times are S3's own, so no two clocks need to agree.

        Args:
            name: of a file of the drop; one that is gone came with all.
        """
        if name not in self.files:
            return frozenset(self.files)
        gap = timedelta(seconds=deployed().companions_poll_seconds)
        begun, _ = self.files[name]
        earlier = sorted((came for came, _ in self.files.values() if came < begun), reverse=True)
        for came in earlier:
            if begun - came > gap:
                break
            begun = came
        return frozenset(each for each, (came, _) in self.files.items() if came >= begun)


def listed(folder: str) -> Listed:
    """List a folder of the datasets bucket; its name ends with a slash."""
    pages = clients.s3().get_paginator("list_objects_v2")
    found = {
        item["Key"].removeprefix(folder): (item["LastModified"], item.get("ETag", ""))
        for page in pages.paginate(Bucket=deployed().datasets_bucket, Prefix=folder)
        for item in page.get("Contents", ())
    }
    direct = {name: each for name, each in found.items() if name and "/" not in name}
    return Listed(
        files={n: each for n, each in direct.items() if not n.lower().endswith(ANSWER)},
        answers=tuple(folder + name for name in found if name.endswith(ANSWER)),
    )


def find(key: str, *, version_id: str = "", uploader: str = UNKNOWN) -> Source | None:
    """Return the version of an object in the datasets bucket; None when there is none."""
    chosen: dict[str, Any] = {"VersionId": version_id} if version_id else {}
    try:
        head = clients.s3().head_object(Bucket=deployed().datasets_bucket, Key=key, **chosen)
    except ClientError as error:
        if code_of(error) in ABSENT_CODES:
            return None
        raise
    return Source(
        key=key,
        version_id=head.get("VersionId", ""),
        size=head["ContentLength"],
        uploader=uploader,
    )
