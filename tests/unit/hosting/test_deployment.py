"""On-demand hosting: deployed under a lease that ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.hosting.conftest import RUN, TRAINED
from tests.unit.hosting.world import Lost, World
from tuning.hosting import deployment, leases
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.settings import deployed

CREATED = datetime(2026, 11, 21, 8, tzinfo=UTC)
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
    assert (0, 0.0) == (lease.units, lease.unit_hour_usd)
    assert list(world.schedules) == [made.name]
    serves_within = timedelta(minutes=deployed().deployment_deadline_minutes)
    assert made.look_until == f"{CREATED + serves_within:%Y-%m-%dT%H:%M:%SZ}"
    assert world.calls.index("UpdateItem") < world.calls.index(CREATE)


def test_asking_again_deploys_nothing_again(
    world: World, registration: Registration, plan: HostingPlan
) -> None:
    first = deployment.deploy(registration, TRAINED, plan)

    assert deployment.deploy(registration, TRAINED, plan) == first
    assert 1 == world.calls.count(CREATE)


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

    assert [] == world.calls
