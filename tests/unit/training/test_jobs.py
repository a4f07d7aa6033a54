import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from tests.unit.conftest import Bucket
from tests.unit.seals import seal
from tuning.admission.manifest import digest
from tuning.cli.dataset_options import UNSAID
from tuning.errors import ServiceRefused, SnapshotChanged
from tuning.run.recipe import Recipe
from tuning.run.registration import Registration
from tuning.run.training import Customization
from tuning.run.validation import Admission, Part
from tuning.settings import Settings, deployed
from tuning.training import checking, jobs

MICRO = "amazon.nova-micro-v1:0:128k"
JOB_ARN = f"arn:aws:bedrock:us-east-1:123456789012:model-customization-job/{MICRO}/abcdefghijkl"
MODEL_ARN = f"arn:aws:bedrock:us-east-1:123456789012:custom-model/{MICRO}/abcdefghijkl"
CREATED = datetime(2026, 11, 21, 8, tzinfo=UTC)
RUN = Registration(
    run_id="faq-0123456789ab",
    task="faq",
    outcome="ready",
    recipe=Recipe(provenance=UNSAID, base_model=MICRO),
)
CUSTOMIZATION = Customization(job_arn=JOB_ARN, job_name="job", model_name="model")


FILES = {"train.jsonl": b"what was judged\n", "validation.jsonl": b"judged too\n"}
HASHES = {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}
SNAPSHOT = f"snapshots/{digest(HASHES.items())}/"


@pytest.fixture
def admission(bucket: Bucket) -> Admission:
    """An admitted dataset, and its snapshot in the artifacts bucket."""
    files = [{"name": n, "records": 1, "tokens": 1, "sha256": h} for n, h in HASHES.items()]
    bucket.objects = {f"{SNAPSHOT}{name}": content for name, content in FILES.items()}
    bucket.objects[f"{SNAPSHOT}manifest.json"] = json.dumps({"files": files}).encode()
    part = Part(key=f"{SNAPSHOT}train.jsonl", records=100, tokens=5000)
    return Admission(
        outcome="admitted",
        summary="100 records",
        report=seal("runs/r/dataset.json"),
        samples=seal(),
        source_format="prompt_completion",
        problems=0,
        snapshot=SNAPSHOT,
        training=part,
        validation=replace(part, key=f"{SNAPSHOT}validation.jsonl"),
    )


def lifecycle(status: str) -> dict[str, Any]:
    return {
        "modelDetails": {
            "modelArn": f"arn:aws:bedrock:us-east-1::foundation-model/{MICRO}",
            "modelId": MICRO,
            "modelLifecycle": {"status": status},
        }
    }


def created(arn: str = JOB_ARN) -> dict[str, Any]:
    """What the service answers to a request for a job, at the moment when it creates the job."""
    stamp = CREATED.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return {"jobArn": arn, "ResponseMetadata": {"HTTPHeaders": {"date": stamp}}}


def job(status: str, *, age: timedelta, **more: Any) -> dict[str, Any]:
    now = CREATED + age
    return {
        "jobArn": JOB_ARN,
        "jobName": "job",
        "outputModelName": "model",
        "roleArn": "arn:aws:iam::123456789012:role/customization",
        "status": status,
        "creationTime": CREATED,
        "baseModelArn": f"arn:aws:bedrock:us-east-1::foundation-model/{MICRO}",
        "trainingDataConfig": {"s3Uri": "s3://artifacts-bucket/snapshots/ab12/train.jsonl"},
        "validationDataConfig": {"validators": []},
        "outputDataConfig": {"s3Uri": "s3://artifacts-bucket/runs/faq/faq-0123456789ab/training/"},
        "ResponseMetadata": {
            "HTTPHeaders": {"date": now.strftime("%a, %d %b %Y %H:%M:%S GMT")},
            "HTTPStatusCode": 200,
        },
        **more,
    }


def test_the_request_is_what_the_service_model_takes(
    stubbed: Callable[[str], Stubber], registration: Registration, admission: Admission
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_foundation_model", lifecycle("ACTIVE"), {"modelIdentifier": MICRO})
    bedrock.add_response(
        "create_model_customization_job",
        created(),
        {
            "jobName": "dev-faq-0123456789ab-job",
            "customModelName": "dev-faq-0123456789ab-model",
            "roleArn": "arn:aws:iam::123456789012:role/customization",
            "clientRequestToken": "dev-faq-0123456789ab-job",
            "baseModelIdentifier": MICRO,
            "customizationType": "FINE_TUNING",
            "customModelKmsKeyId": ANY,
            "jobTags": ANY,
            "customModelTags": ANY,
            "trainingDataConfig": {"s3Uri": f"s3://artifacts-bucket/{SNAPSHOT}train.jsonl"},
            "validationDataConfig": {
                "validators": [{"s3Uri": f"s3://artifacts-bucket/{SNAPSHOT}validation.jsonl"}]
            },
            "outputDataConfig": {
                "s3Uri": "s3://artifacts-bucket/runs/faq/faq-0123456789ab/training/"
            },
            "hyperParameters": {
                "epochCount": "2",
                "learningRate": "0.00001",
                "learningRateWarmupSteps": "10",
            },
        },
    )

    started = jobs.start(registration, admission)

    assert started.job_arn == JOB_ARN
    bedrock.assert_no_pending_responses()


def test_subnets_of_the_environment_make_the_job_run_inside_them(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    admission: Admission,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TUNING_SUBNET_IDS", "subnet-0123456789abcdef0,subnet-0123456789abcdef1")
    monkeypatch.setenv("TUNING_SECURITY_GROUP_IDS", "sg-0123456789abcdef0")
    deployed.cache_clear()
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_foundation_model", lifecycle("ACTIVE"))
    sent: dict[str, Any] = {}
    bedrock.client.meta.events.register(
        "provide-client-params.bedrock.CreateModelCustomizationJob",
        lambda params, **_: sent.update(params),
    )
    bedrock.add_response("create_model_customization_job", created())

    jobs.start(registration, admission)

    assert sent["vpcConfig"] == {
        "subnetIds": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        "securityGroupIds": ["sg-0123456789abcdef0"],
    }


def test_a_base_model_that_became_legacy_since_the_release_is_refused_before_the_job(
    stubbed: Callable[[str], Stubber], registration: Registration, admission: Admission
) -> None:
    stubbed("bedrock").add_response("get_foundation_model", lifecycle("LEGACY"))

    with pytest.raises(ServiceRefused, match="is LEGACY and takes no new customization job"):
        jobs.start(registration, admission)


def test_a_quota_that_is_used_up_is_an_outcome_with_the_services_words_and_no_job(
    stubbed: Callable[[str], Stubber], registration: Registration, admission: Admission
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_foundation_model", lifecycle("ACTIVE"))
    bedrock.add_client_error(
        "create_model_customization_job",
        "ServiceQuotaExceededException",
        "Too many customization jobs are in progress.",
    )

    started = jobs.start(registration, admission)

    assert ("no_slot", None) == (started.outcome, started.job_arn)
    assert "Too many customization jobs are in progress." == started.message


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_started_when_a_file_is_not_what_was_judged(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    admission: Admission,
    bucket: Bucket,
    name: str,
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_foundation_model", lifecycle("ACTIVE"))
    bucket.objects[f"{SNAPSHOT}{name}"] += b"and something else\n"

    with pytest.raises(SnapshotChanged, match=f"{name} is not what was checked"):
        jobs.start(registration, admission)
    bedrock.assert_no_pending_responses()


def test_a_file_that_the_job_will_not_read_is_not_hashed(
    stubbed: Callable[[str], Stubber],
    registration: Registration,
    admission: Admission,
    bucket: Bucket,
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_foundation_model", lifecycle("ACTIVE"))
    bedrock.add_response("create_model_customization_job", created())
    del bucket.objects[f"{SNAPSHOT}validation.jsonl"]

    assert JOB_ARN == jobs.start(registration, replace(admission, validation=None)).job_arn


@pytest.mark.parametrize(
    ("status", "age", "outcome"),
    [
        ("InProgress", timedelta(hours=1), "running"),
        ("Stopping", timedelta(hours=1), "running"),
        ("Completed", timedelta(hours=1), "completed"),
        ("Completed", timedelta(hours=30), "completed"),
        ("Failed", timedelta(hours=1), "failed"),
        ("Stopped", timedelta(hours=1), "stopped"),
        ("Stopped", timedelta(hours=24), "timed_out"),
        ("Stopping", timedelta(hours=24, minutes=59), "running"),
        ("Stopping", timedelta(hours=25), "timed_out"),
        ("AWordOfTomorrow", timedelta(hours=1), "running"),
        ("AWordOfTomorrow", timedelta(hours=25), "timed_out"),
    ],
)
def test_every_status_of_a_job_leads_somewhere(
    stubbed: Callable[[str], Stubber], status: str, age: timedelta, outcome: str
) -> None:
    stubbed("bedrock").add_response("get_model_customization_job", job(status, age=age))

    assert checking.check(RUN, CUSTOMIZATION, None).outcome == outcome


@pytest.mark.parametrize("status", ["InProgress", "AWordOfTomorrow"])
def test_a_job_past_its_deadline_is_stopped(stubbed: Callable[[str], Stubber], status: str) -> None:
    bedrock = stubbed("bedrock")
    late = timedelta(hours=24, minutes=1)
    bedrock.add_response("get_model_customization_job", job(status, age=late))
    bedrock.add_response("stop_model_customization_job", {}, {"jobIdentifier": JOB_ARN})

    assert checking.check(RUN, CUSTOMIZATION, None).outcome == "running"
    bedrock.assert_no_pending_responses()


def test_a_completed_job_brings_its_model_and_its_losses(
    stubbed: Callable[[str], Stubber],
) -> None:
    stubbed("bedrock").add_response(
        "get_model_customization_job",
        job(
            "Completed",
            age=timedelta(hours=2),
            endTime=CREATED + timedelta(hours=2),
            outputModelArn=MODEL_ARN,
            trainingMetrics={"trainingLoss": 0.5},
            validationMetrics=[{"validationLoss": 0.75}],
        ),
    )

    status = checking.check(RUN, CUSTOMIZATION, None)

    assert (status.model_arn, status.training_loss, status.validation_loss, status.seconds) == (
        MODEL_ARN,
        0.5,
        0.75,
        7200,
    )


def test_a_failed_job_brings_the_services_own_reason(
    stubbed: Callable[[str], Stubber], settings: Settings
) -> None:
    reason = "Unable to parse Amazon S3 file: train.jsonl."
    stubbed("bedrock").add_response(
        "get_model_customization_job",
        job("Failed", age=timedelta(hours=1), failureMessage=reason),
    )

    assert checking.check(RUN, CUSTOMIZATION, None).message == reason


def test_the_phase_that_runs_is_named(stubbed: Callable[[str], Stubber]) -> None:
    details = {
        "validationDetails": {"status": "Completed"},
        "dataProcessingDetails": {"status": "InProgress"},
        "trainingDetails": {"status": "NotStarted"},
    }
    stubbed("bedrock").add_response(
        "get_model_customization_job",
        job("InProgress", age=timedelta(minutes=5), statusDetails=details),
    )

    assert checking.check(RUN, CUSTOMIZATION, None).phase == "dataProcessing"


def test_a_look_that_fails_is_made_again_until_no_job_could_still_be_running(
    stubbed: Callable[[str], Stubber], registration: Registration, admission: Admission
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_foundation_model", lifecycle("ACTIVE"))
    bedrock.add_response("create_model_customization_job", created())

    until = jobs.start(registration, admission).look_until

    hours = deployed().customization_deadline_hours + deployed().queued_deadline_hours
    assert until
    assert until.endswith("Z")
    assert CREATED + timedelta(hours=hours) + checking.STOP_GRACE == datetime.fromisoformat(until)
