"""One run in full: what the ledger knows of it, and what a person can do next."""

from collections.abc import Iterator
from typing import Final

from tuning.costs.actual import Cost, cost
from tuning.hosting import alias, capacity
from tuning.report import commands
from tuning.report.next_steps import remedy
from tuning.report.redaction import Redactor
from tuning.report.summary import holds
from tuning.report.words import moment
from tuning.run.run import Run, RunStatus
from tuning.settings import deployed
from tuning.text import usd

PAST: Final = "to get past it"
"""What the one step is for that is no command: advice."""


def rows(run: Run, spent: Cost) -> Iterator[tuple[str, str]]:
    """Yield everything that the ledger knows of a run: a name and a value each.

    What a service said may quote a record, so it is redacted as in a report.
    """
    said = Redactor()
    yield "run", run.run_id
    yield "task", run.task
    yield "status", str(run.status)
    yield "why", said.of(_why(run))
    yield "dataset", run.admission.summary if run.admission else "-"
    yield "state", stands(run)
    yield "slot", (run.slot.message or "taken") if run.slot else "-"
    yield "approval", _approval(run)
    yield "quota", said.of(_quota(run))
    yield "before training", (run.prospect.reason or "asks") if run.prospect else "-"
    yield "hosting", run.hosting_plan.why if run.hosting_plan else "-"
    yield "job", said.of(_job(run))
    yield "training", said.of(run.judgement.summary) if run.judgement else losses(run)
    for effort in run.comparison.efforts if run.comparison else ():
        yield f"{effort.name} model", effort.sentence
    yield "training cost", usd(spent.training_usd)
    yield "hosting cost", usd(spent.hosting_usd)
    yield "cost", spent.sentence
    yield "holds", "; ".join(holds(run, spent)) or "nothing"
    yield "model", run.model_arn or "-"
    yield "served at", served_at(run) or "-"
    yield "name", (run.promotion.alias if run.promotion else None) or "-"
    yield "report", report(run) or "-"
    yield "execution", run.execution
    for state, started, ended in spans(run):
        yield state, f"{started} to {ended}" if ended else f"since {started}"


def spans(run: Run) -> Iterator[tuple[str, str, str | None]]:
    """Yield each state, when it first began and when it last ended.

    The state that asks a person ends for the ledger once it has asked; here it goes on until there
    is an answer.
    """
    for state, span in run.timeline.items():
        waits = run.awaits_answer and state == run.state
        yield state, span.started, None if waits else span.ended


def next_steps(run: Run) -> Iterator[tuple[str, str]]:
    """Yield what a person can do now: what it is for, and the command or the words."""
    if not run.awaits_answer and (advice := remedy(run)):
        yield PAST, advice
    if run.awaits_answer:
        question = run.approval_request.question if run.approval_request else ""
        yield "approve", commands.approve(run.run_id, question=question)
        yield "deny", commands.approve(run.run_id, question=question, deny=True)
    if run.status is RunStatus.RUNNING:
        yield "stop", commands.cancel(run.run_id)
    if address := report(run):
        yield "read the report", commands.read(address)
    if run.status is RunStatus.RUNNING:
        return
    if run.held:
        if served_at(run):
            yield "ask it", commands.ask(run.run_id)
        yield "serve it longer", commands.extend(run.run_id)
        yield "release it", commands.unserve(run.run_id)
    elif run.stored_model:
        if run.comparison:
            yield "serve it", alias.serve_again(run.run_id)
        yield "delete it", commands.delete(run.stored_model)


def spent_by(run: Run) -> Cost:
    """Count what is held up to this moment, by the clock that stamped the purchase."""
    if run.held is None:
        return cost(run)
    return cost(run, now=capacity.now())


def stands(run: Run) -> str:
    """Say where a run is, and how far from its turn where it waits for one."""
    if run.status is RunStatus.RUNNING:
        if run.slot and run.slot.outcome == "waiting":
            return f"{run.state}, {run.slot.ahead} ahead"
        if run.serving and run.serving.outcome == "no_quota":
            return f"{run.state}, waits for a quota"
        if run.approval_request and run.awaits_answer:
            return f"{run.state} until {run.approval_request.until}"
        if run.queued:
            return f"{run.state}, queued by Bedrock since {moment(run.queued)}"
    return run.state


def losses(run: Run) -> str:
    """Say the last losses of training, and of validation where there is one."""
    status = run.training_status
    if not status or status.training_loss is None:
        return "-"
    validation = "" if status.validation_loss is None else f" / {status.validation_loss:.3f}"
    return f"{status.training_loss:.3f}{validation}"


def report(run: Run) -> str | None:
    """Return the S3 address of a run's report, once there is one."""
    return f"s3://{deployed().artifacts_bucket}/{run.report_key}" if run.report_key else None


def served_at(run: Run) -> str | None:
    """Return the ARN at which a run's model answers, while it does."""
    return run.held.arn if run.held else None


def _quota(run: Run) -> str:
    """Say which quota a run waits for, or waited for in vain, to host its model."""
    return (run.serving.message if run.serving else None) or "-"


def _why(run: Run) -> str:
    """Say why a run ended as it did, or what it waits for."""
    if run.approval_request and run.awaits_answer:
        return f"waits for an answer until {run.approval_request.until}"
    if run.prospect and run.prospect.ends:
        return run.prospect.reason
    verdict = run.comparison.reason if run.comparison else "-"
    return run.why_failed or run.why_rejected or verdict


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
    message = (status.message or status.status) if status else "started"
    return f"{job.job_name}{after}: {message}"
