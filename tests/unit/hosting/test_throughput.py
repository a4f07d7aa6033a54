from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from tuning.hosting import throughput
from tuning.run.hosting import Throughput

MODEL_ARN = (
    "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl"
)
ARN = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl"
BOUGHT = datetime(2026, 11, 21, 8, tzinfo=UTC)
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
