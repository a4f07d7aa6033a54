"""Customization jobs: start one, and read what the service says of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.dataset import snapshot
from tuning.errors import ServiceRefused, code_of
from tuning.settings import deployed
from tuning.training.catalogue import BaseModel

if TYPE_CHECKING:
    from tuning.dataset.admission import Admission, Part
    from tuning.ledger.registration import Registration

JOB: Final = "job"
MODEL: Final = "model"

OVER_QUOTA: Final = "ServiceQuotaExceededException"
"""What the service answers when the account runs as many jobs as it may."""

STOP_GRACE: Final = timedelta(hours=1)
"""How long after its deadline a stopping job may take before the run goes on without it."""


@dataclass(frozen=True, kw_only=True)
class Customization:
    """A customization job that was started, or that there was no room for.

    Attributes:
        outcome: ``no_slot`` when the account's quota was used up although a slot was free by its
            count: others start jobs too.
        job_arn: None without a job.
        message: the service's reason for starting none.
    """

    job_name: str
    model_name: str
    outcome: Literal["started", "no_slot"] = "started"
    job_arn: str | None = None
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrainingStatus:
    """Where a customization job stands.

    Attributes:
        outcome: what the walk does next; ``timed_out`` once its deadline passed and it was stopped.
        status: the service's own word.
        phase: the phase that runs (validation, data processing, training), when it says so.
        seconds: since the job was created, by the service's clock.
        model_arn: the custom model, when completed.
        message: the service's reason, when failed.
    """

    outcome: Literal["running", "completed", "failed", "stopped", "timed_out"]
    status: str
    phase: str | None = None
    seconds: int = 0
    model_arn: str | None = None
    training_loss: float | None = None
    validation_loss: float | None = None
    message: str | None = None


def start(registration: "Registration", admission: "Admission") -> Customization:
    """Start the customization job of a run; asking again returns the job that was started.

    A job names its files by key and not by version, so what stands under the keys now is compared
    with what was judged just before the job is asked for.

    Raises:
        SnapshotChanged: what the job would read is not what was judged.
        ServiceRefused: the service takes no new job on this base model.
    """
    if admission.training is None or admission.snapshot is None:
        raise ValueError(f"run {registration.run_id} has no snapshot to train on")
    settings, plan = deployed(), registration.plan
    run, environment = registration.run_id, settings.environment
    check_lifecycle(plan.model)
    tags = [
        {"key": key, "value": value}
        for key, value in naming.tags(environment, task=registration.task, run=run).items()
    ]
    job_name = naming.resource_name(environment, run, JOB)
    model_name = naming.resource_name(environment, run, MODEL)
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
            "subnetIds": settings.subnet_ids.split(","),
            "securityGroupIds": settings.security_group_ids.split(","),
        }
    read = [part for part in (admission.training, admission.validation) if part]
    snapshot.verify(
        admission.snapshot, [part.key.removeprefix(admission.snapshot) for part in read]
    )
    try:
        answer = clients.bedrock().create_model_customization_job(**request)
    except ClientError as error:
        if code_of(error) != OVER_QUOTA:
            raise
        return Customization(
            outcome="no_slot",
            job_name=job_name,
            model_name=model_name,
            message=error.response["Error"].get("Message") or code_of(error),
        )
    return Customization(job_arn=answer["jobArn"], job_name=job_name, model_name=model_name)


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


def check(customization: Customization) -> TrainingStatus:
    """Read the job's status, stop it when its deadline has passed, and say what comes next.

    A status that this code does not know counts as running until the deadline.
    """
    if customization.job_arn is None:
        raise ValueError(f"{customization.job_name} was never started")
    job = clients.bedrock().get_model_customization_job(jobIdentifier=customization.job_arn)
    status = job["status"]
    ended = job.get("endTime") or clients.service_time(job)
    age = ended - job["creationTime"]
    deadline = timedelta(hours=float(deployed().customization_deadline_hours))
    late = age >= deadline
    outcome: Literal["running", "completed", "failed", "stopped", "timed_out"]
    match status:
        case "Completed":
            outcome = "completed"
        case "Failed":
            outcome = "failed"
        case "Stopped":
            outcome = "timed_out" if late else "stopped"
        case _:
            outcome = "timed_out" if age >= deadline + STOP_GRACE else "running"
    if outcome == "running" and late and status != "Stopping":
        clients.bedrock().stop_model_customization_job(jobIdentifier=customization.job_arn)
    return TrainingStatus(
        outcome=outcome,
        status=status,
        phase=_phase(job),
        seconds=int(age.total_seconds()),
        model_arn=job.get("outputModelArn"),
        training_loss=job.get("trainingMetrics", {}).get("trainingLoss"),
        validation_loss=next(
            (metric.get("validationLoss") for metric in job.get("validationMetrics", ())), None
        ),
        message=_message(job, outcome, deadline),
    )


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


def _message(job: Any, outcome: str, deadline: timedelta) -> str | None:
    if outcome == "timed_out":
        return f"not done within {deadline}; it was stopped"
    if outcome == "stopped":
        return "somebody stopped the job"
    message: str | None = job.get("failureMessage")
    return message


def _uri(part: "Part") -> str:
    return f"s3://{deployed().artifacts_bucket}/{part.key}"
