"""`python -m tuning runs [RUN]`: what runs, how it stands, what it cost and what it holds."""

from rich.console import Console
from rich.table import Table

from tuning.costs.actual import Cost, cost
from tuning.hosting import capacity
from tuning.ledger import runs
from tuning.ledger.run import Run, RunStatus
from tuning.report.words import holding, moment, usd


def every(console: Console) -> None:
    """Print one line for each run, the newest first."""
    table = Table("run", "status", "state", "loss", "cost", "holds", box=None, pad_edge=False)
    found = sorted(runs.every(), key=lambda run: run.created_at, reverse=True)
    for run in found:
        table.add_row(
            run.run_id,
            run.status,
            _stands(run),
            _losses(run),
            usd(_spent(run).total_usd),
            _held(run),
        )
    if found:
        console.print(table)
    else:
        console.print("No run yet: drop a training file under incoming/<task>/.")


def one(run_id: str, console: Console) -> None:
    """Print everything that the ledger knows of a run.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    run = runs.get(run_id)
    spent = _spent(run)
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in (
        ("run", run.run_id),
        ("task", run.task),
        ("status", str(run.status)),
        ("why", run.why_failed or run.why_rejected or _verdict(run)),
        ("dataset", run.admission.summary if run.admission else "-"),
        ("state", _stands(run)),
        ("slot", (run.slot.message or "taken") if run.slot else "-"),
        ("approval", _approval(run)),
        ("quota", _quota(run)),
        ("job", _job(run)),
        ("training", run.judgement.summary if run.judgement else _losses(run)),
        ("training cost", usd(spent.training_usd)),
        ("hosting cost", usd(spent.hosting_usd)),
        ("holds", _held(run)),
        ("report", run.report_key or "-"),
        ("execution", run.execution),
    ):
        table.add_row(name, value)
    for state, span in run.timeline.items():
        table.add_row(state, f"{span.started} to {span.ended}")
    console.print(table)


def _quota(run: Run) -> str:
    """Say which quota a run waits for, or waited for in vain, to host its model."""
    waits = (each.message for each in (run.throughput, run.deployment) if each)
    return next(filter(None, waits), "-")


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
        if any(each and each.outcome == "no_quota" for each in (run.throughput, run.deployment)):
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


def _held(run: Run) -> str:
    held = run.held
    if held is None:
        return "nothing"
    return f"{holding(held)}, until {moment(held.expires_at)}; {held.owner} answers for it"
