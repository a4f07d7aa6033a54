"""What serves is watched until it does, throughput and deployment alike."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from botocore.stub import Stubber

from tests.unit.hosting.world import ACCOUNT, MODEL
from tuning.hosting import deployment, throughput
from tuning.run.hosting import Serving, ServingStatus
from tuning.run.lease import Kind

CREATED = datetime(2026, 11, 21, 8, tzinfo=UTC)
THROUGHPUT = Serving(
    kind="throughput",
    arn=f"{ACCOUNT}:provisioned-model/abcdefghijkl",
    units=1,
    unit_hour_usd=None,
    since=CREATED.isoformat(),
)
DEPLOYMENT = Serving(
    kind="deployment",
    arn=f"{ACCOUNT}:custom-model-deployment/abcdefghijkl",
    units=0,
    unit_hour_usd=0.0,
    since=CREATED.isoformat(),
)
CREATING: Final[dict[Kind, dict[str, Any]]] = {
    "throughput": {
        "modelUnits": 1,
        "desiredModelUnits": 1,
        "provisionedModelName": "n",
        "provisionedModelArn": THROUGHPUT.arn,
        "modelArn": MODEL,
        "desiredModelArn": MODEL,
        "foundationModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0",
        "creationTime": CREATED,
        "lastModifiedTime": CREATED,
    },
    "deployment": {
        "customModelDeploymentArn": DEPLOYMENT.arn,
        "modelDeploymentName": "n",
        "modelArn": MODEL,
        "createdAt": CREATED,
    },
}

Look = Callable[..., ServingStatus]


@pytest.fixture
def look(stubbed: Callable[[str], Stubber]) -> Look:
    """Look at what serves when it is so old, and the service says this of it."""

    def at(serving: Serving, status: str, *, age: timedelta, **more: Any) -> ServingStatus:
        stamp = (CREATED + age).strftime("%a, %d %b %Y %H:%M:%S GMT")
        heard = {"HTTPHeaders": {"date": stamp}, "HTTPStatusCode": 200}
        answer = {**CREATING[serving.kind], "status": status, "ResponseMetadata": heard, **more}
        bedrock = stubbed("bedrock")
        if serving.kind == "throughput":
            asked = {"provisionedModelId": serving.arn}
            bedrock.add_response("get_provisioned_model_throughput", answer, asked)
            return throughput.check(serving)
        asked = {"customModelDeploymentIdentifier": serving.arn}
        bedrock.add_response("get_custom_model_deployment", answer, asked)
        return deployment.check(serving)

    return at


@pytest.mark.parametrize(
    ("serving", "status", "minutes", "outcome"),
    [
        (THROUGHPUT, "Creating", 15, "creating"),
        (THROUGHPUT, "Updating", 15, "creating"),
        (THROUGHPUT, "Creating", 60, "timed_out"),
        (THROUGHPUT, "InService", 15, "in_service"),
        (THROUGHPUT, "InService", 90, "in_service"),
        (THROUGHPUT, "Failed", 15, "failed"),
        (THROUGHPUT, "AWordOfTomorrow", 15, "creating"),
        (THROUGHPUT, "AWordOfTomorrow", 61, "timed_out"),
        (DEPLOYMENT, "Creating", 15, "creating"),
        (DEPLOYMENT, "Creating", 60, "timed_out"),
        (DEPLOYMENT, "Active", 15, "in_service"),
        (DEPLOYMENT, "Active", 90, "in_service"),
        (DEPLOYMENT, "Failed", 15, "failed"),
        (DEPLOYMENT, "AWordOfTomorrow", 15, "creating"),
        (DEPLOYMENT, "AWordOfTomorrow", 61, "timed_out"),
    ],
)
def test_every_status_of_what_serves_leads_somewhere(
    look: Look, serving: Serving, status: str, minutes: int, outcome: str
) -> None:
    assert look(serving, status, age=timedelta(minutes=minutes)).outcome == outcome


@pytest.mark.parametrize("serving", [THROUGHPUT, DEPLOYMENT])
def test_what_failed_brings_the_services_own_reason(look: Look, serving: Serving) -> None:
    failed = look(serving, "Failed", age=timedelta(minutes=1), failureMessage="no capacity")

    assert "no capacity" == failed.message
