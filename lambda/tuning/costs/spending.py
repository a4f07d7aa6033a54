"""The ceilings over runs: what a month may cost, and how many runs of a task go on at once."""

from collections.abc import Iterator
from dataclasses import replace

from tuning.errors import UnreadableRun
from tuning.ledger import at_once, items, runs, spending
from tuning.run.plan import Ceiling, HostingPlan
from tuning.run.registration import Registration
from tuning.run.run import Run
from tuning.settings import deployed


def held_back(plan: HostingPlan, registration: Registration) -> HostingPlan:
    """Count a run in where there is room for it, else have a person asked, or refuse it.

    A run that is over another ceiling is counted once somebody has approved it: until then it takes
    no other run's room.
    """
    if plan.outcome == "refused":
        return plan
    plan = replace(plan, month=_month(registration))
    beyond = tuple(_beyond(plan, registration))
    if not beyond:
        return plan
    model = registration.ready_recipe.base_model
    return replace(
        plan,
        outcome="refused" if deployed().over_ceiling == "refuse" else "over",
        over=(*plan.over, *beyond),
        reasons=(*plan.reasons, *(ceiling.reason(model) for ceiling in beyond)),
        remedies=(*plan.remedies, *(ceiling.remedy for ceiling in beyond)),
        title=plan.title or beyond[0].title,
    )


def approved(plan: HostingPlan, registration: Registration) -> None:
    """Count in a run that a person approved, whatever there is room for."""
    if plan.month:
        at_once.enter(registration.task, registration.run_id, most=None)
        spending.count_in(plan.month, registration.run_id, plan.costs.total_usd)


def settled(run: Run, *, usd: float | None) -> None:
    """Count an ended run among those of its task no longer, and what it has cost as spent.

    While it holds what bills, it counts with the most that it may cost.

    Args:
        run: that ended.
        usd: what it has cost; None: a part of it is unknown.
    """
    if run.hosting_plan is None or not run.hosting_plan.month:
        return
    at_once.leave(run.task, run.run_id)
    if run.held is None:
        spending.settle(run.hosting_plan.month, run.run_id, task=run.task, usd=usd)


def _month(registration: Registration) -> str:
    """Return the month in which a run was claimed, so that asking again asks the same month."""
    return (items.text(registration.run_id, "created_at") or items.now())[:7]


def _beyond(plan: HostingPlan, registration: Registration) -> Iterator[Ceiling]:
    """Yield the ceilings over runs that this one passes; count it in where it passes none at all.

    The place among the runs of its task comes first: it goes back as the run ends, while the room
    of a month is gone.
    """
    most, within = deployed().max_open_runs, plan.outcome == "within"
    if within and not _entered(registration, most):
        going_on = len(at_once.of(registration.task))
        yield Ceiling(name="max_open_runs", estimate=going_on, ceiling=float(most or 0))
        within = False
    ceiling, costs = deployed().max_month_usd, plan.costs
    known = None not in (costs.training_usd, costs.evaluation_usd, costs.hosting_usd)
    run, usd = registration.run_id, costs.total_usd
    fits = within and (known or ceiling is None)
    if fits and spending.count_in(plan.month, run, usd, most=ceiling):
        return
    month = spending.read(plan.month)
    if ceiling is not None and (fits or not known or month.total_usd + usd > ceiling):
        yield Ceiling(
            name="max_month_usd",
            estimate=usd if known else None,
            ceiling=ceiling,
            spent=month.spent_usd,
            planned=month.planned_usd,
        )


def _entered(registration: Registration, most: int | None) -> bool:
    """Take a place among the runs of a task; of those that ended unheard the places are free."""
    task, run = registration.task, registration.run_id
    if at_once.enter(task, run, most=most):
        return True
    for other in at_once.of(task):
        if not _goes_on(other):
            at_once.leave(task, other)
    return at_once.enter(task, run, most=most)


def _goes_on(run: str) -> bool:
    try:
        found = runs.find(run)
    except UnreadableRun:
        return True
    return found is not None and found.unfinished
