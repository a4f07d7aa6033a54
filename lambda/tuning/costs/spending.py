"""The ceilings over runs: what a month may cost, and how many runs of a task go on at once."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from tuning.errors import UnreadableRun
from tuning.ledger import at_once, items, runs, spending
from tuning.ledger.reopening import RESUMPTION
from tuning.run.plan import Ceiling, HostingPlan
from tuning.run.registration import Registration
from tuning.run.resumption import Resumption
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
    return _over(plan, tuple(_beyond(plan, registration)), registration)


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
    if plan.month:
        serves = plan.purpose == "serve"
        usd = (plan.costs.hosting_usd or 0.0) if serves else plan.costs.total_usd
        if not serves:
            at_once.enter(registration.task, registration.run_id, most=None)
        spending.count_in(plan.month, _counted_as(plan, registration.run_id), usd)


def counted_in(run: Run, resumption: Resumption) -> bool:
    """Count a run in that goes on behind its plan; say whether there is room for it.

    It was counted with what it had cost as it ended, and ends once more with what comes on top. One
    that is planned anew, or that serves, is counted by its plan.
    """
    plan = run.hosting_plan
    if plan is None or resumption.outcome in ("validate", "plan", "release", "serve"):
        return True
    settings = deployed()
    if not at_once.enter(run.task, run.run_id, most=settings.max_open_runs):
        return False
    rest = max(plan.costs.total_usd - resumption.spent_usd, 0.0)
    return spending.count_in(resumption.month, run.run_id, rest, most=settings.max_month_usd)


def serving_held_back(
    plan: HostingPlan, registration: Registration, *, refused: bool
) -> HostingPlan:
    """Count in what serving a model again costs, in this month, as a run is counted in.

    Args:
        plan: with the ceilings of its own that it passes.
        registration: the run that trained the model.
        refused: the plan cannot be followed, whatever there is room for.
    """
    plan = replace(plan, month=items.now()[:7])
    if refused:
        return replace(plan, outcome="refused")
    usd, known = plan.costs.hosting_usd or 0.0, plan.costs.hosting_usd is not None
    name = _counted_as(plan, registration.run_id)
    over_month = _over_month(plan.month, name, usd, known=known, within=not plan.over)
    return _over(plan, tuple(over_month), registration)


def settled(run: Run, *, usd: float | None) -> None:
    """Count an ended run among those of its task no longer, and what it has cost as spent.

    While it holds what bills, it counts with the most that it may cost. Settling again changes
    nothing. One that has gone on meanwhile was counted as it was: it is counted in anew.

    Args:
        run: that ended, as it was read.
        usd: what it has cost; None: a part of it is unknown.
    """
    if run.hosting_plan is None or not run.hosting_plan.month:
        return
    at_once.leave(run.task, run.run_id)
    if run.held is None:
        before, month = 0.0, run.hosting_plan.month
        if run.resumption:
            before = run.resumption.spent_usd
            month = month if run.serves_again else run.resumption.month
        own = None if usd is None else max(usd - before, 0.0)
        name = _counted_as(run.hosting_plan, run.run_id)
        spending.settle(month, name, task=run.task, usd=own)
    _counted_again(run, runs.get(run.run_id))


def _counted_again(run: Run, left: Run) -> None:
    """Count a run in that has gone on, behind its plan, since it was read as one that ended."""
    plan, went_on = left.hosting_plan, left.resumption
    if left.execution == run.execution or plan is None or went_on is None:
        return
    if not (run.serves_again or left.serves_again):
        at_once.enter(run.task, run.run_id, most=None)
        spending.count_in(went_on.month, run.run_id, plan.costs.total_usd)


def _counted_as(plan: HostingPlan, run_id: str) -> str:
    """Return what a month counts a plan under: serving under its wish, as a run may serve often.

    What was left of an earlier one then never stands for a later one.
    """
    return f"{run_id}#{plan.wish.number}" if plan.wish else run_id


def _month(registration: Registration) -> str:
    """Return the month in which a run was claimed or went on: asking again asks the same one."""
    if resumed := items.text(registration.run_id, RESUMPTION):
        return msgspec.json.decode(resumed, type=Resumption).month
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
    costs = plan.costs
    known = None not in (costs.training_usd, costs.evaluation_usd, costs.hosting_usd)
    run, usd = registration.run_id, costs.total_usd
    yield from _over_month(plan.month, run, usd, known=known, within=within)


def _over_month(name: str, run: str, usd: float, *, known: bool, within: bool) -> Iterator[Ceiling]:
    """Yield the month's ceiling where a run passes it; count it in where it passes none at all.

    Args:
        name: of the month, such as ``2026-11``.
        run: its id.
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
