"""Look at evaluation jobs: which have ended, what they scored, what became of the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from tuning import clients, room
from tuning.errors import ServiceRefused, refusal, translated, words
from tuning.evaluation import scores
from tuning.evaluation.jobs import output
from tuning.evaluation.respondents import BASE, CUSTOM
from tuning.evaluation.scores import Averages
from tuning.run.evaluation import EvaluationJobs, EvaluationStatus, Job, Subject
from tuning.run.registration import Registration
from tuning.seals import Seal
from tuning.settings import deployed

ENDED: Final = frozenset({"Completed", "Failed", "Stopped", "Deleting"})
"""Statuses that nothing follows; one that this code does not know counts as running."""

UNSEEN: Final = "unseen"
"""In the place of a status that the service refuses to tell."""


@dataclass(frozen=True, kw_only=True)
class _JobStatus:
    """One job as a look found it; ``warning`` says what became of it, if it did not complete."""

    job: Job
    status: str
    late: bool = False
    warning: str | None = None


def check(registration: Registration, evaluation: EvaluationJobs) -> EvaluationStatus:
    """Look at every job, stop what is past its deadline, and say what comes next.

    Raises:
        Transient: the service was busy or unreachable.
    """
    entries = [_look(job) for job in evaluation.jobs]
    statuses = {entry.job.title: entry.status for entry in entries}
    if any(entry.status not in (*ENDED, UNSEEN) and not entry.late for entry in entries):
        return EvaluationStatus(outcome="running", statuses=statuses)
    for entry in entries:
        if entry.late:
            _stop(entry.job)
    found: dict[Subject, dict[str, float]] = {}
    warnings = [entry.warning for entry in entries if entry.warning]
    outputs: list[Seal] = []
    for job in (entry.job for entry in entries if entry.status == "Completed"):
        try:
            with translated():
                written = scores.written(output(registration.run_id, job, evaluation.judge))
        except ServiceRefused as error:
            warnings.append(f"What the {job.title} wrote cannot be read: {refusal(error)}")
            continue
        outputs += written
        if job.by == "program":
            read = scores.averages(written.values())
            found[job.model] = read.by_metric
            warnings += _unreadable(job, read)
    return EvaluationStatus(
        outcome=_outcome(entries),
        statuses=statuses,
        base_scores=found.get(BASE),
        custom_scores=found.get(CUSTOM),
        outputs=tuple(outputs),
        warnings=room.lines(warnings),
    )


def _look(job: Job) -> _JobStatus:
    try:
        with translated():
            answer: Any = clients.bedrock().get_evaluation_job(jobIdentifier=job.arn)
    except ServiceRefused as error:
        warning = f"The {job.title} cannot be looked at: {refusal(error)}"
        return _JobStatus(job=job, status=UNSEEN, warning=warning)
    status = answer["status"]
    deadline = timedelta(hours=deployed().evaluation_deadline_hours)
    age = clients.service_time(answer) - answer["creationTime"]
    if status not in ENDED and age >= deadline:
        warning = f"The {job.title} was stopped: it was not done within {deadline}"
        return _JobStatus(job=job, status=status, late=True, warning=warning)
    if status == "Failed":
        said = words("; ".join(answer.get("failureMessages", ())))
        reasons = said or "the service gave no reason"
        return _JobStatus(
            job=job, status=status, warning=f"The {job.title} failed: {words(reasons)}"
        )
    if status in ("Stopped", "Deleting"):
        return _JobStatus(job=job, status=status, warning=f"Somebody stopped the {job.title}")
    return _JobStatus(job=job, status=status)


def _stop(job: Job) -> None:
    """Stop a job that is late; one that has just ended need not be."""
    try:
        with translated():
            clients.bedrock().stop_evaluation_job(jobIdentifier=job.arn)
    except ServiceRefused:
        return


def _unreadable(job: Job, read: Averages) -> Iterator[str]:
    """Say how much of what a job wrote is in no average."""
    if read.unreadable:
        yield (
            f"{read.unreadable} of the lines of the {job.title} cannot be read; "
            "the others were averaged"
        )


def _outcome(
    entries: Sequence[_JobStatus],
) -> Literal["completed", "failed", "stopped", "timed_out"]:
    """Say what became of the jobs: the worst, if not all of them completed."""
    statuses = {entry.status for entry in entries}
    if any(entry.late for entry in entries):
        return "timed_out"
    if statuses & {"Failed", UNSEEN}:
        return "failed"
    return "stopped" if statuses & {"Stopped", "Deleting"} else "completed"
