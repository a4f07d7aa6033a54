"""`python -m tuning runs [RUN]`: what runs, how it stands, what it cost and what it holds."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Final

from tuning.cli import arguments as options
from tuning.cli import environment
from tuning.cli.output import Print, printer
from tuning.costs.actual import Cost, cost
from tuning.hosting import capacity
from tuning.ledger import runs
from tuning.report.telling import holds, remedy
from tuning.report.words import count, moment
from tuning.run.run import Run, RunStatus
from tuning.settings import deployed
from tuning.text import usd

COLUMNS: Final = ("run", "begun", "status", "state", "loss", "cost", "holds")


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("run", nargs="?", metavar="RUN", help="a run's id")
    parser.add_argument(
        "--open", action="store_true", help="only runs that go on or may hold something"
    )
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Print every run, or one in full.

    Raises:
        NotDeployed: the environment is not deployed here.
        UnknownRun: the ledger has no run of this id.
    """
    environment.enter(chosen.env)
    say = printer(sys.stdout)
    if chosen.run:
        one(chosen.run, say)
    else:
        every(say, only_open=chosen.open)
    return 0


def every(say: Print, *, only_open: bool = False) -> None:
    """Print one line for each run, the newest first, and what stored models bill each month.

    Args:
        say: where they are told.
        only_open: only those that go on, or that may still hold what serves their model.
    """
    listed = runs.still_open() if only_open else runs.every()
    found = sorted(listed, key=lambda run: run.created_at, reverse=True)
    if not found:
        none = "No run yet: drop a training file under incoming/<task>/."
        say("No run goes on, and none serves a model." if only_open else none)
        return
    costs = [_spent(run) for run in found]
    rows = [
        (
            run.run_id,
            moment(run.created_at),
            str(run.status),
            _stands(run),
            _losses(run),
            spent.sentence,
            "; ".join(holds(run, spent)) or "nothing",
        )
        for run, spent in zip(found, costs, strict=True)
    ]
    _aligned(say, (COLUMNS, *rows))
    if stored := [spent for run, spent in zip(found, costs, strict=True) if run.stored_model]:
        say(_each_month(stored))


def one(run_id: str, say: Print) -> None:
    """Print everything that the ledger knows of a run.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    run = runs.get(run_id)
    spent = _spent(run)
    rows = [
        ("run", run.run_id),
        ("task", run.task),
        ("status", str(run.status)),
        ("why", run.why_failed or run.why_rejected or _verdict(run)),
        ("dataset", run.admission.summary if run.admission else "-"),
        ("state", _stands(run)),
        ("slot", (run.slot.message or "taken") if run.slot else "-"),
        ("approval", _approval(run)),
        ("quota", _quota(run)),
        ("hosting", run.hosting_plan.why if run.hosting_plan else "-"),
        ("job", _job(run)),
        ("training", run.judgement.summary if run.judgement else _losses(run)),
        ("training cost", usd(spent.training_usd)),
        ("hosting cost", usd(spent.hosting_usd)),
        ("cost", spent.sentence),
        ("holds", "; ".join(holds(run, spent)) or "nothing"),
        ("model", run.model_arn or "-"),
        ("served at", (run.held.arn if run.held else None) or "-"),
        ("report", _report(run)),
        ("execution", run.execution),
    ]
    rows += [(state, f"{span.started} to {span.ended}") for state, span in run.timeline.items()]
    _aligned(say, rows)
    if instead := remedy(run):
        say(instead)


def _aligned(say: Print, rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in columns, each value whole: what is cut cannot be copied."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{value:<{width}}" for value, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())


def _each_month(stored: Sequence[Cost]) -> str:
    known = [spent.storage_month_usd for spent in stored if spent.storage_month_usd is not None]
    unpriced = len(stored) - len(known)
    beside = f" + {count(unpriced, 'model')} at an unknown price" if unpriced else ""
    models = count(len(stored), "stored model bills", "stored models bill")
    return f"{models} {usd(sum(known))}{beside} a month together until they are deleted."


def _report(run: Run) -> str:
    return f"s3://{deployed().artifacts_bucket}/{run.report_key}" if run.report_key else "-"


def _quota(run: Run) -> str:
    """Say which quota a run waits for, or waited for in vain, to host its model."""
    return (run.serving.message if run.serving else None) or "-"


def _spent(run: Run) -> Cost:
    """Count what is held up to this moment, by the clock that stamped the purchase."""
    if run.held is None:
        return cost(run)
    return cost(run, now=capacity.now())


def _stands(run: Run) -> str:
    """Say where a run is, and how far from its turn where it waits for one."""
    if run.status is RunStatus.RUNNING:
        if run.slot and run.slot.outcome == "waiting":
            return f"{run.state}, {run.slot.ahead} ahead"
        if run.serving and run.serving.outcome == "no_quota":
            return f"{run.state}, waits for a quota"
        if run.approval_request and not run.approval:
            return f"{run.state} until {run.approval_request.until}"
        if run.queued:
            return f"{run.state}, queued by Bedrock since {moment(run.queued)}"
    return run.state


def _verdict(run: Run) -> str:
    return run.comparison.reason if run.comparison else "-"


def _approval(run: Run) -> str:
    if run.approval:
        return run.approval.sentence.removeprefix("was ")
    if run.approval_request:
        return "asked: " + "; ".join(run.approval_request.figures)
    return "-"


def _job(run: Run) -> str:
    """Say which job trains, in which state, and which one it replaced."""
    job, status = run.customization, run.training_status
    if job is None or job.job_arn is None:
        return "-"
    after = f", after {job.replaced} stalled" if job.replaced else ""
    told = (status.message or status.status) if status else "started"
    return f"{job.job_name}{after}: {told}"


def _losses(run: Run) -> str:
    status = run.training_status
    if not status or status.training_loss is None:
        return "-"
    validation = "" if status.validation_loss is None else f" / {status.validation_loss:.3f}"
    return f"{status.training_loss:.3f}{validation}"
