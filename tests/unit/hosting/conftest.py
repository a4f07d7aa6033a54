from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from tests.unit.conftest import Served
from tests.unit.hosting.world import MODEL, World
from tuning.hosting import throughput
from tuning.run.estimate import Estimate
from tuning.run.hosting import Serving
from tuning.run.plan import HostingPlan
from tuning.run.recipe import Hosting
from tuning.run.registration import Registration
from tuning.run.training import TrainingStatus
from tuning.settings import Settings

RUN = "faq-0123456789ab"
TRAINED = TrainingStatus(outcome="completed", status="Completed", model_arn=MODEL)

Hosted = Callable[..., Registration]


@pytest.fixture
def world(settings: Settings, served: Served) -> World:
    """A world in which one run is under way and nothing is held."""
    made = World()
    services = ("bedrock", "dynamodb", "scheduler", "sns", "stepfunctions")
    served(**{service: made.client(service) for service in services})
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
