import time
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from tests.unit.conftest import Served
from tests.unit.hosting.world import MODEL, World
from tuning.hosting import leases, throughput
from tuning.run.estimate import Estimate
from tuning.run.hosting import Serving
from tuning.run.lease import Lease
from tuning.run.plan import HostingPlan
from tuning.run.recipe import Hosting
from tuning.run.registration import Registration
from tuning.run.training import TrainingStatus
from tuning.settings import Settings

RUN = "faq-0123456789ab"
TRAINED = TrainingStatus(outcome="completed", status="Completed", model_arn=MODEL)

Hosted = Callable[..., Registration]


@pytest.fixture
def world(settings: Settings, served: Served, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world in which one run is under way and nothing is held; who sleeps passes its time."""
    made = World()
    monkeypatch.setattr(time, "sleep", lambda seconds: made.pass_hours(seconds / 3600))
    services = ("bedrock", "dynamodb", "scheduler", "sns", "ssm", "stepfunctions")
    served(**{service: made.client(service) for service in services})
    served(bedrock_runtime=made.client("bedrock-runtime"))
    made.claim(RUN)
    return made


@pytest.fixture
def hosted(registration: Registration) -> Hosted:
    """The run with another recipe for its hosting."""

    def with_hosting(**choices: object) -> Registration:
        hosting = msgspec.structs.replace(Hosting(), **choices)
        return replace(
            registration, recipe=msgspec.structs.replace(registration.ready_recipe, hosting=hosting)
        )

    return with_hosting


@pytest.fixture
def plan() -> HostingPlan:
    """One unit for eight hours at most, at 60.50 dollars an hour."""
    costs = Estimate(
        mode="provisioned",
        training_tokens=1000,
        epochs=2,
        token_method="counted",
        training_usd=None,
        storage_month_usd=None,
        evaluation_tokens=0,
        evaluation_usd=None,
        units=1,
        unit_hour_usd=60.5,
        hosting_hours=8,
        hosting_usd=484.0,
        break_even_tokens_per_hour=None,
        total_usd=484.0,
        unknown=(),
    )
    return HostingPlan(
        outcome="within",
        mode="provisioned",
        why="",
        units=1,
        unit_hour_usd=60.5,
        hours=8,
        costs=costs,
        over=(),
        break_even_tokens_per_hour=None,
        reasons=(),
    )


@pytest.fixture
def buy(registration: Registration, plan: HostingPlan) -> Callable[[], Serving]:
    """Go through BuyThroughput once."""
    return lambda: throughput.buy(registration, TRAINED, plan)


@pytest.fixture
def serve(world: World, registration: Registration, plan: HostingPlan) -> Callable[[str], Lease]:
    """Have the model of a run served by throughput, and its execution gone on."""

    def serve(run_id: str) -> Lease:
        if run_id not in world.items:
            world.claim(run_id)
        throughput.buy(replace(registration, run_id=run_id), TRAINED, plan)
        lease = leases.of(run_id)
        assert lease is not None
        return lease

    return serve
