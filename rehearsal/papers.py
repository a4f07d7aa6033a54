"""What a run left in the artifacts bucket for people, brought to a folder of this machine."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from tuning import naming
from tuning.errors import code_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

REPORT: Final = "report.html"
REPORT_DATA: Final = "report.json"
DATASET: Final = "dataset.json"
COSTS: Final = "cost.json"
PAGE_BEGINS: Final = b"<main>"
REHEARSED: Final = (
    b'<p class="note"><strong>Rehearsed.</strong> Bedrock was a stand-in: a small model trained on '
    b"one machine, whose answers say nothing about the models that this page names. No judge was "
    b"asked: its scores count the words that an answer shares with its reference.</p>"
)
"""What the page cannot know: the pipeline that wrote it is the one that runs in an account."""


@dataclass(frozen=True, kw_only=True)
class Papers:
    """The papers of a run; what it did not write is None or empty.

    Attributes:
        report: the page, on this machine.
        data: the same as data.
        dataset: the judgement on the dataset.
        costs: what was expected, and what it came to.
    """

    report: Path | None = None
    data: Mapping[str, Any] | None = None
    dataset: Mapping[str, Any] | None = None
    costs: Mapping[str, Any] | None = None


def collect(s3: "S3Client", bucket: str, run_id: str, folder: Path) -> Papers:
    """Bring a run's papers into ``folder``, which is made when there is something to put there."""
    found: dict[str, Path] = {}
    for name in (REPORT, REPORT_DATA, DATASET, COSTS):
        body = _read(s3, bucket, f"{naming.RUNS}/{run_id}/{name}")
        if body is not None:
            folder.mkdir(parents=True, exist_ok=True)
            found[name] = folder / name
            found[name].write_bytes(_told(body) if name == REPORT else body)
    return Papers(
        report=found.get(REPORT),
        data=_loaded(found.get(REPORT_DATA)),
        dataset=_loaded(found.get(DATASET)),
        costs=_loaded(found.get(COSTS)),
    )


def _told(page: bytes) -> bytes:
    """Say on the page that it is of a rehearsal."""
    return page.replace(PAGE_BEGINS, PAGE_BEGINS + REHEARSED, 1)


def _read(s3: "S3Client", bucket: str, key: str) -> bytes | None:
    try:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if code_of(error) != "NoSuchKey":
            raise
        return None


def _loaded(file: Path | None) -> Mapping[str, Any] | None:
    if file is None:
        return None
    content: Mapping[str, Any] = json.loads(file.read_bytes())
    return content
