"""One look at a customization job: what the service says, and what follows from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from tuning import clients
from tuning.errors import words
from tuning.run.registration import Registration
from tuning.run.training import Customization, TrainingStatus
from tuning.settings import deployed
from tuning.training import stall

INTERNAL: Final = frozenset({"InternalServerException", "InternalFailure", "InternalServerError"})
"""What the service answers when it fails inside, and for a base model that became LEGACY."""

STOP_GRACE: Final = timedelta(hours=1)
"""How long after its deadline a stopping job may take before the run goes on without it."""

Outcome = Literal["running", "queued", "completed", "failed", "stalled", "stopped", "timed_out"]


@dataclass(frozen=True, kw_only=True)
class _Look:
    """One look at a job.

    Attributes:
        age: since the job was created, to its end.
        since: when it was put into the queue, while it is there or was stopped there.
        queued_for: how long it has been there in all.
        reason: the service's own.
    """

    status: str
    age: timedelta
    since: datetime | None
    queued_for: timedelta
    reason: str | None

    @property
    def deadline(self) -> timedelta:
        """The deadline of training, to which the time in the queue is added."""
        hours = deployed().customization_deadline_hours
        return timedelta(hours=hours) + self.queued_for

    @property
    def late(self) -> bool:
        return self.age >= self.deadline

    @property
    def stalled(self) -> bool:
        """It has been in the queue for too long."""
        return self.since is not None and self.queued_for >= stall.deadline()

    @property
    def too_late(self) -> bool:
        return self.late or self.stalled

    @property
    def overdue(self) -> bool:
        """It was stopped so long ago that nobody waits for its end any more."""
        late = self.age - self.deadline >= STOP_GRACE
        return late or (self.stalled and self.queued_for - stall.deadline() >= STOP_GRACE)

    @property
    def broke_at_once(self) -> bool:
        """It failed inside as soon as it was to be trained."""
        trained = self.age - self.queued_for
        return stall.INTERNAL in (self.reason or "").lower() and trained < AT_ONCE


def _look(job: Any, before: TrainingStatus | None) -> _Look:
    status = job["status"]
    ended = job.get("endTime") or clients.service_time(job)
    since = stall.since(job)
    if since is None and before and before.queued_since and status in ("Stopping", "Stopped"):
        since = datetime.fromisoformat(before.queued_since)
    queued_for = (
        ended - since if since else timedelta(seconds=before.queued_seconds if before else 0)
    )
    return _Look(
        status=status,
        age=ended - job["creationTime"],
        since=since,
        queued_for=queued_for,
        reason=words(job.get("failureMessage", "")) or None,
    )


def _outcome(look: _Look, *, restarts: bool) -> Outcome:
    match look.status:
        case "Completed":
            return "completed"
        case "Failed":
            return "stalled" if restarts and look.broke_at_once else "failed"
        case "Stopped" if look.stalled:
            return "stalled" if restarts else "timed_out"
        case "Stopped":
            return "timed_out" if look.late else "stopped"
    if look.overdue:
        return "timed_out"
    return "queued" if look.since else "running"


def _phase(job: Any) -> str | None:
    details = job.get("statusDetails", {})
    return next(
        (
            name.removesuffix("Details")
            for name in ("validationDetails", "dataProcessingDetails", "trainingDetails")
            if details.get(name, {}).get("status") == "InProgress"
        ),
        None,
    )


def _message(look: _Look, outcome: Outcome, *, allowed: bool, again: bool) -> str | None:
    match outcome:
        case "queued" if look.since:
            return stall.queued(look.since)
        case "stalled" if look.stalled and look.since:
            return stall.restarting(stall.given_up(look.since, allowed=allowed, again=again))
        case "stalled":
            return stall.restarting(stall.failed(look.reason or "", look.queued_for))
        case "timed_out" if look.stalled and look.since:
            return stall.given_up(look.since, allowed=allowed, again=again)
        case "timed_out":
            return f"not done within {look.deadline}; it was stopped"
        case "stopped":
            return "somebody stopped the job"
    return stall.failed(look.reason, look.queued_for) if look.reason else None


AT_ONCE: Final = timedelta(hours=1)
"""An internal error that soon after training began is how a stall ends; later, work is lost."""


def check(
    registration: Registration, customization: Customization, before: TrainingStatus | None
) -> TrainingStatus:
    """Read the job's status, stop it when a deadline has passed, and say what comes next.

    A status that this code does not know counts as running until the deadline. The time in which
    Bedrock keeps a job in its queue has a deadline of its own and does not count for the other.

    Args:
        registration: the run, whose recipe says whether a job that stalls is started once more.
        customization: its job.
        before: how it stood when it was last looked at; None at the first look.
    """
    if customization.job_arn is None:
        raise ValueError(f"{customization.job_name} was never started")
    if before and before.outcome == "stalled":
        before = None  # it speaks of the job that this one replaces
    job = clients.bedrock().get_model_customization_job(jobIdentifier=customization.job_arn)
    look = _look(job, before)
    again = customization.attempt > 1
    restarts = registration.ready_recipe.training.restart_stalled and not again
    outcome = _outcome(look, restarts=restarts)
    if outcome in ("running", "queued") and look.too_late and look.status != "Stopping":
        clients.bedrock().stop_model_customization_job(jobIdentifier=customization.job_arn)
    elif outcome == "queued" and look.since:
        stall.tell(registration.run_id, look.since, queued_for=look.queued_for, restarts=restarts)
    return TrainingStatus(
        outcome=outcome,
        status=look.status,
        phase=_phase(job),
        seconds=int(look.age.total_seconds()),
        queued_since=look.since.isoformat() if look.since else None,
        queued_seconds=int(look.queued_for.total_seconds()),
        model_arn=job.get("outputModelArn"),
        training_loss=job.get("trainingMetrics", {}).get("trainingLoss"),
        validation_loss=next(
            (metric.get("validationLoss") for metric in job.get("validationMetrics", ())), None
        ),
        message=_message(
            look,
            outcome,
            allowed=registration.ready_recipe.training.restart_stalled,
            again=again,
        ),
    )
