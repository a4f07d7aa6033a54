"""Over all runs: what a month may cost, and how many runs of a task go on at once."""

from collections.abc import Callable
from dataclasses import replace

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.unit.conftest import Served
from tests.unit.costs.conftest import RECIPE, registered
from tests.unit.costs.test_repeats import COSTS, PLAN
from tests.unit.hosting.world import Lost, World
from tuning.costs.spending import approved, held_back, settled
from tuning.ledger import at_once, items, runs, spending
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.run import Run
from tuning.settings import Settings, deployed

MONTH = "2026-11"
Admits = Callable[..., HostingPlan]


@pytest.fixture
def world(settings: Settings, served: Served) -> World:
    made = World()
    served(dynamodb=made.client("dynamodb"))
    return made


@pytest.fixture
def ceilings(
    settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    def set_(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"TUNING_{name.upper()}", value)
        deployed.cache_clear()

    return set_


def of(run: str) -> Registration:
    task = run.rpartition("-")[0]
    return replace(registered(RECIPE), run_id=run, task=task)


def admitted(world: World, run: str, usd: float = 10, plan: HostingPlan = PLAN) -> HostingPlan:
    """Plan a run that may cost so much."""
    if run not in world.items:
        world.claim(run)
        world.items[run]["task"] = {"S": run.rpartition("-")[0]}
    costs = replace(COSTS, training_usd=usd, total_usd=usd)
    made = held_back(replace(plan, costs=costs), of(run))
    items.note(run, hosting_plan=made)
    return made


def ends(world: World, run: str, usd: float | None) -> None:
    items.note(run, status="discarded")
    settled(runs.get(run), usd=usd)


def meanwhile(world: World, call: int, act: Callable[[], object]) -> None:
    """Have something done just before the update of this number."""
    later = act if call == 0 else lambda: meanwhile(world, call - 1, act)
    world.meanwhile["UpdateItem"] = later


def test_a_run_that_the_month_has_no_room_for_is_refused_in_one_line(
    world: World, ceilings: Callable[..., None]
) -> None:
    ceilings(max_month_usd="25")
    admitted(world, "faq-1", 10)
    admitted(world, "faq-2", 10)
    ends(world, "faq-1", 4)

    assert "within" == admitted(world, "faq-3", 11).outcome
    made = admitted(world, "faq-4", 0.01)

    assert "refused" == made.outcome
    assert made.reasons == (
        "The month's runs have spent $4.00 and plan $21.00; with $0.01 at most for this one that "
        "is over dev's max_month_usd ($25.00).",
    )
    assert "raise max_month_usd in settings/dev.toml" in made.remedies[0]
    assert "over dev's max_month_usd" == made.title


def test_where_a_person_decides_a_run_counts_from_then_on(
    world: World, ceilings: Callable[..., None]
) -> None:
    ceilings(max_month_usd="25", over_ceiling="approve")
    made = admitted(world, "faq-1", 30)
    before = spending.read(MONTH).total_usd
    approved(made, of("faq-1"))
    approved(made, of("faq-1"))

    assert "over" == made.outcome
    assert (0, 30) == (before, spending.read(MONTH).total_usd)
    assert "over" == admitted(world, "faq-2", 1).outcome


def test_an_unknown_price_passes_no_ceiling_of_the_month(
    world: World, ceilings: Callable[..., None]
) -> None:
    unknown = replace(PLAN, costs=replace(COSTS, evaluation_usd=None))
    world.claim("faq-1")
    ceilings(max_month_usd="25", over_ceiling="approve")
    made = held_back(unknown, of("faq-1"))

    assert "over" == made.outcome
    assert "The price of the run is unknown" in made.reasons[0]


@pytest.mark.parametrize("call", range(3))
def test_of_two_at_once_with_room_for_one_one_is_admitted(
    world: World, ceilings: Callable[..., None], call: int
) -> None:
    ceilings(max_month_usd="15")
    made: dict[str, HostingPlan] = {}
    world.claim("faq-1")
    world.claim("tickets-2")
    meanwhile(world, call, lambda: made.update(b=admitted(world, "tickets-2", 10)))
    made["a"] = admitted(world, "faq-1", 10)

    assert ["refused", "within"] == sorted(one.outcome for one in made.values())
    assert 10 == spending.read(MONTH).total_usd


@pytest.mark.parametrize("call", range(2))
def test_of_two_at_once_for_the_last_place_of_a_task_one_has_it(
    world: World, ceilings: Callable[..., None], call: int
) -> None:
    ceilings(max_open_runs="1")
    made: dict[str, HostingPlan] = {}
    world.claim("faq-1")
    world.claim("faq-2")
    meanwhile(world, call, lambda: made.update(b=admitted(world, "faq-2")))
    made["a"] = admitted(world, "faq-1")

    assert ["refused", "within"] == sorted(one.outcome for one in made.values())
    assert 1 == len(at_once.of("faq"))


@pytest.mark.parametrize("call", range(4))
@pytest.mark.parametrize("what", ["request", "reply"])
def test_a_run_whose_planning_broke_off_is_counted_once(
    world: World, ceilings: Callable[..., None], call: int, what: str
) -> None:
    ceilings(max_month_usd="15", max_open_runs="1")
    world.claim("faq-1")
    world.loses = (len(world.calls) + call, "request" if what == "request" else "reply")
    plan = replace(PLAN, costs=replace(COSTS, total_usd=10))
    with pytest.raises(Lost):
        held_back(plan, of("faq-1"))
    world.loses = None

    assert "within" == admitted(world, "faq-1", 10).outcome
    assert 10 == spending.read(MONTH).total_usd
    assert ("faq-1",) == at_once.of("faq")


def test_a_task_with_as_many_runs_as_it_may_waits_and_another_does_not(
    world: World, ceilings: Callable[..., None]
) -> None:
    ceilings(max_open_runs="2")
    admitted(world, "faq-1")
    admitted(world, "faq-2")
    made = admitted(world, "faq-3")

    assert "within" == admitted(world, "tickets-1").outcome
    assert "refused" == made.outcome
    assert made.reasons == (
        "2 runs of the task go on already; at most are dev's max_open_runs (2).",
    )
    assert made.remedies[0].startswith("Wait until one of them has ended")

    ends(world, "faq-1", 0)
    assert "within" == admitted(world, "faq-4").outcome


def test_the_place_of_a_run_that_ended_unheard_is_free(
    world: World, ceilings: Callable[..., None]
) -> None:
    ceilings(max_open_runs="1")
    admitted(world, "faq-1")
    items.note("faq-1", status="failed")

    assert "within" == admitted(world, "faq-2").outcome
    assert ("faq-2",) == at_once.of("faq")


def test_what_a_run_has_cost_takes_the_place_of_what_it_might_have_once(world: World) -> None:
    admitted(world, "faq-1", 10)
    admitted(world, "faq-2", 7)
    for _ in range(2):
        ends(world, "faq-1", 2.5)
        ends(world, "faq-2", None)

    month = spending.read(MONTH)
    assert {"faq": 9.5} == month.spent
    assert {} == month.planned
    assert {"N": "9.5000"} == world.items["spending#2026-11"]["total_usd"]


def test_a_model_that_stays_hosted_counts_with_all_that_it_may_cost(world: World) -> None:
    admitted(world, "faq-1", 10)
    held = runs.get("faq-1")

    class Holding(Run):
        held = object()  # type: ignore[assignment]

    settled(Holding(**{name: getattr(held, name) for name in vars(held)}), usd=1)

    assert {"faq-1": 10} == spending.read(MONTH).planned
    assert () == at_once.of("faq")


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["plan", "plan", "end", "approve"]),
        st.integers(0, 5),
        st.floats(0, 12).map(lambda usd: round(usd, 2)),
    ),
    max_size=25,
)


@given(acts=ACTS)
@hypothesis.settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_what_was_admitted_fits_and_the_sum_is_that_of_its_parts(
    world: World, ceilings: Callable[..., None], acts: list[tuple[str, int, float]]
) -> None:
    ceilings(max_month_usd="20", over_ceiling="approve")
    world.items.clear()
    plans: dict[str, HostingPlan] = {}
    approvals = 0.0
    for act, number, usd in acts:
        run = f"faq-{number}"
        before = spending.read(MONTH).total_usd
        if act == "plan" and run not in plans:
            plans[run] = admitted(world, run, usd)
        elif act == "approve" and run in plans and plans[run].outcome == "over":
            approved(plans[run], of(run))
            approvals += spending.read(MONTH).total_usd - before
        elif act == "end" and run in plans:
            ends(world, run, min(usd, plans[run].costs.total_usd))
        month = spending.read(MONTH)
        total = world.items.get("spending#2026-11", {}).get("total_usd", {"N": "0"})
        assert month.total_usd <= 20 + approvals + 0.001
        assert abs(float(total["N"]) - month.total_usd) < 0.001
