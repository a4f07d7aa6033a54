"""A report of a rehearsal says which faults struck, wherever it is read."""

import io
import json
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from rehearsal.artifacts import collect

PAGE = b"<html><main><h1>Kept</h1></main></html>"


class Bucket:
    """A bucket with the artifacts of one run."""

    def __init__(self) -> None:
        self.objects = {
            "runs/faq/faq-1/report.html": PAGE,
            "runs/faq/faq-1/report.json": b'{"a": 1}',
        }

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803 (boto3)
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": io.BytesIO(self.objects[Key])}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:  # noqa: N803 (boto3)
        self.objects[Key] = Body


def test_the_report_is_marked_here_and_in_the_bucket(tmp_path: Path) -> None:
    bucket: Any = Bucket()

    artifacts = collect(bucket, "artifacts", "faq-1", tmp_path, faults=["lost_reply struck <Buy>"])

    assert artifacts.report
    assert artifacts.report.read_bytes() == bucket.objects["runs/faq/faq-1/report.html"]
    page = artifacts.report.read_text()
    assert '<main><p class="note">lost_reply struck &lt;Buy&gt;.</p>' in page
    data = json.loads(bucket.objects["runs/faq/faq-1/report.json"])
    assert {"faults": ["lost_reply struck <Buy>"], "a": 1} == data == artifacts.data


def test_a_report_without_faults_stays_as_the_pipeline_wrote_it(tmp_path: Path) -> None:
    bucket: Any = Bucket()

    artifacts = collect(bucket, "artifacts", "faq-1", tmp_path)

    assert artifacts.report
    assert PAGE == artifacts.report.read_bytes() == bucket.objects["runs/faq/faq-1/report.html"]
