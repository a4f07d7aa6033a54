"""Money of a run that goes on: counted once, whoever settles its earlier end, and whenever."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import msgspec
import pytest

from tests.unit.hosting.world import START, World
from tests.unit.resumption.conftest import RUN, without
from tests.unit.resumption.test_resume import EXECUTION, WISH, replace_wish, write
from tuning.costs import spending as counting
from tuning.costs.actual import cost
from tuning.ledger import at_once, items, runs, spending
from tuning.resumption import resume
from tuning.resumption.where import RESULTS, NotResumable
from tuning.run.lease import Lease
from tuning.run.resumption import Resumption
from tuning.run.run import Run, RunStatus
from tuning.settings import deployed

BEFORE: Final = "2026-10"
"""The month in which the run was planned first."""

LEASE: Final = Lease(
    run_id=RUN,
    kind="throughput",
    name="n",
    owner="Ada",
    units=1,
    unit_hour_usd=1.0,
    expires_at=START.isoformat(),
    state="held",
    arn="arn:held",
    since=START.isoformat(),
)

ANEW: Final = f"{RUN}#{WISH.number}"


@pytest.fixture
def ended(world: World, whole: Run) -> Run:
    """A run that failed once it was trained, and that nobody has settled yet."""
    assert whole.hosting_plan
    costs = replace(whole.hosting_plan.costs, training_usd=9.0)
    plan = replace(whole.hosting_plan, month=BEFORE, costs=costs)
    write(world, replace(without(whole, "answers", RESULTS), hosting_plan=plan))
    spending.count_in(BEFORE, RUN, plan.costs.total_usd)
    at_once.enter("faq", RUN, most=None)
    run = runs.get(RUN)
    assert cost(run).total_usd
    return run


def settle(run: Run) -> None:
    """Settle a run as the reaper does, or who reports its end."""
    counting.settled(run, usd=cost(run).total_usd)


def go_on() -> None:
    resume.resume(WISH, execution=EXECUTION)


def interleaved(world: World, call: int, first: Callable[[], Any], then: Callable[[], Any]) -> None:
    """Do one thing, and the other one at some call of it, or afterwards."""
    calls = 0

    def between() -> None:
        nonlocal calls
        calls += 1
        if calls == call + 1:
            then()

    world.between = between
    first()
    world.between = None
    if calls <= call:
        then()


def sums() -> tuple[dict[str, float], float]:
    """Return what is planned, and what is spent, in both months."""
    months = [spending.read(month) for month in {BEFORE, items.now()[:7]}]
    planned = {name: usd for month in months for name, usd in month.planned.items()}
    return planned, round(sum(month.spent_usd for month in months), 4)


@pytest.mark.parametrize("call", range(14))
@pytest.mark.parametrize("order", ["settled within", "goes on within"])
def test_whenever_an_earlier_end_is_settled_the_sum_is_right(
    world: World, ended: Run, order: str, call: int
) -> None:
    acts: tuple[Callable[[], None], ...] = (lambda: settle(ended), go_on)
    first, then = acts if order == "goes on within" else acts[::-1]
    interleaved(world, call, first, then)

    run, spent = runs.get(RUN), cost(ended).total_usd
    assert run.hosting_plan
    assert spent
    planned = {ANEW: round(run.hosting_plan.costs.total_usd - spent, 4)}
    assert (planned, round(spent, 4)) == sums()
    assert (ANEW,) == at_once.of("faq")

    items.note(RUN, status=RunStatus.DISCARDED)
    counting.settled(runs.get(RUN), usd=spent + 3)
    settle(ended)

    assert ({}, round(spent + 3, 4)) == sums()
    assert () == at_once.of("faq")


def test_a_run_does_not_stand_in_its_own_way(
    world: World, ended: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ended.hosting_plan
    monkeypatch.setenv("TUNING_MAX_OPEN_RUNS", "1")
    monkeypatch.setenv("TUNING_MAX_MONTH_USD", str(ended.hosting_plan.costs.total_usd))
    deployed.cache_clear()

    go_on()

    assert (ANEW,) == at_once.of("faq")


@pytest.mark.parametrize("call", range(14))
def test_of_two_that_go_on_at_once_one_is_counted(world: World, ended: Run, call: int) -> None:
    def other() -> None:
        resume.resume(replace_wish("fedcba9876543210"), execution="arn:other")

    def tried(act: Callable[[], None]) -> None:
        with suppress(NotResumable):
            act()

    interleaved(world, call, lambda: tried(go_on), lambda: tried(other))

    went_on = runs.get(RUN).resumption
    assert went_on
    name = f"{RUN}#{went_on.wish.number}"
    assert [name] == [*sums()[0]]
    assert (name,) == at_once.of("faq")


def test_one_that_the_month_has_no_room_for_takes_no_place(
    world: World, ended: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNING_MAX_MONTH_USD", "0.01")
    deployed.cache_clear()

    with pytest.raises(NotResumable, match="no room"):
        go_on()

    assert () == at_once.of("faq")
    assert ({}, round(cost(ended).known_usd, 4)) == sums()


def test_what_it_holds_is_counted_in_what_goes_on(world: World, ended: Run) -> None:
    items.note(RUN, lease=LEASE)

    go_on()

    assert [ANEW] == [*sums()[0]]


def test_serving_anew_settles_what_served_before_though_the_reaper_has_not(
    world: World, whole: Run
) -> None:
    assert whole.hosting_plan
    first = msgspec.structs.replace(WISH, number="1", purpose="serve", owner="Ada", hours=8.0)
    earlier = Resumption(
        run_id=RUN, outcome="serve", before="kept", spent_usd=9.0, month=BEFORE, wish=first
    )
    costs = replace(whole.hosting_plan.costs, training_usd=9.0, evaluation_usd=0.0)
    plan = replace(whole.hosting_plan, month=BEFORE, costs=costs, wish=first, purpose="serve")
    write(world, replace(whole, status=RunStatus.KEPT, hosting_plan=plan, resumption=earlier))
    items.note(RUN, lease=replace(LEASE, state="released", unit_hours=2.0))
    spending.count_in(BEFORE, f"{RUN}#1", 484.0)

    resume.resume(msgspec.structs.replace(first, number="2"), execution=EXECUTION)

    month = spending.read(BEFORE)
    assert ({}, 2.0) == (month.planned, round(month.spent["faq"], 3))


def test_the_place_of_an_earlier_execution_is_free(world: World, ended: Run) -> None:
    go_on()

    assert counting._goes_on(ANEW)
    assert not counting._goes_on(RUN)
