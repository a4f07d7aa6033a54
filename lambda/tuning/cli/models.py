"""`python -m tuning models`: every custom model that is stored, how it did and what serves it."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tuning.cli import arguments as options
from tuning.cli import environment, ledger, tasks
from tuning.cli import run_details as details
from tuning.cli.output import aligned, print_json, printer
from tuning.costs.actual import cost
from tuning.hosting import alias
from tuning.report.words import moment
from tuning.run.run import Run
from tuning.text import usd

COLUMNS: Final = (
    *("", "task", "run", "data", "verdict", "base", "custom", "served", "until", "a month"),
    "model",
)

NAMED: Final = "*"
"""Marks the model that its task's name stands for."""

DIGITS: Final = 12
"""Of a snapshot's hash, as many as tell one from another."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """One custom model.

    Attributes:
        task: the folder of its drop.
        run: that trained it.
        data: the first digits of its snapshot's SHA-256.
        verdict: how its run stands, as ``runs`` says.
        metric: the one that decides; None where nothing was compared.
        base, custom: what both models scored by it, 0 to 1.
        served: ``throughput`` or ``deployment``; None where nothing serves it.
        until: when its lease ends, ISO 8601 in UTC.
        named: whether the name of its task stands for it.
        name: the parameter that does.
        storage_month_usd: what it bills each month until it is deleted; None: unknown.
        model_arn: the custom model.
        served_at: the ARN that answers, while one does.
    """

    task: str
    run: str
    data: str
    verdict: str
    metric: str | None
    base: float | None
    custom: float | None
    served: str | None
    until: str | None
    named: bool
    name: str
    storage_month_usd: float | None
    model_arn: str
    served_at: str | None


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--task", metavar="TASK", help="only models of this task")
    options.add_json(parser)
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Print the models of an environment, by task, the newest first.

    Raises:
        NotDeployed: the environment is not deployed here.
        Unusable: no run was ever of the task.
    """
    environment.enter(chosen.env)
    listed = list(ledger.every())
    if chosen.task:
        tasks.check(chosen.task, listed)
    models = registry(each for each in listed if chosen.task in (None, each.task))
    if chosen.json:
        print_json({"models": models})
        return 0
    say = printer(sys.stdout)
    if not models:
        say(f"No model is stored. Train one: python -m tuning drop FOLDER --env {chosen.env}")
        return 0
    aligned(say, [COLUMNS, *map(_row, models)])
    say(f"{NAMED} what the name of its task stands for, such as {models[0].name}")
    return 0


def registry(listed: Iterable[Run]) -> list[Model]:
    """Return the stored models of runs, by task, the newest of each first."""
    stored = sorted(
        (each for each in listed if each.stored_model),
        key=lambda run: run.created_at,
        reverse=True,
    )
    named = {task: alias.read(task) for task in sorted({each.task for each in stored})}
    return [
        _model(each, arn, named[task])
        for task in named
        for each in stored
        if each.task == task and (arn := each.stored_model)
    ]


def _model(run: Run, arn: str, named: str | None) -> Model:
    score = run.comparison.scores[0] if run.comparison and run.comparison.scores else None
    held, served_at = run.held, details.served_at(run)
    return Model(
        task=run.task,
        run=run.run_id,
        data=run.admission.content[:DIGITS] if run.admission else "",
        verdict=run.status.words,
        metric=score.metric if score else None,
        base=score.base if score else None,
        custom=score.custom if score else None,
        served=held.kind if held and served_at else None,
        until=held.expires_at if held and served_at else None,
        named=served_at is not None and served_at == named,
        name=alias.name_of(run.task),
        storage_month_usd=cost(run).storage_month_usd,
        model_arn=arn,
        served_at=served_at,
    )


def _row(model: Model) -> tuple[str, ...]:
    return (
        NAMED if model.named else "",
        model.task,
        model.run,
        model.data or "-",
        model.verdict,
        "-" if model.base is None else f"{model.base:.3f}",
        "-" if model.custom is None else f"{model.custom:.3f}",
        model.served or "-",
        moment(model.until) if model.until else "-",
        usd(model.storage_month_usd),
        model.model_arn,
    )
