"""`python -m tuning runs [RUN]`: what runs, how it stands, what it cost and what it holds."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from tuning.cli import arguments as options
from tuning.cli import by_task, environment, ledger, tasks
from tuning.cli import run_details as details
from tuning.cli.arguments import Unusable
from tuning.cli.output import Print, aligned, print_json, printer
from tuning.cli.run_record import record
from tuning.costs.actual import Cost
from tuning.ledger import runs
from tuning.report.summary import holds
from tuning.report.words import count, moment
from tuning.run.run import Run, RunStatus
from tuning.text import usd

COLUMNS: Final = ("run", "task", "begun", "status", "state", "loss", "cost", "holds")

STATUSES: Final = tuple(str(status) for status in RunStatus)

Counted = Sequence[tuple[Run, Cost]]
"""Runs, each with what it has cost so far."""


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("run", nargs="?", metavar="RUN", help="a run's id: shows it in full")
    parser.add_argument(
        "--open", action="store_true", help="only runs that go on or may hold something"
    )
    parser.add_argument("--task", metavar="TASK", help="only runs of this task")
    parser.add_argument(
        "--status",
        choices=STATUSES,
        metavar="STATUS",
        help=f"only such runs; {options.one_of(STATUSES)}",
    )
    parser.add_argument(
        "--by-task",
        action="store_true",
        help="per task: open runs, what this month's have cost and what they may still cost",
    )
    options.add_json(parser)
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Print the runs that were asked for, or one in full.

    Raises:
        NotDeployed: the environment is not deployed here.
        UnknownRun: the ledger has no run of this id.
        Unusable: no run was ever of the task, or one run is named and chosen among at once.
    """
    if chosen.run and (chosen.open or chosen.task or chosen.status):
        raise Unusable("--open, --task and --status choose among runs: leave them out with RUN")
    if chosen.by_task and (chosen.run or chosen.open or chosen.task or chosen.status):
        raise Unusable("--by-task sums up all runs: leave it out to choose among them")
    environment.enter(chosen.env)
    if chosen.by_task:
        _by_task(printer(sys.stdout), json=chosen.json)
        return 0
    if chosen.run:
        one(chosen.run, printer(sys.stdout), json=chosen.json)
        return 0
    found = select(only_open=chosen.open, task=chosen.task, status=chosen.status)
    if chosen.json:
        counted = [(each, details.spent_by(each)) for each in found]
        print_json({"runs": [record(each, spent) for each, spent in counted]} | _storage(counted))
    elif found:
        every(found, printer(sys.stdout))
    else:
        printer(sys.stdout)(_none(chosen))
    return 0


def _by_task(say: Print, *, json: bool) -> None:
    month = by_task.summed(list(ledger.still_open()))
    if json:
        print_json(month)
        return
    if month.tasks:
        aligned(say, by_task.rows(month))
    say(month.sentence)


def select(
    *, only_open: bool = False, task: str | None = None, status: str | None = None
) -> list[Run]:
    """Return runs, the newest first.

    Args:
        only_open: only those that go on, or that may still hold what serves their model.
        task: only those of this task.
        status: only those that stand so.

    Raises:
        Unusable: no run was ever of the task.
    """
    listed = list(ledger.still_open() if only_open else ledger.every())
    if task and not any(run.task == task for run in listed):
        tasks.check(task, ledger.every() if only_open else listed)
    chosen = [run for run in listed if task in (None, run.task) and status in (None, run.status)]
    return sorted(chosen, key=lambda run: run.created_at, reverse=True)


def every(found: Sequence[Run], say: Print) -> None:
    """Print one line for each run, and what stored models bill each month."""
    counted = [(run, details.spent_by(run)) for run in found]
    rows = [
        (
            run.run_id,
            run.task,
            moment(run.created_at),
            str(run.status),
            details.stands(run),
            details.losses(run),
            spent.sentence,
            "; ".join(holds(run, spent)) or "nothing",
        )
        for run, spent in counted
    ]
    aligned(say, (COLUMNS, *rows))
    if stored := [spent for run, spent in counted if run.stored_model]:
        say(_each_month(stored))


def one(run_id: str, say: Print, *, json: bool = False) -> None:
    """Print everything that the ledger knows of a run, and what a person can do next.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    run = runs.get(run_id)
    spent = details.spent_by(run)
    rows, steps = list(details.rows(run, spent)), list(details.next_steps(run))
    if json:
        print_json(
            {
                **asdict(record(run, spent)),
                "why": dict(rows)["why"],
                "states": [
                    {"name": name, "started": started, "ended": ended}
                    for name, started, ended in details.spans(run)
                ],
                "next": [
                    {"what": what, ("advice" if what == details.PAST else "command"): words}
                    for what, words in steps
                ],
            }
        )
        return
    aligned(say, rows)
    if steps:
        say()
        aligned(say, steps)


def _none(chosen: Namespace) -> str:
    if chosen.task or chosen.status:
        return "No run is like that."
    if chosen.open:
        return "No run goes on, and none serves a model."
    return f"No run yet. Start one: python -m tuning drop FOLDER --env {chosen.env}"


def _storage(counted: Counted) -> dict[str, float | int]:
    """Sum up what stored models bill each month, and count those whose price is unknown."""
    stored = [spent.storage_month_usd for run, spent in counted if run.stored_model]
    return {
        "storage_month_usd": sum(price for price in stored if price is not None),
        "models_at_unknown_price": stored.count(None),
    }


def _each_month(stored: Sequence[Cost]) -> str:
    known = [spent.storage_month_usd for spent in stored if spent.storage_month_usd is not None]
    unpriced = len(stored) - len(known)
    beside = f" + {count(unpriced, 'model')} at an unknown price" if unpriced else ""
    models = count(len(stored), "stored model bills", "stored models bill")
    together = "until it is" if len(stored) == 1 else "together until they are"
    return f"{models} {usd(sum(known))}{beside} a month {together} deleted."
