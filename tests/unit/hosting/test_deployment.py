"""On-demand hosting: deployed under a lease, and watched until it answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from tests.unit.hosting.conftest import RUN, TRAINED
from tests.unit.hosting.world import Lost, World
from tuning.hosting import deployment, leases
from tuning.run.hosting import Deployment
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.settings import deployed

CREATED = datetime(2026, 11, 21, 8, tzinfo=UTC)
ARN = "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefghijkl"
DEPLOYED = Deployment(
    name="n", arn=ARN, created_at=CREATED.isoformat(), lease_ends=CREATED.isoformat()
)
CREATE = "CreateCustomModelDeployment"


def test_a_deployment_is_made_under_a_lease_that_ends(
    world: World, registration: Registration, plan: HostingPlan
) -> None:
    made = deployment.deploy(registration, TRAINED, plan)

    (thing,) = world.held.values()
    assert (thing.kind, thing.arn) == ("deployment", made.arn)
    assert thing.tags["run"] == RUN
    assert thing.tags["lease"] == made.lease_ends == (CREATED + timedelta(hours=8)).isoformat()
    lease = leases.of(RUN)
    assert lease is not None
    assert (lease.kind, lease.state, lease.arn) == ("deployment", "held", made.arn)
    assert (lease.units, lease.unit_hour_usd) == (0, 0.0)
    assert list(world.schedules) == [made.name]
    serves_within = timedelta(minutes=float(deployed().deployment_deadline_minutes))
    assert made.look_until == f"{CREATED + serves_within:%Y-%m-%dT%H:%M:%SZ}"
    assert world.calls.index("UpdateItem") < world.calls.index(CREATE)


def test_asking_again_deploys_nothing_again(
    world: World, registration: Registration, plan: HostingPlan
) -> None:
    first = deployment.deploy(registration, TRAINED, plan)

    assert deployment.deploy(registration, TRAINED, plan) == first
    assert world.calls.count(CREATE) == 1


@pytest.mark.parametrize("lists", ["up to date", "behind"])
def test_a_lost_reply_deploys_once(
    world: World, registration: Registration, plan: HostingPlan, lists: str
) -> None:
    """Found by its tags in the service's list; where that lags behind, by the same token."""

    def lose_the_reply() -> None:
        world.loses = (len(world.calls), "reply")

    world.meanwhile[CREATE] = lose_the_reply
    with pytest.raises(Lost):
        deployment.deploy(registration, TRAINED, plan)
    world.loses, world.unlisted = None, lists == "behind"

    made = deployment.deploy(registration, TRAINED, plan)

    assert list(world.held) == [made.arn]


def test_a_run_without_a_custom_model_deploys_nothing(
    world: World, registration: Registration, plan: HostingPlan
) -> None:
    with pytest.raises(ValueError, match="no custom model"):
        deployment.deploy(registration, replace(TRAINED, model_arn=None), plan)

    assert world.calls == []


def answer(status: str, *, age: timedelta, **more: Any) -> dict[str, Any]:
    stamp = (CREATED + age).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return {
        "customModelDeploymentArn": ARN,
        "modelDeploymentName": "n",
        "modelArn": TRAINED.model_arn,
        "createdAt": CREATED,
        "status": status,
        "ResponseMetadata": {"HTTPHeaders": {"date": stamp}, "HTTPStatusCode": 200},
        **more,
    }


@pytest.mark.parametrize(
    ("status", "age", "outcome"),
    [
        ("Creating", timedelta(minutes=15), "creating"),
        ("Creating", timedelta(minutes=60), "timed_out"),
        ("Active", timedelta(minutes=15), "active"),
        ("Active", timedelta(minutes=90), "active"),
        ("Failed", timedelta(minutes=15), "failed"),
        ("AWordOfTomorrow", timedelta(minutes=15), "creating"),
        ("AWordOfTomorrow", timedelta(minutes=61), "timed_out"),
    ],
)
def test_every_status_of_a_deployment_leads_somewhere(
    stubbed: Callable[[str], Stubber], status: str, age: timedelta, outcome: str
) -> None:
    stubbed("bedrock").add_response(
        "get_custom_model_deployment",
        answer(status, age=age),
        {"customModelDeploymentIdentifier": ARN},
    )

    assert deployment.check(DEPLOYED).outcome == outcome


def test_a_failed_deployment_brings_the_services_own_reason(
    stubbed: Callable[[str], Stubber],
) -> None:
    stubbed("bedrock").add_response(
        "get_custom_model_deployment",
        answer("Failed", age=timedelta(minutes=1), failureMessage="no capacity"),
        {"customModelDeploymentIdentifier": ANY},
    )

    assert deployment.check(DEPLOYED).message == "no capacity"
