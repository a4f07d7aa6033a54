"""What a run left in the artifacts bucket for people, brought to a folder of this machine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
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
class Artifacts:
    """The artifacts of a run; what it did not write is None or empty.

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


def collect(
    s3: "S3Client", bucket: str, run_id: str, folder: Path, *, faults: Sequence[str] = ()
) -> Artifacts:
    """Bring a run's artifacts into ``folder``, which is made when there is something to put there.

    The report says that it is of a rehearsal, in ``folder`` and from now on in the bucket too: who
    takes it from there must not take it for one of an account.

    Args:
        s3: a client of the embedded AWS.
        bucket: the artifacts bucket.
        run_id: whose artifacts.
        folder: where to.
        faults: a sentence, without its full stop, for each fault that struck.
    """
    found: dict[str, Path] = {}
    for name in (REPORT, REPORT_DATA, DATASET, COSTS):
        key = f"{naming.RUNS}/{run_id}/{name}"
        body = _read(s3, bucket, key)
        if body is not None:
            folder.mkdir(parents=True, exist_ok=True)
            found[name] = folder / name
            if name in MARKED:
                body = MARKED[name](body, faults)
                s3.put_object(Bucket=bucket, Key=key, Body=body)
            found[name].write_bytes(body)
    return Artifacts(
        report=found.get(REPORT),
        data=_loaded(found.get(REPORT_DATA)),
        dataset=_loaded(found.get(DATASET)),
        costs=_loaded(found.get(COSTS)),
    )


def _marked_page(page: bytes, faults: Sequence[str]) -> bytes:
    """Say on the page that it is of a rehearsal, and what was made to go wrong."""
    notes = "".join(f'<p class="note">{escape(sentence)}.</p>' for sentence in faults)
    return page.replace(PAGE_BEGINS, PAGE_BEGINS + REHEARSED + notes.encode(), 1)


def _marked_data(data: bytes, faults: Sequence[str]) -> bytes:
    document = {"rehearsed": True, "faults": list(faults), **json.loads(data)}
    return json.dumps(document, indent=2, ensure_ascii=False).encode()


MARKED: Final = {REPORT: _marked_page, REPORT_DATA: _marked_data}
"""What of a run's artifacts says that it is of a rehearsal, and how it is made to."""


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
