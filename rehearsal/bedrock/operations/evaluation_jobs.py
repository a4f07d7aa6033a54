"""Evaluation jobs: create, get, list, stop."""

from collections.abc import Mapping
from typing import Any

from rehearsal.bedrock import inference
from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.collection import listed
from rehearsal.bedrock.errors import conflict, invalid, over_quota
from rehearsal.bedrock.evaluation.run import run
from rehearsal.bedrock.operations import evaluation_requests, tags
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.permissions import contexts, keys
from rehearsal.bedrock.permissions.roles import HandedRole
from rehearsal.bedrock.resources.evaluation_job import EvaluationJob
from rehearsal.bedrock.s3 import S3Uri


@serves("CreateEvaluationJob")
def create_evaluation_job(account: Account, call: Call) -> Mapping[str, Any]:
    """Start an automated evaluation of one model, or a judge's of its responses."""
    return account.once(call, lambda: _start(account, call))


def _start(account: Account, call: Call) -> Mapping[str, Any]:
    request = call.request
    evaluation_requests.check(request)
    max_tokens = evaluation_requests.max_tokens(request)
    now = account.clock.now()
    job = EvaluationJob(
        arn=account.arns.new("evaluation-job"), request=request, created=now, modified=now
    )
    asked = (
        inference.judge(account, job.judge)
        if job.judge
        else inference.target(account, job.model_identifier)
    )
    if isinstance(asked, inference.Target) and not asked.base.evaluated:
        raise invalid(f"{asked.base.name} is not supported for automated model evaluation jobs")
    job_tags = tags.read(request.get("jobTags"))
    # for throughput IAM asks about the custom model behind it: jobs know no provisioned models
    throughput = asked.throughput if isinstance(asked, inference.Target) else None
    evaluated = throughput.model.arn if throughput else asked.resources[0]
    call.demand(evaluated, requested=job_tags, has=account.tags.get(evaluated))
    call.demand_pass_role(request["roleArn"])
    if account.evaluations.called(job.name):
        raise conflict("The provided job name is currently in use by another evaluation job.")
    most = account.quotas.evaluation_jobs
    if sum(not other.is_over for other in account.evaluations.all()) >= most:
        raise over_quota(f"The account's quota of {most} automatic evaluation jobs is used up.")
    _check_key(account, call, job)
    _check_role(account, job, asked)
    if isinstance(asked, inference.Target):
        inference.language_model(account, asked)
    tags.give(account, call, job.arn, job_tags)
    account.evaluations.add(job)
    account.workers.start(lambda: run(account, job, max_tokens=max_tokens), job.arn)
    return {"jobArn": job.arn}


def _check_key(account: Account, call: Call, job: EvaluationJob) -> None:
    """Check the key with which the service keeps what the job needs between its steps."""
    key_id = job.request.get("customerEncryptionKeyId")
    if key_id is None:
        return
    key = keys.key_arn(account.aws, key_id)
    for service in ("bedrock", "s3"):
        keys.demand(call.caller, key, *keys.USES, "kms:DescribeKey", service=service)
    # no aws:SourceAccount: the documented policy does without, and nothing says that it is sent
    source = {"aws:SourceArn": job.arn}
    keys.check_service(account.aws, key, ("kms:DescribeKey",), source)
    context = {**source, "kms:EncryptionContext:evaluationJobArn": job.arn}
    keys.check_service(account.aws, key, keys.USES, context)


def _check_role(
    account: Account, job: EvaluationJob, asked: inference.Target | inference.JudgeModel
) -> None:
    role = HandedRole(account.judge, role_arn=job.request["roleArn"], source_arn=job.arn)
    for dataset in job.datasets:
        role.check_read(S3Uri.parse(dataset["dataset"]["datasetLocation"]["s3Uri"]))
    role.check_write(S3Uri.parse(job.request["outputDataConfig"]["s3Uri"]))
    for resource, context in inference.demands(account, asked):
        role.check("bedrock:InvokeModel", resource, context)
    if isinstance(asked, inference.JudgeModel):
        return
    for action, resource, context in inference.looks(account, asked):
        role.check(action, resource, context)
    if asked.key_arn:
        for action in keys.USES:
            role.check(action, asked.key_arn, contexts.through("bedrock", account.aws))


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
