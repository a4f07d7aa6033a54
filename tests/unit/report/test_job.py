"""The customization job in the report: what Bedrock accepted, and what its queue did."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.report.conftest import ARN, COMPLETED, FOLDER, RUN
from tuning.report.publish import publish
from tuning.run.publication import Publication
from tuning.run.run import Run, RunStatus
from tuning.run.training import Customization, Judgement, TrainingStatus

MANIFEST = f"{FOLDER}/training/model-customization-job-abcdefghijkl/input_status/x/"
COUNTS = (
    b"fileName,totalProcessedRecordCount,acceptedRecordCount,partiallyAcceptedRecordCount,"
    b"rejectedRecordCount\ntrain.jsonl,1000,980,4,16\n"
)

Published = tuple[str, dict[str, Any], Publication]


@pytest.fixture
def published(ledger: Callable[[Run], Any], left: Any) -> Callable[..., Published]:
    """Publish a run whose job left a report on its input, or none."""

    def publish_it(run: Run, *, counts: bytes | None = COUNTS) -> Published:
        if counts is not None:
            left.objects[f"{MANIFEST}manifest.report.csv"] = counts
        ledger(run)
        said = publish(RUN, None)
        page: bytes = left.objects[f"{FOLDER}/report.html"]
        return page.decode(), json.loads(left.objects[f"{FOLDER}/report.json"]), said

    return publish_it


@pytest.mark.parametrize("ending", ["kept", "job_failed"])
def test_what_was_accepted_stands_beside_what_was_sent_however_a_run_ends(
    endings: dict[str, Run], published: Callable[..., Published], ending: str
) -> None:
    page, report, said = published(endings[ending])

    assert {
        "sent": 1000,
        "file": "train.jsonl",
        "processed": 1000,
        "accepted": 980,
        "partly_accepted": 4,
        "rejected": 16,
    } == report["accepted"]
    for what, number in (("Sent", "1,000"), ("Accepted", "980"), ("Rejected", "16")):
        assert f'<tr><th scope="row">{what}</th><td class="number">{number}</td></tr>' in page
    assert "of 1,000 records sent Bedrock's report says 980 accepted" in said.message


@pytest.mark.parametrize("counts", [None, b"", b"\xff"])
def test_without_a_report_it_is_said_to_be_unknown(
    endings: dict[str, Run], published: Callable[..., Published], counts: bytes | None
) -> None:
    page, report, said = published(endings["kept"], counts=counts)

    assert report["accepted"] is None
    assert "so what it accepted is unknown" in page
    assert "records sent" not in said.message
    assert "kept" == said.outcome


def test_a_run_without_a_job_says_nothing_of_it(
    endings: dict[str, Run], published: Callable[..., Published]
) -> None:
    page, report, _ = published(endings["rejected"], counts=None)

    assert (None, None) == (report["job"], report["training"])
    assert "The customization job" not in page


def test_too_few_accepted_records_are_a_failure_that_says_so(
    endings: dict[str, Run], published: Callable[..., Published]
) -> None:
    lack = "The customization job trained on too little: of 1,000 records sent, and so on."
    run = replace(
        endings["kept"],
        promotion=None,
        comparison=None,
        judgement=Judgement(outcome="too_few", overfit=False, summary=lack),
        status=RunStatus.RUNNING,
    )

    _, report, said = published(run)

    assert ("failed", "failed") == (report["status"], said.outcome)
    assert "Failed: customization job trained on too little" == report["headline"]
    assert report["reason"] == lack.removesuffix(".")


def test_the_queue_and_the_job_that_stalled_are_told(
    endings: dict[str, Run], published: Callable[..., Published]
) -> None:
    job = Customization(
        job_name="job-2",
        model_name="model-2",
        job_arn=f"{ARN}:model-customization-job/two",
        attempt=2,
        replaced=f"{ARN}:model-customization-job/one",
    )
    run = replace(
        endings["kept"],
        customization=job,
        training_status=replace(COMPLETED, queued_seconds=5 * 3600 + 720),
    )

    page, report, said = published(run)

    told = (
        f"The first job ({ARN}:model-customization-job/one) stalled and was started once more. "
        "Bedrock kept the job in its queue for 5 h 12 min before it trained."
    )
    assert told == report["queue"]
    assert told in page
    assert told in said.message


def test_a_job_that_stalled_for_good_says_why_and_what_to_do(
    endings: dict[str, Run], published: Callable[..., Published]
) -> None:
    status = TrainingStatus(
        outcome="timed_out",
        status="Stopped",
        queued_since="2026-11-20T08:00:00+00:00",
        queued_seconds=86_400,
        message="it was queued",
    )
    _, report, _ = published(replace(endings["job_failed"], training_status=status))

    assert "customization job timed out: it was queued" in report["reason"]
    assert "Bedrock kept the job in its queue for 24 h 0 min." == report["queue"]
    assert (0.0, 0.0) == (report["cost"]["training_usd"], report["cost"]["total_usd"])


def test_how_long_the_base_model_is_promised_stands_beside_it(
    endings: dict[str, Run], published: Callable[..., Published]
) -> None:
    page, report, _ = published(endings["kept"])

    assert report["estimate"]["outlook"] in page
    assert "This model" in report["estimate"]["outlook"]
