"""Evaluation jobs: create, get, list, stop."""

import json
from collections.abc import Mapping
from typing import Any, Final

from rehearsal.bedrock import inference
from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.collection import listed
from rehearsal.bedrock.errors import conflict, invalid
from rehearsal.bedrock.evaluation.approximate_accuracy import BY_TASK, METRIC
from rehearsal.bedrock.evaluation.run import run
from rehearsal.bedrock.operations import tags
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.permissions import contexts, keys
from rehearsal.bedrock.permissions.roles import HandedRole
from rehearsal.bedrock.resources.evaluation_job import EvaluationJob
from rehearsal.bedrock.s3 import S3Uri

PROGRAMMATIC: Final = ("Builtin.Accuracy", "Builtin.Robustness", "Builtin.Toxicity")
"""What the service scores without a judge; the stand-in computes the first."""

DEFAULT_MAX_TOKENS: Final = 512


@serves("CreateEvaluationJob")
def create_evaluation_job(account: Account, call: Call) -> Mapping[str, Any]:
    """Start an automated evaluation of one model."""
    return account.once(call, lambda: _start(account, call))


def _start(account: Account, call: Call) -> Mapping[str, Any]:
    request = call.request
    _check_config(request)
    max_tokens = _max_tokens(request)
    now = account.clock.now()
    job = EvaluationJob(
        arn=account.arns.new("evaluation-job"), request=request, created=now, modified=now
    )
    asked = inference.target(account, job.model_identifier)
    job_tags = tags.read(request.get("jobTags"))
    # for throughput IAM asks about the custom model behind it: jobs know no provisioned models
    evaluated = asked.throughput.model.arn if asked.throughput else asked.resources[0]
    call.demand(evaluated, asked=job_tags, has=account.tags.get(evaluated))
    call.demand_pass_role(request["roleArn"])
    if account.evaluations.called(job.name):
        raise conflict("The provided job name is currently in use by another evaluation job.")
    _check_key(account, call, job)
    _check_role(account, job, asked)
    inference.language_model(account, asked)
    tags.give(account, call, job.arn, job_tags)
    account.evaluations.add(job)
    account.workers.start(lambda: run(account, job, max_tokens=max_tokens), job.arn)
    return {"jobArn": job.arn}


def _check_config(request: Mapping[str, Any]) -> None:
    automated = request["evaluationConfig"].get("automated")
    models = request["inferenceConfig"].get("models", [])
    beyond = {"evaluatorModelConfig", "customMetricConfig"} & set(automated or ())
    if automated is None or beyond or request.get("applicationType") == "RagEvaluation":
        raise invalid("This stand-in for Bedrock evaluates models programmatically only")
    if len(models) != 1 or "bedrockModel" not in models[0]:
        raise invalid("An automated evaluation job takes exactly one Bedrock model")
    for config in automated["datasetMetricConfigs"]:
        if config["taskType"] not in BY_TASK:
            raise invalid(f"Task type {config['taskType']} needs metrics of its own and a judge")
        if "datasetLocation" not in config["dataset"]:
            raise invalid("This stand-in for Bedrock has no built-in datasets")
        for metric in config["metricNames"]:
            if metric not in PROGRAMMATIC:
                raise invalid(f"Metric {metric} is not one of {', '.join(PROGRAMMATIC)}")
            if metric != METRIC:
                raise invalid(f"This stand-in for Bedrock computes {METRIC}, not {metric}")
    if len({config["taskType"] for config in automated["datasetMetricConfigs"]}) > 1:
        raise invalid("An automated evaluation job takes one task type")


def _max_tokens(request: Mapping[str, Any]) -> int:
    text = request["inferenceConfig"]["models"][0]["bedrockModel"].get("inferenceParams", "{}")
    try:
        most = json.loads(text).get("inferenceConfig", {}).get("maxTokens", DEFAULT_MAX_TOKENS)
    except (ValueError, AttributeError) as error:
        raise invalid("inferenceParams is not a JSON object with an inferenceConfig") from error
    if not isinstance(most, int) or most < 1:
        raise invalid("inferenceParams.inferenceConfig.maxTokens must be a whole number above 0")
    return most


def _check_key(account: Account, call: Call, job: EvaluationJob) -> None:
    """Check the key with which the service keeps what the job needs between its steps."""
    key_id = job.request.get("customerEncryptionKeyId")
    if key_id is None:
        return
    key = keys.key_arn(account.aws, key_id)
    keys.demand(call.caller, key, "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey")
    context = {
        "aws:SourceArn": job.arn,
        "aws:SourceAccount": account.aws.account,
        "kms:EncryptionContext:evaluationJobArn": job.arn,
    }
    keys.check_service(account.aws, key, ("kms:Decrypt", "kms:GenerateDataKey"), context)


def _check_role(account: Account, job: EvaluationJob, asked: inference.Target) -> None:
    role = HandedRole(account.judge, role_arn=job.request["roleArn"], source_arn=job.arn)
    for dataset in job.datasets:
        role.check_read(S3Uri.parse(dataset["dataset"]["datasetLocation"]["s3Uri"]))
    role.check_write(S3Uri.parse(job.request["outputDataConfig"]["s3Uri"]))
    for resource, context in inference.demands(account, asked):
        role.check("bedrock:InvokeModel", resource, context)
    if throughput := asked.throughput:
        has = contexts.tagged(account.tags[throughput.arn])
        role.check("bedrock:GetProvisionedModelThroughput", throughput.arn, has)
    if asked.key_arn:
        role.check("kms:Decrypt", asked.key_arn, contexts.through("bedrock", account.aws))


@serves("GetEvaluationJob")
def get_evaluation_job(account: Account, call: Call) -> Mapping[str, Any]:
    """Return a job by ARN."""
    return _found(account, call).detail()


@serves("ListEvaluationJobs")
def list_evaluation_jobs(account: Account, call: Call) -> Mapping[str, Any]:
    """Return the jobs of the account."""
    call.demand("*")
    page, token = listed(
        account.evaluations.all(),
        call.request,
        status=lambda job: job.status,
        longest_page=call.longest_page,
    )
    # the shape of this list, unlike all others, cannot be empty
    return {"jobSummaries": [job.summary() for job in page] or None, "nextToken": token}


@serves("StopEvaluationJob")
def stop_evaluation_job(account: Account, call: Call) -> Mapping[str, Any]:
    """Ask a job to stop."""
    account.ask_to_stop(_found(account, call))
    return {}


def _found(account: Account, call: Call) -> EvaluationJob:
    return account.find(call, account.evaluations, call.request["jobIdentifier"])
