"""`python -m tuning runs --by-task`: what each task runs, has spent this month, and may spend."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from tuning import naming
from tuning.ledger import items, spending
from tuning.run.run import Run
from tuning.settings import deployed
from tuning.text import usd

COLUMNS: Final = ("task", "open runs", "spent", "may be spent")


class TaskSpending(msgspec.Struct, frozen=True, kw_only=True):
    """What one task does with this month's money.

    Attributes:
        open_runs: that go on, or may hold something.
        spent_usd: what its runs of this month have cost that ended.
        planned_usd: the most that those may cost that go on, or hold something.
    """

    task: str
    open_runs: int
    spent_usd: float
    planned_usd: float


class MonthSpending(msgspec.Struct, frozen=True, kw_only=True):
    """The same of all tasks together, with the ceiling; None: there is none."""

    month: str
    tasks: tuple[TaskSpending, ...]
    ceiling_usd: float | None

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        spent = sum(each.spent_usd for each in self.tasks)
        planned = sum(each.planned_usd for each in self.tasks)
        ceiling = (
            f"; {deployed().environment}'s max_month_usd is {usd(self.ceiling_usd)}"
            if self.ceiling_usd is not None
            else f"; {deployed().environment} has no max_month_usd"
        )
        return f"{self.month}: {usd(spent)} spent, up to {usd(planned)} more by open runs{ceiling}."


def summed(still_open: Sequence[Run]) -> MonthSpending:
    """Sum up the open runs and the spending of the calendar month, by task.

    Args:
        still_open: the runs that go on or may hold something.
    """
    month = items.now()[:7]
    found = spending.read(month)
    going_on = Counter(run.task for run in still_open)
    planned: dict[str, float] = {}
    for run, amount in found.planned.items():
        task = naming.task_of(run.partition("#")[0])
        planned[task] = planned.get(task, 0.0) + amount
    return MonthSpending(
        month=month,
        tasks=tuple(
            TaskSpending(
                task=task,
                open_runs=going_on[task],
                spent_usd=found.spent.get(task, 0.0),
                planned_usd=planned.get(task, 0.0),
            )
            for task in sorted({*going_on, *planned, *found.spent})
        ),
        ceiling_usd=deployed().max_month_usd,
    )


def rows(month: MonthSpending) -> tuple[tuple[str, ...], ...]:
    """Return the table that people read."""
    return (
        COLUMNS,
        *(
            (each.task, f"{each.open_runs:,}", usd(each.spent_usd), usd(each.planned_usd))
            for each in month.tasks
        ),
    )
