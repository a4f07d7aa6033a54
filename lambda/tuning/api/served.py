"""What serves a task now: behind its one name, with the recipe of the run that trained it."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Final

from tuning import naming
from tuning.api.refused import Refused
from tuning.costs.actual import prices_of
from tuning.costs.prices import PriceList
from tuning.hosting import alias
from tuning.ledger import runs
from tuning.ledger.items import EXECUTION, KEY
from tuning.run.recipe import Recipe

FRESH_SECONDS: Final = 20.0
"""For which what a name stands for is not asked again: shorter than the shortest drain (a minute),
for which the model that was named before serves on."""

READ: Final = (
    *(KEY, "task", "status", EXECUTION, "created_at", "updated_at", "timeline"),
    *("registration", "hosting_plan"),
)
"""What is read of a run: how its model is asked, and at which prices."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A custom model that a task's name stands for.

    Attributes:
        arn: what Converse takes.
        run_id: of the run that trained it.
        recipe: of that run: it frames every question as the model was trained.
        prices: that the run was planned with.
    """

    arn: str
    run_id: str
    recipe: Recipe
    prices: PriceList

    @property
    def by_the_hour(self) -> bool:
        """Whether asking it costs nothing more: throughput bills by the hour."""
        return ":provisioned-model/" in self.arn

    @property
    def ended(self) -> str | None:
        """The day on which its base model ended, ISO 8601; None while it lives."""
        day = self.recipe.model.horizon.end_of_life
        over = day is not None and date.fromisoformat(day) <= datetime.now(UTC).date()
        return day if over else None


_known: dict[str, tuple[float, Served]] = {}


def of(task: str) -> Served:
    """Return what serves a task; within ``FRESH_SECONDS`` without asking again.

    Raises:
        Refused: no such task, or nothing serves it.
    """
    if task in _known:
        since, served = _known[task]
        if time.time() - since < FRESH_SECONDS:
            return served
    forget(task)
    served = _found(task)
    _known[task] = (time.time(), served)
    return served


def forget(task: str) -> None:
    """Ask again next time."""
    _known.pop(task, None)


def _found(task: str) -> Served:
    versions = alias.history(task) if naming.is_task(task) else ()
    named = versions[-1] if versions else None
    if named is None or named.arn is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            f"Nothing serves a task {task[: naming.TASK_LENGTH]!r} now; GET /v1/models lists what "
            "is served.",
        )
    run = runs.find(named.run_id, only=READ) if named.run_id else None
    if run is None or run.registration is None or run.registration.recipe is None:
        raise Refused(
            HTTPStatus.CONFLICT,
            f"The name of {task} was set by hand, so nobody knows how its model is asked; an "
            "operator promotes a run.",
        )
    return Served(
        arn=named.arn,
        run_id=run.run_id,
        recipe=run.registration.recipe,
        prices=prices_of(run),
    )
