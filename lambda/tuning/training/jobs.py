"""Customization jobs: start one, and read what the service says of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from botocore.exceptions import ClientError

from tuning import artifacts, clients, naming
from tuning.admission import snapshot
from tuning.errors import OVER_QUOTA, ServiceRefused, Transient, code_of, words
from tuning.models.catalogue import BaseModel
from tuning.run.registration import Registration
from tuning.run.training import Customization, TrainingStatus
from tuning.run.validation import Admission, Part
from tuning.settings import deployed
from tuning.training import stall
from tuning.training.accepted import FOLDER
from tuning.training.checking import INTERNAL, STOP_GRACE

JOB: Final = "job"
MODEL: Final = "model"

PARTS: Final = ((JOB, MODEL), (f"{JOB}-2", f"{MODEL}-2"))
"""What a run calls its job and its model, and the second ones, when a stalled job is started once
more. The names are the client tokens too, so that a retry starts nothing twice."""

JOBS: Final = tuple(job for job, _ in PARTS)
"""Every job that a run may have in Bedrock."""


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
    settings, recipe = deployed(), registration.ready_recipe
    run, environment = registration.run_id, settings.environment
    check_lifecycle(recipe.model)
    tags = naming.tags(environment, task=registration.task, run=run)
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
        "baseModelIdentifier": recipe.base_model,
        "customizationType": recipe.customization_type,
        "customModelKmsKeyId": settings.model_key_arn,
        "jobTags": tags,
        "customModelTags": tags,
        "trainingDataConfig": {"s3Uri": _uri(admission.training)},
        "outputDataConfig": {
            "s3Uri": f"s3://{settings.artifacts_bucket}/{artifacts.key_of(run, FOLDER)}"
        },
        "hyperParameters": dict(recipe.hyperparameters),
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
            check_lifecycle(recipe.model)  # it may have become LEGACY a moment ago
            raise Transient(f"{error}. {_legacy(recipe.model)}") from error
        if code_of(error) != OVER_QUOTA:
            raise
        message = words(error.response["Error"].get("Message") or code_of(error))
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


def _uri(part: Part) -> str:
    return f"s3://{deployed().artifacts_bucket}/{part.key}"
