"""Resume: let an execution go on with a run that another one left."""

from tuning.costs import spending
from tuning.costs.actual import cost
from tuning.ledger import items, reopening, runs
from tuning.resumption import where
from tuning.resumption.where import NotResumable
from tuning.run.resumption import Resumption, Where, Wish
from tuning.run.run import Run
from tuning.settings import deployed


def resume(wish: Wish, *, execution: str) -> Resumption:
    """Let an execution own a run that has ended; asking again brings the same answer.

    Args:
        wish: what a person asked for.
        execution: which asks.

    Raises:
        UnknownRun: there is no such run.
        NotResumable: it cannot go on, or goes on already.
    """
    run = runs.get(wish.of)
    if run.execution == execution and run.resumption:
        return run.resumption
    if run.resumption and run.resumption.wish.number == wish.number:
        raise NotResumable(
            f"{run.run_id} went on with this wish before: ask again by the command that made it"
        )
    resumption = Resumption(
        run_id=run.run_id,
        outcome=begins(run, wish),
        before=run.status.value,
        spent_usd=cost(run).known_usd,
        month=items.now()[:7],
        wish=wish,
    )
    if not spending.counted_in(run, resumption):
        spending.given_back(run.task, resumption)
        raise NotResumable(
            f"{run.run_id} may not go on now: {deployed().environment} has no room for it, by "
            "max_month_usd or max_open_runs; python -m tuning runs --by-task shows what has it"
        )
    forgotten = where.forgets(resumption.outcome)
    if not reopening.reopen(run, resumption, execution=execution, without=forgotten):
        went_on = runs.get(run.run_id).resumption
        if went_on is None or went_on.wish.number != wish.number:
            spending.given_back(run.task, resumption)
        raise NotResumable(f"{run.run_id} has gone on meanwhile: `runs {run.run_id}` shows how")
    return resumption


def begins(run: Run, wish: Wish) -> Where:
    """Return where a run goes on.

    Raises:
        NotResumable: it cannot.
    """
    return where.finishes(run) if wish.purpose == "finish" else where.serves(run)
