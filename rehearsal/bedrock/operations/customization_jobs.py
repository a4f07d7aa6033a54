"""Customization jobs: create, get, list, stop."""

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.collection import listed
from rehearsal.bedrock.errors import ServiceError, conflict, invalid, over_quota
from rehearsal.bedrock.faults import Fault
from rehearsal.bedrock.inference import FOUNDATION_MODEL
from rehearsal.bedrock.limits import FoundationModel, Range, limits
from rehearsal.bedrock.operations import tags
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.permissions import contexts, keys
from rehearsal.bedrock.permissions.roles import HandedRole
from rehearsal.bedrock.resources.customization_job import CustomizationJob
from rehearsal.bedrock.s3 import S3Uri
from rehearsal.bedrock.training.run import run

NUMBER: Final = re.compile(r"\d+(\.\d+)?")
"""How a hyperparameter is written in every example of the service: a plain decimal."""


@serves("CreateModelCustomizationJob")
def create_model_customization_job(account: Account, call: Call) -> Mapping[str, Any]:
    """Start a fine-tuning job."""
    return account.once(call, lambda: _start(account, call))


def _start(account: Account, call: Call) -> Mapping[str, Any]:
    request = call.request
    base = _base(account, request)
    base_arn = account.arns.foundation_model(base.id)
    job_arn = account.arns.new(f"model-customization-job/{base.id}")
    model_arn = account.arns.new(f"custom-model/{base.id}")
    job_tags = tags.read(request.get("jobTags"))
    model_tags = tags.read(request.get("customModelTags"))
    for resource, requested in ((base_arn, job_tags), (model_arn, model_tags or job_tags)):
        call.demand(resource, requested=requested)
    call.demand_pass_role(request["roleArn"])
    _check_names(account, request)
    most = account.quotas.customization_jobs
    if sum(not job.is_over for job in account.jobs.all()) >= most:
        raise over_quota(
            f"The account's quota of {most} customization jobs at the same time is used up."
        )
    key_arn = None
    if key_id := request.get("customModelKmsKeyId"):
        key_arn = keys.key_arn(account.aws, key_id)
        keys.demand(call.caller, key_arn, *keys.LENDS)
    _check_role(account, request, job_arn, key_arn)
    now = account.clock.now()
    job = CustomizationJob(
        arn=job_arn,
        request=request,
        base=base,
        base_arn=base_arn,
        hyperparameters=_hyperparameters(base, request.get("hyperParameters", {})),
        created=now,
        modified=now,
        key_arn=key_arn,
        next_model_arn=model_arn,
        model_tags=model_tags,
    )
    if model_tags:
        call.demand(model_arn, action="bedrock:TagResource", requested=model_tags)
    tags.give(account, call, job_arn, job_tags)
    account.jobs.add(job)
    account.workers.start(lambda: run(account, job), job.arn)
    return {"jobArn": job_arn}


def _base(account: Account, request: Mapping[str, Any]) -> FoundationModel:
    identifier = request["baseModelIdentifier"]
    named = FOUNDATION_MODEL.fullmatch(identifier)
    model_id = named[1] if named else identifier
    if model_id in limits().legacy or account.faults.strikes(Fault.LEGACY_BASE, model_id):
        # an account was answered this, not a reason, for a base model that had become Legacy
        raise ServiceError(
            "InternalServerException",
            "The server encountered an internal error. Please retry your request.",
            status=500,
        )
    base = limits().models.get(model_id)
    if base is None or account.aws.region not in base.regions:
        raise invalid("The provided model identifier is invalid.")
    _check_kind(base, request)
    return base


def _check_kind(base: FoundationModel, request: Mapping[str, Any]) -> None:
    kind = request.get("customizationType", "FINE_TUNING")
    if kind not in base.methods:
        raise invalid(f"{kind} is not supported for model {base.id}")
    if kind != "FINE_TUNING" or "customizationConfig" in request:
        raise invalid("This stand-in for Bedrock does supervised fine-tuning only")
    if "s3Uri" not in request["trainingDataConfig"]:
        raise invalid("trainingDataConfig.s3Uri is required for fine-tuning")
    if len(_validators(request)) > 1:
        raise invalid("At most one validation dataset can be given for fine-tuning")
    if _validators(request) and not base.fine_tuning.validation:
        raise invalid(f"Model {base.id} takes no validation dataset")


def _hyperparameters(base: FoundationModel, texts: Mapping[str, str]) -> dict[str, str]:
    """Return a job's hyperparameters, with the service's defaults for those that are not named."""
    for name, text in texts.items():
        if name not in base.hyperparameters:
            valid = ", ".join(base.hyperparameters)
            raise invalid(f"Invalid hyperparameter {name} for {base.id}: it takes {valid}")
        _check_value(name, text, base.hyperparameters[name])
    return {**{name: row.default for name, row in base.hyperparameters.items()}, **texts}


def _check_value(name: str, text: str, row: Range) -> None:
    kind = "an integer" if row.whole else "a number"
    number = float(text) if NUMBER.fullmatch(text) else math.nan
    fits = row.least <= number <= row.most and not (row.whole and "." in text)
    if not fits:
        raise invalid(
            f"Invalid hyperparameter: {name} must be {kind} from {row.least:g} to {row.most:g}"
        )


def _check_names(account: Account, request: Mapping[str, Any]) -> None:
    if account.jobs.called(request["jobName"]):
        raise conflict("The provided job name is currently in use by another customization job.")
    model_name = request["customModelName"]
    pending = any(job.model_name == model_name and not job.is_over for job in account.jobs.all())
    if pending or account.models.called(model_name):
        raise conflict("The provided custom model name is currently in use by another model.")


def _check_role(
    account: Account, request: Mapping[str, Any], job_arn: str, key_arn: str | None
) -> None:
    role = HandedRole(account.judge, role_arn=request["roleArn"], source_arn=job_arn)
    role.check_read(S3Uri.parse(request["trainingDataConfig"]["s3Uri"]))
    for validator in _validators(request):
        role.check_read(S3Uri.parse(validator["s3Uri"]))
    role.check_write(S3Uri.parse(request["outputDataConfig"]["s3Uri"]))
    if key_arn:
        for action in keys.LENDS:
            role.check(action, key_arn, contexts.through("bedrock", account.aws))


def _validators(request: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return list(request.get("validationDataConfig", {}).get("validators", ()))


@serves("GetModelCustomizationJob")
def get_model_customization_job(account: Account, call: Call) -> Mapping[str, Any]:
    """Return a job by ARN or name."""
    return _found(account, call).detail()


@serves("ListModelCustomizationJobs")
def list_model_customization_jobs(account: Account, call: Call) -> Mapping[str, Any]:
    """Return the jobs of the account."""
    call.demand("*")
    page, token = listed(
        account.jobs.all(),
        call.request,
        status=lambda job: job.status,
        longest_page=call.longest_page,
    )
    return {"modelCustomizationJobSummaries": [job.summary() for job in page], "nextToken": token}


@serves("StopModelCustomizationJob")
def stop_model_customization_job(account: Account, call: Call) -> Mapping[str, Any]:
    """Ask a job to stop."""
    account.ask_to_stop(_found(account, call))
    return {}


def _found(account: Account, call: Call) -> CustomizationJob:
    return account.find(call, account.jobs, call.request["jobIdentifier"])
