"""The same dataset with the same recipe is paid once, unless somebody asks for it."""

from dataclasses import replace
from functools import partial

import msgspec
import pytest

from tests.unit.conftest import Served
from tests.unit.costs.conftest import ADMISSION, RECIPE, registered
from tests.unit.hosting.world import World
from tuning.costs.repeats import held_back
from tuning.ledger import contents, items, runs
from tuning.run.estimate import Estimate
from tuning.run.plan import HostingPlan
from tuning.run.recipe import Recipe
from tuning.run.run import RunStatus
from tuning.settings import Settings

SNAPSHOT = replace(ADMISSION, snapshot="snapshots/0123/")
COSTS = Estimate(
    mode="on_demand",
    training_tokens=0,
    epochs=1,
    token_method="",
    training_usd=0,
    storage_month_usd=0,
    evaluation_tokens=0,
    evaluation_usd=0,
    units=0,
    unit_hour_usd=0,
    hosting_hours=1,
    hosting_usd=0,
    break_even_tokens_per_hour=None,
    total_usd=0,
    unknown=(),
)
PLAN = HostingPlan(
    outcome="within",
    mode="on_demand",
    why="",
    units=0,
    unit_hour_usd=0,
    hours=1,
    costs=COSTS,
    over=(),
    break_even_tokens_per_hour=None,
    reasons=(),
)


@pytest.fixture
def world(settings: Settings, served: Served) -> World:
    made = World()
    served(dynamodb=made.client("dynamodb"))
    return made


def planned(
    run: str, *, recipe: Recipe = RECIPE, snapshot: str = "snapshots/0123/", rerun_of: str = ""
) -> HostingPlan:
    """Plan a run that read its drop."""
    if runs.find(run) is None:
        runs.claim(run, task="faq", execution=run)
    registration = replace(registered(recipe), run_id=run, rerun_of=rerun_of)
    return held_back(PLAN, registration, replace(SNAPSHOT, snapshot=snapshot))


@pytest.mark.usefixtures("world")
def test_the_same_dataset_with_the_same_recipe_is_refused_with_a_way_to_ask_for_it() -> None:
    first, again = planned("faq-1"), planned("faq-2")

    assert "within" == first.outcome
    assert "refused" == again.outcome
    assert (
        "The same dataset was run with the same recipe before: faq-1 (running).",
    ) == again.reasons
    assert "python -m tuning rerun faq-1 --env dev" in again.remedies[0]


@pytest.mark.usefixtures("world")
def test_a_state_that_is_tried_again_keeps_what_it_has() -> None:
    assert [PLAN, PLAN] == [planned("faq-1"), planned("faq-1")]


@pytest.mark.usefixtures("world")
def test_another_recipe_or_another_dataset_is_no_repetition() -> None:
    other = msgspec.structs.replace(RECIPE, hyperparameters={"epochCount": "4"})

    assert [PLAN] * 3 == [
        planned("faq-1"),
        planned("faq-2", recipe=other),
        planned("faq-3", snapshot="snapshots/4567/"),
    ]


@pytest.mark.usefixtures("world")
def test_what_another_task_trained_is_not_paid_again_either() -> None:
    assert "within" == planned("faq-1", snapshot="snapshots/faq/0123/").outcome
    assert "refused" == planned("faq-2", snapshot="snapshots/other/0123/").outcome


@pytest.mark.usefixtures("world")
def test_the_order_of_hyperparameters_is_no_other_recipe() -> None:
    one = msgspec.structs.replace(RECIPE, hyperparameters={"a": "1", "b": "2"})
    other = msgspec.structs.replace(RECIPE, hyperparameters={"b": "2", "a": "1"})

    assert "within" == planned("faq-1", recipe=one).outcome
    assert "refused" == planned("faq-2", recipe=other).outcome


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("status", [RunStatus.REJECTED, RunStatus.FAILED, RunStatus.CANCELLED])
def test_a_run_that_came_to_nothing_stands_in_nobodys_way(status: RunStatus) -> None:
    planned("faq-1")
    items.note("faq-1", status=status)

    assert PLAN == planned("faq-2")
    assert "refused" == planned("faq-3").outcome


@pytest.mark.usefixtures("world")
def test_a_run_whose_model_was_deleted_can_be_trained_again() -> None:
    planned("faq-1")
    items.note("faq-1", status=RunStatus.KEPT, model_deleted_at=items.now())

    assert PLAN == planned("faq-2")


@pytest.mark.usefixtures("world")
def test_a_rerun_is_asked_for_and_has_the_content_from_then_on() -> None:
    planned("faq-1")
    items.note("faq-1", status=RunStatus.KEPT)

    assert PLAN == planned("faq-2", rerun_of="faq-1")
    assert "faq-2 (running)" in planned("faq-3").reasons[0]


def test_of_two_that_come_at_once_one_is_trained(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find that the run before came to nothing; only one takes its place."""
    planned("faq-1")
    items.note("faq-1", status=RunStatus.FAILED)
    world.meanwhile["GetItem"] = partial(planned, "faq-2")

    assert "refused" == planned("faq-3").outcome
    assert {"faq-2"} == {
        item["held_by"]["S"] for key, item in world.items.items() if key.startswith(contents.PREFIX)
    }


@pytest.mark.usefixtures("world")
def test_a_plan_that_is_refused_anyway_holds_nothing() -> None:
    refused = replace(PLAN, outcome="refused", reasons=("no quota",))
    runs.claim("faq-1", task="faq", execution="e")

    assert refused == held_back(refused, registered(RECIPE), SNAPSHOT)
    assert PLAN == planned("faq-2")
