"""The ceilings over runs: what a month may cost, and how many runs of a task go on at once."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from tuning.costs.actual import cost
from tuning.errors import UnreadableRun
from tuning.ledger import at_once, items, runs, spending
from tuning.ledger.reopening import RESUMPTION
from tuning.run.plan import Ceiling, HostingPlan
from tuning.run.registration import Registration
from tuning.run.resumption import Resumption, Wish
from tuning.run.run import Run
from tuning.settings import deployed


def held_back(plan: HostingPlan, registration: Registration) -> HostingPlan:
    """Count a run in where there is room for it, else have a person asked, or refuse it.

    A run that is over another ceiling is counted once somebody has approved it: until then it takes
    no other run's room.
    """
    if plan.outcome == "refused":
        return plan
    resumption = _resumed(registration)
    plan = replace(plan, month=resumption.month if resumption else _month(registration))
    name = _counted_as(registration.run_id, resumption.wish if resumption else None)
    return _over(plan, tuple(_beyond(plan, registration, name)), registration)


def _over(
    plan: HostingPlan, beyond: tuple[Ceiling, ...], registration: Registration
) -> HostingPlan:
    """Return a plan with the ceilings over runs that it passes, beside those of its own."""
    if not beyond and not plan.over:
        return plan
    model = registration.ready_recipe.base_model
    titles = [each.title for each in (*plan.over, *beyond)]
    return replace(
        plan,
        outcome="refused" if deployed().over_ceiling == "refuse" else "over",
        over=(*plan.over, *beyond),
        reasons=(*plan.reasons, *(ceiling.reason(model) for ceiling in beyond)),
        remedies=(*plan.remedies, *(ceiling.remedy for ceiling in beyond)),
        title=plan.title or titles[0],
    )


def approved(plan: HostingPlan, registration: Registration) -> None:
    """Count in a run that a person approved, whatever there is room for."""
    if not plan.month:
        return
    if plan.wish:
        name, usd = _counted_as(registration.run_id, plan.wish), plan.costs.hosting_usd or 0.0
    else:
        resumption = _resumed(registration)
        name = _counted_as(registration.run_id, resumption.wish if resumption else None)
        usd = plan.costs.total_usd
        at_once.enter(registration.task, name, most=None)
    spending.count_in(plan.month, name, usd)


def counted_in(run: Run, resumption: Resumption) -> bool:
    """Count a run in that goes on behind its plan; say whether there is room for it.

    What it has cost takes the place of what it might have first, so that it does not stand in its
    own way. It counts under a name of its own from here on: whoever settles its earlier end later,
    or meanwhile, settles that alone. One that is planned anew, or that serves, is counted by its
    plan; one that is only released costs what it holds until then.
    """
    usd = cost(run).total_usd
    settled(run, usd=usd)
    plan = run.hosting_plan
    if plan and resumption.outcome not in ("validate", "plan", "serve"):
        name, settings = _counted_as(run.run_id, resumption.wish), deployed()
        releases = resumption.outcome == "release"
        if not releases and not at_once.enter(run.task, name, most=settings.max_open_runs):
            return False
        rest = 0.0 if releases else max(plan.costs.total_usd - resumption.spent_usd, 0.0)
        most = None if releases else settings.max_month_usd
        if not spending.count_in(resumption.month, name, rest, most=most):
            return False
    settled(run, usd=usd, goes_on=True)
    return True


def given_back(task: str, resumption: Resumption) -> None:
    """Count a run in no longer that did not go on after all: another one did, or none has room."""
    name = _counted_as(resumption.run_id, resumption.wish)
    at_once.leave(task, name)
    spending.settle(resumption.month, name, task=task, usd=0.0)


def serving_held_back(
    plan: HostingPlan, registration: Registration, resumption: Resumption, *, refused: bool
) -> HostingPlan:
    """Count in what serving a model again costs, in the month in which somebody asked for that.

    Args:
        plan: with the ceilings of its own that it passes.
        registration: the run that trained the model.
        resumption: what is asked for.
        refused: the plan cannot be followed, whatever there is room for.
    """
    plan = replace(plan, month=resumption.month)
    if refused:
        return replace(plan, outcome="refused")
    usd, known = plan.costs.hosting_usd or 0.0, plan.costs.hosting_usd is not None
    name = _counted_as(registration.run_id, resumption.wish)
    over_month = _over_month(plan.month, name, usd, known=known, within=not plan.over)
    return _over(plan, tuple(over_month), registration)


def settled(run: Run, *, usd: float | None, goes_on: bool = False) -> None:
    """Count an ended run among those of its task no longer, and what it has cost as spent.

    While it holds what bills, it counts with the most that it may cost. Settling again changes
    nothing, and nothing of what has gone on since.

    Args:
        run: that ended, as it was read.
        usd: what it has cost; None: a part of it is unknown.
        goes_on: what it holds, if anything, counts in what goes on from here.
    """
    went_on = run.resumption
    month = went_on.month if went_on else run.hosting_plan and run.hosting_plan.month
    if not month:
        return
    name = _counted_as(run.run_id, went_on.wish if went_on else None)
    at_once.leave(run.task, name)
    if run.held is None or goes_on:
        before = went_on.spent_usd if went_on else 0.0
        own = None if usd is None else max(usd - before, 0.0)
        spending.settle(month, name, task=run.task, usd=own)


def _counted_as(run_id: str, wish: Wish | None) -> str:
    """Return what a run is counted under: from each time that it goes on, under that wish.

    What is left of an earlier time then never stands for a later one.
    """
    return f"{run_id}#{wish.number}" if wish else run_id


def _resumed(registration: Registration) -> Resumption | None:
    """Return with what a run has gone on, if it has."""
    resumed = items.text(registration.run_id, RESUMPTION)
    return msgspec.json.decode(resumed, type=Resumption) if resumed else None


def _month(registration: Registration) -> str:
    """Return the month in which a run was claimed: asking again asks the same one."""
    return (items.text(registration.run_id, "created_at") or items.now())[:7]


def _beyond(plan: HostingPlan, registration: Registration, run: str) -> Iterator[Ceiling]:
    """Yield the ceilings over runs that this one passes; count it in where it passes none at all.

    The place among the runs of its task comes first: it goes back as the run ends, while the room
    of a month is gone.
    """
    most, within = deployed().max_open_runs, plan.outcome == "within"
    if within and not _entered(registration.task, run, most):
        going_on = len(at_once.of(registration.task))
        yield Ceiling(name="max_open_runs", estimate=going_on, ceiling=float(most or 0))
        within = False
    costs = plan.costs
    known = None not in (costs.training_usd, costs.evaluation_usd, costs.hosting_usd)
    yield from _over_month(plan.month, run, costs.total_usd, known=known, within=within)


def _over_month(name: str, run: str, usd: float, *, known: bool, within: bool) -> Iterator[Ceiling]:
    """Yield the month's ceiling where a run passes it; count it in where it passes none at all.

    Args:
        name: of the month, such as ``2026-11``.
        run: what it is counted under.
        usd: the most that it may cost, as far as it is known.
        known: whether all of it is.
        within: whether it passes no other ceiling.
    """
    ceiling = deployed().max_month_usd
    fits = within and (known or ceiling is None)
    if fits and spending.count_in(name, run, usd, most=ceiling):
        return
    month = spending.read(name)
    if ceiling is not None and (fits or not known or month.total_usd + usd > ceiling):
        yield Ceiling(
            name="max_month_usd",
            estimate=usd if known else None,
            ceiling=ceiling,
            spent=month.spent_usd,
            planned=month.planned_usd,
        )


def _entered(task: str, run: str, most: int | None) -> bool:
    """Take a place among the runs of a task; of those that ended unheard the places are free."""
    if at_once.enter(task, run, most=most):
        return True
    for other in at_once.of(task):
        if not _goes_on(other):
            at_once.leave(task, other)
    return at_once.enter(task, run, most=most)


def _goes_on(name: str) -> bool:
    run_id, _, number = name.partition("#")
    try:
        found = runs.find(run_id)
    except UnreadableRun:
        return True
    if found is None or not found.unfinished:
        return False
    return number == (found.resumption.wish.number if found.resumption else "")
