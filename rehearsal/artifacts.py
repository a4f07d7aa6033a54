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
MODEL_CARD: Final = "model-card.md"
PAGE_BEGINS: Final = b"<main>"


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

    Of what was made to go wrong the pipeline cannot know: the report says it from now on, in
    ``folder`` and in the bucket. That it is of a rehearsal it has said itself.

    Args:
        s3: a client of the embedded AWS.
        bucket: the artifacts bucket.
        run_id: whose artifacts.
        folder: where to.
        faults: a sentence, without its full stop, for each fault that struck.
    """
    found: dict[str, Path] = {}
    for name in (REPORT, REPORT_DATA, DATASET, COSTS, MODEL_CARD):
        key = naming.run_folder(naming.RUNS, run_id) + name
        body = _read(s3, bucket, key)
        if body is not None:
            folder.mkdir(parents=True, exist_ok=True)
            found[name] = folder / name
            if faults and name in MARKED:
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
    """Say on the page what was made to go wrong."""
    notes = "".join(f'<p class="note">{escape(sentence)}.</p>' for sentence in faults)
    return page.replace(PAGE_BEGINS, PAGE_BEGINS + notes.encode(), 1)


def _marked_data(data: bytes, faults: Sequence[str]) -> bytes:
    document = {"faults": list(faults), **json.loads(data)}
    return json.dumps(document, indent=2, ensure_ascii=False).encode()


MARKED: Final = {REPORT: _marked_page, REPORT_DATA: _marked_data}
"""What of a run's artifacts says which faults struck, and how it is made to."""


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
