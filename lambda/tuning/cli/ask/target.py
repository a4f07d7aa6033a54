"""Who answers for a task or a run: the first of its models that something serves now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tuning import naming
from tuning.cli import hosted, ledger, tasks
from tuning.cli.arguments import Unusable
from tuning.costs.actual import prices_of
from tuning.costs.prices import PriceList
from tuning.hosting import capacity
from tuning.ledger import runs
from tuning.run.hosting import Serving
from tuning.run.recipe import Recipe
from tuning.run.run import Run
from tuning.settings import deployed

RUN: Final = re.compile(rf".+-[0-9a-f]{{{naming.RUN_DIGEST_LENGTH}}}")
"""What a run's id looks like; a task may be called so too."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A custom model that is served, and what it is asked by.

    Attributes:
        run_id: of the run that trained it.
        recipe: of that run: it frames every question as the model was trained.
        serving: what answers.
        prices: that the run was planned with.
    """

    run_id: str
    recipe: Recipe
    serving: Serving
    prices: PriceList


def find(name: str) -> Target:
    """Return who answers for a run, or for a task: the first of its champions that is hosted.

    Raises:
        Unusable: there is no such task or run, or nothing serves a model of it.
    """
    run = runs.find(name) if RUN.fullmatch(name) else None
    return _target(run) if run else _of_task(name)


def _of_task(task: str) -> Target:
    kept = tasks.kept(task)
    if not kept:
        tasks.check(task, ledger.every())
        raise Unusable(
            f"no model of {task} was kept yet: `python -m tuning runs --task {task} --env "
            f"{deployed().environment}` shows its runs"
        )
    return _target(_first_hosted(task, kept))


def _first_hosted(task: str, kept: Sequence[Run]) -> Run:
    """Return the first run that holds something, if its lease is over too: that is then said."""
    holding = [run for run in kept if run.held and run.held.arn]
    if not holding:
        raise Unusable(f"nothing serves a model of {task} now: {_how(task, kept)}")
    now = capacity.now()
    return next((run for run in holding if run.held and run.held.ends > now), holding[0])


def _how(task: str, kept: Sequence[Run]) -> str:
    if any(run.stored_model for run in kept):
        return f"it is only stored; {hosted.serve(task)}"
    return f"it was deleted; `python -m tuning runs --task {task}` shows what was trained"


def _target(run: Run) -> Target:
    if run.registration is None or run.registration.recipe is None:
        raise Unusable(f"{run.run_id} has no recipe, so nobody knows how its model is asked")
    return Target(
        run_id=run.run_id,
        recipe=run.registration.recipe,
        serving=hosted.serving(run, capacity.now()),
        prices=prices_of(run),
    )
