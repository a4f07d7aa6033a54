"""The plan to serve a model again: held against the environment's ceilings, and counted once."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.unit.hosting.world import World
from tests.unit.resumption.conftest import RUN
from tuning.account import quotas
from tuning.account.quotas import Quotas
from tuning.costs import tariff
from tuning.ledger import spending
from tuning.resumption import serving
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.resumption import Resumption, Wish
from tuning.settings import Settings, deployed

Planned = Callable[..., HostingPlan]


@pytest.fixture
def planned(
    world: World, registration: Registration, plan: HostingPlan, monkeypatch: pytest.MonkeyPatch
) -> Planned:
    """The plan of a wish, in an environment with other settings where they are given."""
    monkeypatch.setattr(quotas, "read", lambda _: Quotas())
    monkeypatch.setattr(tariff, "_listed", lambda _: ())

    def planned(wished: dict[str, Any] | None = None, **settings: str) -> HostingPlan:
        for name, value in settings.items():
            monkeypatch.setenv(f"TUNING_{name.upper()}", value)
        deployed.cache_clear()
        wish = Wish(of=RUN, number="1", purpose="serve", who="arn:ada", owner="Ada", hours=10.0)
        resumption = Resumption(
            run_id=RUN,
            outcome="serve",
            before="kept",
            spent_usd=0.0,
            month="2026-11",
            wish=msgspec.structs.replace(wish, **(wished or {})),
        )
        return serving.plan_serving(registration, plan, resumption)

    return planned


def month(plan: HostingPlan) -> dict[str, float]:
    return spending.read(plan.month).planned


def test_a_model_is_served_by_the_token_unless_somebody_asks_for_units(planned: Planned) -> None:
    plan = planned()

    assert ("within", "serve", "on_demand") == (plan.outcome, plan.purpose, plan.mode)
    assert (0, 0.0, 11.0) == (plan.units, plan.unit_hour_usd, plan.hours)
    assert {f"{RUN}#1": 0.0} == month(plan)


def test_units_are_priced_for_their_hours_and_counted_in_the_month(planned: Planned) -> None:
    plan = planned({"mode": "provisioned"}, unit_hour_usd="50")

    assert ("within", "provisioned", 1, 550.0) == (
        plan.outcome,
        plan.mode,
        plan.units,
        plan.costs.hosting_usd,
    )
    assert {f"{RUN}#1": 550.0} == month(plan)


@pytest.mark.parametrize(
    ("wished", "allows", "outcome", "says"),
    [
        (
            {"mode": "provisioned"},
            {"max_hosting_usd": "100", "unit_hour_usd": "50"},
            "refused",
            "550",
        ),
        (
            {"mode": "provisioned"},
            {"max_hosting_usd": "100", "unit_hour_usd": "50", "over_ceiling": "approve"},
            "over",
            "550",
        ),
        ({"mode": "provisioned", "units": 2}, {"unit_hour_usd": "1"}, "refused", "2 model units"),
        (
            {"mode": "provisioned"},
            {"max_month_usd": "100", "unit_hour_usd": "50"},
            "refused",
            "max_month_usd",
        ),
        ({"mode": "provisioned"}, {"max_hosting_usd": "100"}, "refused", "unknown"),
        ({"hours": 48.0}, {"max_keep_hours": "24"}, "refused", "48 hours are longer"),
        ({"owner": "Eve"}, {"owners": "Ada,team-*"}, "refused", "'Eve' is none of the owners"),
    ],
)
def test_whoever_serves_is_held_to_what_the_environment_allows(
    planned: Planned, wished: dict[str, Any], allows: dict[str, str], outcome: str, says: str
) -> None:
    plan = planned(wished, **allows)

    assert outcome == plan.outcome
    assert says in " ".join(plan.reasons)
    assert {} == month(plan)


def test_no_term_is_bought_when_a_model_is_served_again(
    planned: Planned, registration: Registration, settings: Settings
) -> None:
    assert registration.recipe
    hosting = registration.recipe.hosting
    committed = msgspec.structs.replace(
        hosting, mode="provisioned", commitment="OneMonth", commitment_binds_until_term=True
    )

    asked = serving._asked(
        msgspec.structs.replace(registration.recipe, hosting=committed),
        Wish(of=RUN, number="1", purpose="serve", who="arn:ada"),
    )

    assert (None, "auto") == (asked.hosting.commitment, asked.hosting.mode)


def test_what_was_left_of_an_earlier_serving_covers_no_later_one(planned: Planned) -> None:
    first = {"mode": "provisioned", "hours": 0.5}
    prices = {"max_month_usd": "100", "unit_hour_usd": "50"}

    assert "within" == planned(first, **prices).outcome
    assert "within" == planned(first, **prices).outcome  # a retry of the same wish
    later = planned({"mode": "provisioned", "number": "2", "hours": 700.0}, **prices)

    assert "refused" == later.outcome
    assert {f"{RUN}#1": 75.0} == month(later)
