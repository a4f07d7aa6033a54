from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from botocore.stub import Stubber

from tuning.errors import Transient
from tuning.hosting.release import Release, release
from tuning.hosting.throughput import Throughput
from tuning.ledger.registration import Registration

JOB_ARN = (
    "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/"
    "amazon.nova-micro-v1:0:128k/abcdefghijkl"
)
EVALUATION_ARN = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"
ARN = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl"
BOUGHT = datetime(2026, 11, 21, 8, tzinfo=UTC)
THROUGHPUT = Throughput(
    name="dev-faq-0123456789ab-throughput",
    arn=ARN,
    units=2,
    unit_hour_usd=60.5,
    bought_at=BOUGHT.isoformat(),
    lease_ends=(BOUGHT + timedelta(hours=24)).isoformat(),
)
HELD = {
    "provisionedModelName": THROUGHPUT.name,
    "provisionedModelArn": ARN,
    "modelArn": ARN.replace("provisioned-model", "custom-model/amazon.nova-micro-v1:0:128k"),
    "desiredModelArn": ARN.replace("provisioned-model", "custom-model/amazon.nova-micro-v1:0:128k"),
    "foundationModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0",
    "modelUnits": 2,
    "desiredModelUnits": 2,
    "status": "InService",
    "creationTime": BOUGHT,
    "lastModifiedTime": BOUGHT,
}


def at(moment: datetime) -> dict[str, Any]:
    stamp = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return {"ResponseMetadata": {"HTTPHeaders": {"date": stamp}, "HTTPStatusCode": 200}}


def nothing_runs(bedrock: Stubber) -> None:
    bedrock.add_client_error("get_model_customization_job", "ResourceNotFoundException")
    bedrock.add_response("list_evaluation_jobs", {})


def test_throughput_is_found_by_the_runs_name_and_deleted_and_its_hours_counted(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    nothing_runs(bedrock)
    bedrock.add_response(
        "list_provisioned_model_throughputs",
        {"provisionedModelSummaries": [HELD]},
        {"nameContains": THROUGHPUT.name},
    )
    bedrock.add_response(
        "delete_provisioned_model_throughput",
        at(BOUGHT + timedelta(minutes=90)),
        {"provisionedModelId": ARN},
    )

    released = release(registration, throughput=THROUGHPUT)

    assert released.deleted == (ARN,)
    assert released.unit_hours == 3.0
    assert released.hosting_usd is None


def test_what_still_runs_is_stopped(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response(
        "get_model_customization_job",
        {
            "jobArn": JOB_ARN,
            "jobName": "j",
            "outputModelName": "m",
            "roleArn": "arn:aws:iam::123456789012:role/r",
            "status": "InProgress",
            "creationTime": BOUGHT,
            "baseModelArn": HELD["foundationModelArn"],
            "trainingDataConfig": {},
            "validationDataConfig": {"validators": []},
            "outputDataConfig": {"s3Uri": "s3://bucket/x"},
        },
        {"jobIdentifier": "dev-faq-0123456789ab-job"},
    )
    bedrock.add_response("stop_model_customization_job", {}, {"jobIdentifier": JOB_ARN})
    summary = {
        "jobArn": EVALUATION_ARN,
        "jobName": "dev-faq-0123456789ab-base",
        "status": "InProgress",
        "creationTime": BOUGHT,
        "jobType": "Automated",
        "evaluationTaskTypes": ["Summarization"],
    }
    bedrock.add_response(
        "list_evaluation_jobs",
        {"jobSummaries": [summary]},
        {"nameContains": "dev-faq-0123456789ab", "statusEquals": "InProgress"},
    )
    bedrock.add_response("stop_evaluation_job", {}, {"jobIdentifier": EVALUATION_ARN})
    bedrock.add_response("list_provisioned_model_throughputs", {"provisionedModelSummaries": []})
    bedrock.add_response(
        "list_provisioned_model_throughputs",
        {"provisionedModelSummaries": [], **at(BOUGHT)},
    )

    assert release(registration, throughput=THROUGHPUT).stopped == (JOB_ARN, EVALUATION_ARN)
    bedrock.assert_no_pending_responses()


def test_a_busy_throughput_is_tried_again_not_forgotten(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    nothing_runs(bedrock)
    bedrock.add_response(
        "list_provisioned_model_throughputs", {"provisionedModelSummaries": [HELD]}
    )
    bedrock.add_client_error("delete_provisioned_model_throughput", "ConflictException")

    with pytest.raises(Transient, match="cannot be deleted yet"):
        release(registration, throughput=THROUGHPUT)


def test_a_deletion_whose_reply_was_lost_still_has_its_hours(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    nothing_runs(bedrock)
    bedrock.add_response("list_provisioned_model_throughputs", {"provisionedModelSummaries": []})
    bedrock.add_response(
        "list_provisioned_model_throughputs",
        {"provisionedModelSummaries": [], **at(BOUGHT + timedelta(hours=1))},
    )

    assert release(registration, throughput=THROUGHPUT).unit_hours == 2.0


def test_a_run_that_bought_nothing_releases_nothing_and_owes_nothing(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    nothing_runs(bedrock)
    bedrock.add_response("list_provisioned_model_throughputs", {"provisionedModelSummaries": []})

    released = release(registration)

    assert (released.deleted, released.stopped, released.hosting_usd) == ((), (), 0.0)


def test_a_known_price_gives_the_bill(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    assert registration.recipe is not None
    lite = msgspec.structs.replace(registration.recipe, base_model="amazon.nova-2-lite-v1:0:256k")
    bedrock = stubbed("bedrock")
    nothing_runs(bedrock)
    bedrock.add_response(
        "list_provisioned_model_throughputs", {"provisionedModelSummaries": [HELD]}
    )
    bedrock.add_response("delete_provisioned_model_throughput", at(BOUGHT + timedelta(minutes=90)))

    released = release(replace(registration, recipe=lite), throughput=THROUGHPUT)

    assert released.hosting_usd == 3.0 * 60.5


def test_what_an_earlier_release_billed_is_not_forgotten(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    earlier = Release(stopped=(), deleted=(ARN,), unit_hours=2.5, hosting_usd=None)
    bedrock = stubbed("bedrock")
    nothing_runs(bedrock)
    bedrock.add_response("list_provisioned_model_throughputs", {"provisionedModelSummaries": []})

    assert release(registration, throughput=THROUGHPUT, earlier=earlier).unit_hours == 2.5


def test_a_name_that_only_contains_the_runs_is_anothers_and_is_left_alone(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    others = {**HELD, "provisionedModelName": f"my-{THROUGHPUT.name}"}
    bedrock = stubbed("bedrock")
    nothing_runs(bedrock)
    bedrock.add_response(
        "list_provisioned_model_throughputs", {"provisionedModelSummaries": [others]}
    )

    assert release(registration).deleted == ()
    bedrock.assert_no_pending_responses()
