from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from tuning.errors import QuotaExceeded, translated
from tuning.hosting import throughput
from tuning.hosting.throughput import Throughput
from tuning.ledger.registration import Registration
from tuning.training.jobs import TrainingStatus

MODEL_ARN = (
    "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl"
)
ARN = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl"
BOUGHT = datetime(2026, 11, 21, 8, tzinfo=UTC)
TRAINED = TrainingStatus(outcome="completed", status="Completed", model_arn=MODEL_ARN)
HELD = Throughput(
    name="n",
    arn=ARN,
    units=1,
    unit_hour_usd=None,
    bought_at=BOUGHT.isoformat(),
    lease_ends=(BOUGHT + timedelta(hours=24)).isoformat(),
)


def at(moment: datetime) -> dict[str, Any]:
    stamp = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return {"ResponseMetadata": {"HTTPHeaders": {"date": stamp}, "HTTPStatusCode": 200}}


def answer(status: str, *, age: timedelta, **more: Any) -> dict[str, Any]:
    return {
        "modelUnits": 1,
        "desiredModelUnits": 1,
        "provisionedModelName": "n",
        "provisionedModelArn": ARN,
        "modelArn": MODEL_ARN,
        "desiredModelArn": MODEL_ARN,
        "foundationModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0",
        "status": status,
        "creationTime": BOUGHT,
        "lastModifiedTime": BOUGHT,
        **at(BOUGHT + age),
        **more,
    }


def test_throughput_is_bought_without_commitment_and_with_a_token_and_tags(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    bedrock = stubbed("bedrock")
    bedrock.add_response(
        "create_provisioned_model_throughput",
        {"provisionedModelArn": ARN, **at(BOUGHT)},
        {
            "provisionedModelName": "dev-faq-0123456789ab-throughput",
            "clientRequestToken": "dev-faq-0123456789ab-throughput",
            "modelId": MODEL_ARN,
            "modelUnits": 1,
            "tags": [
                {"key": "project", "value": "bedrock-finetune"},
                {"key": "environment", "value": "dev"},
                {"key": "task", "value": "faq"},
                {"key": "run", "value": "faq-0123456789ab"},
            ],
        },
    )

    bought = throughput.buy(registration, TRAINED)

    assert bought.arn == ARN
    assert bought.lease_ends == "2026-11-22T08:00:00+00:00"
    bedrock.assert_no_pending_responses()


def test_a_zero_quota_is_its_own_kind_of_error(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    stubbed("bedrock").add_client_error(
        "create_provisioned_model_throughput", "ServiceQuotaExceededException", "no units"
    )

    with pytest.raises(QuotaExceeded, match="no units"), translated():
        throughput.buy(registration, TRAINED)


@pytest.mark.parametrize(
    ("status", "age", "outcome"),
    [
        ("Creating", timedelta(minutes=15), "creating"),
        ("Updating", timedelta(minutes=15), "creating"),
        ("Creating", timedelta(minutes=60), "timed_out"),
        ("InService", timedelta(minutes=15), "in_service"),
        ("InService", timedelta(minutes=90), "in_service"),
        ("Failed", timedelta(minutes=15), "failed"),
        ("AWordOfTomorrow", timedelta(minutes=15), "creating"),
        ("AWordOfTomorrow", timedelta(minutes=61), "timed_out"),
    ],
)
def test_every_status_of_throughput_leads_somewhere(
    stubbed: Callable[[str], Stubber], status: str, age: timedelta, outcome: str
) -> None:
    stubbed("bedrock").add_response(
        "get_provisioned_model_throughput", answer(status, age=age), {"provisionedModelId": ARN}
    )

    assert throughput.check(HELD).outcome == outcome


def test_failed_throughput_brings_the_services_own_reason(
    stubbed: Callable[[str], Stubber],
) -> None:
    stubbed("bedrock").add_response(
        "get_provisioned_model_throughput",
        answer("Failed", age=timedelta(minutes=1), failureMessage="no capacity"),
        {"provisionedModelId": ANY},
    )

    assert throughput.check(HELD).message == "no capacity"


def test_what_is_kept_is_what_was_bought_until_its_lease_ends() -> None:
    kept = throughput.keep(HELD)

    assert (kept.throughput_arn, kept.lease_ends) == (HELD.arn, HELD.lease_ends)
