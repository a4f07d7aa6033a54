"""Customization jobs: start one, and read what the service says of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.admission import snapshot
from tuning.errors import OVER_QUOTA, ServiceRefused, Transient, code_of
from tuning.models.catalogue import BaseModel
from tuning.run.registration import Registration
from tuning.run.training import Customization, TrainingStatus
from tuning.run.validation import Admission, Part
from tuning.settings import deployed
from tuning.training import stall

JOB: Final = "job"
MODEL: Final = "model"

PARTS: Final = ((JOB, MODEL), (f"{JOB}-2", f"{MODEL}-2"))
"""What a run calls its job and its model, and the second ones, when a stalled job is started once
more. The names are the client tokens too, so that a retry starts nothing twice."""

JOBS: Final = tuple(job for job, _ in PARTS)
"""Every job that a run may have in Bedrock."""

INTERNAL: Final = frozenset({"InternalServerException", "InternalFailure", "InternalServerError"})
"""What the service answers when it fails inside, and for a base model that became LEGACY."""

AT_ONCE: Final = timedelta(hours=1)
"""An internal error that soon after training began is how a stall ends; later, work is lost."""

STOP_GRACE: Final = timedelta(hours=1)
"""How long after its deadline a stopping job may take before the run goes on without it."""


def start(
    registration: Registration,
    admission: Admission,
    customization: Customization | None = None,
    training_status: TrainingStatus | None = None,
) -> Customization:
    """Start the customization job of a run; asking again returns the job that was started.

    A job names its files by key and not by version, so what stands under the keys now is compared
    with what was judged just before the job is asked for.

    Args:
        registration: the run.
        admission: what it trains on.
        customization: the job that it started before, if it did.
        training_status: how that one stood; one that stalled is started once more.

    Raises:
        SnapshotChanged: what the job would read is not what was judged.
        ServiceRefused: the service takes no new job on this base model.
        Transient: the service failed inside; the message names what else may be the cause.
    """
    if admission.training is None or admission.snapshot is None:
        raise ValueError(f"run {registration.run_id} has no snapshot to train on")
    settings, plan = deployed(), registration.ready_recipe
    run, environment = registration.run_id, settings.environment
    check_lifecycle(plan.model)
    tags = [
        {"key": key, "value": value}
        for key, value in naming.tags(environment, task=registration.task, run=run).items()
    ]
    again = training_status is not None and training_status.outcome == "stalled"
    job_name, model_name = (naming.resource_name(environment, run, part) for part in PARTS[again])
    replaced = (customization.replaced or customization.job_arn) if customization else None
    customized = Customization(
        job_name=job_name,
        model_name=model_name,
        attempt=2 if again else 1,
        replaced=replaced if again else None,
    )
    request: dict[str, Any] = {
        "jobName": job_name,
        "customModelName": model_name,
        "roleArn": settings.customization_role_arn,
        "clientRequestToken": job_name,
        "baseModelIdentifier": plan.base_model,
        "customizationType": plan.customization_type,
        "customModelKmsKeyId": settings.model_key_arn,
        "jobTags": tags,
        "customModelTags": tags,
        "trainingDataConfig": {"s3Uri": _uri(admission.training)},
        "outputDataConfig": {
            "s3Uri": f"s3://{settings.artifacts_bucket}/{naming.RUNS}/{run}/training/"
        },
        "hyperParameters": dict(plan.hyperparameters),
    }
    if admission.validation:
        validators = [{"s3Uri": _uri(admission.validation)}]
        request["validationDataConfig"] = {"validators": validators}
    if settings.subnet_ids:
        request["vpcConfig"] = {
            "subnetIds": list(settings.subnet_ids),
            "securityGroupIds": list(settings.security_group_ids),
        }
    read = [part for part in (admission.training, admission.validation) if part]
    snapshot.verify(
        admission.snapshot, [part.key.removeprefix(admission.snapshot) for part in read]
    )
    try:
        answer = clients.bedrock().create_model_customization_job(**request)
    except ClientError as error:
        if code_of(error) in INTERNAL:
            check_lifecycle(plan.model)  # it may have become LEGACY a moment ago
            raise Transient(f"{error}. {_legacy(plan.model)}") from error
        if code_of(error) != OVER_QUOTA:
            raise
        message = error.response["Error"].get("Message") or code_of(error)
        return replace(customized, outcome="no_slot", message=message)
    hours = settings.customization_deadline_hours
    longest = timedelta(hours=hours) + stall.deadline() + STOP_GRACE
    until = clients.look_until(clients.service_time(answer), longest)
    return replace(customized, job_arn=answer["jobArn"], look_until=until)


def _legacy(model: BaseModel) -> str:
    return (
        f"Bedrock names no reason. It has answered so for base models that had become LEGACY: look "
        f"at modelLifecycle in aws bedrock get-foundation-model --model-identifier {model.id}, and "
        "name an ACTIVE model in task.toml if that is it; otherwise drop the dataset again later"
    )


def check_lifecycle(model: BaseModel) -> None:
    """Ask the service whether the base model still takes jobs: no list that ships stays true.

    Raises:
        ServiceRefused: the model is not ACTIVE any more.
    """
    details = clients.bedrock().get_foundation_model(modelIdentifier=model.id)["modelDetails"]
    status = details.get("modelLifecycle", {}).get("status", "ACTIVE")
    if status != "ACTIVE":
        raise ServiceRefused(
            f"base model {model.id} is {status} and takes no new customization job; "
            "name an ACTIVE one in task.toml"
        )


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
        reason=job.get("failureMessage"),
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


def _uri(part: Part) -> str:
    return f"s3://{deployed().artifacts_bucket}/{part.key}"
