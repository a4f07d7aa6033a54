"""What each state of the walk may do: the calls that its handler makes, and no others."""

from collections.abc import Mapping
from typing import Final

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_stepfunctions as sfn

from stacks.environments.environment import Environment
from stacks.environments.holdings import Holdings
from stacks.rights import bedrock as bedrock
from stacks.rights import bedrock_arns
from stacks.rights import capacity as capacity
from stacks.rights import lease as lease
from stacks.rights import storage as storage
from stacks.rights.policy import Right
from tuning import naming
from tuning.settings import Settings

TRAINING: Final = f"{naming.RUNS}/*/training/*"
EVALUATION: Final = f"{naming.RUNS}/*/evaluation/*"


ASKS_COMPREHEND: Final = Right(
    actions=("comprehend:DetectPiiEntities",),
    resources=("*",),
    because=(
        "Comprehend defines no resource type for looking at a text, so nothing narrower exists. It "
        "keeps nothing and changes nothing, and only environments with a second opinion have it."
    ),
)


def sees_executions(state_machine: sfn.StateMachine, *actions: str) -> Right:
    """See whether an execution of the state machine lives, and do to it what is said besides."""
    executions = Stack.of(state_machine).format_arn(
        service="states",
        resource="execution",
        resource_name=f"{state_machine.state_machine_name}:*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    return Right(
        actions=("states:DescribeExecution", *actions),
        resources=(executions,),
        because=(
            "Step Functions names an execution when it starts it. All that match are of this state "
            "machine itself."
        ),
    )


def permissions(
    row: Environment, holdings: Holdings, settings: Settings
) -> Mapping[str, tuple[Right, ...]]:
    """Return the rights of every state of an environment, by the state's name."""
    environment = row.name
    datasets, artifacts = holdings.datasets_arn, holdings.artifacts_arn
    table, model_key = holdings.runs_table_arn, holdings.model_key_arn
    stops_job = bedrock.manages(environment, bedrock.JOBS, "bedrock:StopModelCustomizationJob")
    stops_evaluation = bedrock.manages(
        environment, bedrock.EVALUATIONS, "bedrock:StopEvaluationJob"
    )
    under_lease = (
        storage.recalls(table),
        *capacity.finds(),
        lease.schedules(
            settings.schedule_group, "scheduler:CreateSchedule", "scheduler:UpdateSchedule"
        ),
        bedrock.passes(settings.scheduler_role_arn, service="scheduler.amazonaws.com"),
    )
    tells_people = (
        storage.recalls(table),
        lease.publishes(settings.topic_arn),
        storage.encrypts(holdings.operations_key_arn, "sns"),
    )
    own: dict[str, tuple[Right, ...]] = {
        "RegisterRun": (
            storage.claims(table),
            storage.recalls(table),
            storage.lists(datasets),
            storage.reads(datasets, storage.INCOMING),
        ),
        "PlanValidation": (
            storage.lists(datasets),
            storage.reads(datasets, storage.INCOMING),
        ),
        "ValidateSegment": (
            storage.lists(datasets),
            storage.reads(datasets, storage.INCOMING),
            storage.writes(artifacts, storage.PIECES),
        ),
        "ValidateDataset": (
            storage.lists(datasets),
            storage.reads(datasets, storage.INCOMING),
            storage.lists(artifacts),
            storage.reads(artifacts, storage.SNAPSHOTS),
            storage.writes(artifacts, storage.SNAPSHOTS),
            storage.writes(artifacts, storage.REJECTED),
            storage.writes(artifacts, f"{naming.RUNS}/*/dataset.json"),
            storage.writes(artifacts, f"{naming.RUNS}/*/samples.json"),
            storage.reads(artifacts, storage.PIECES),
            *((storage.locks(artifacts, storage.SNAPSHOTS),) if row.snapshot_lock_days else ()),
            *((ASKS_COMPREHEND,) if row.second_opinion else ()),
        ),
        "PlanHosting": (
            bedrock.reads_access(),
            lease.reads_quotas(),
            lease.reads_prices(),
            storage.recalls(table),
        ),
        "AwaitApproval": tells_people,
        "TakeSlot": (
            lease.reads_quotas(),
            bedrock.lists("bedrock:ListModelCustomizationJobs"),
            bedrock.looks_up(bedrock.JOBS, "bedrock:GetModelCustomizationJob"),
            storage.recalls(table),
            storage.reads_line(table),
        ),
        "StartCustomization": (
            *bedrock.starts_customization(environment),
            bedrock.reads_lifecycle(),
            bedrock.passes(holdings.customization_role_arn),
            storage.lends(model_key, "bedrock"),
            storage.lists(artifacts),
            storage.reads(artifacts, storage.SNAPSHOTS),
        ),
        "CheckCustomization": (
            bedrock.manages(environment, bedrock.JOBS, "bedrock:GetModelCustomizationJob"),
            stops_job,
            *tells_people,
        ),
        "JudgeTraining": (
            storage.lists(artifacts),
            storage.reads(artifacts, TRAINING),
            storage.writes(artifacts, f"{naming.RUNS}/*/curves.json"),
        ),
        "BuyThroughput": (
            *under_lease,
            *capacity.buys_throughput(environment),
            bedrock.looks_at_model(environment),
            storage.lends(model_key, "bedrock"),
        ),
        "CheckThroughput": (
            bedrock.manages(
                environment, bedrock.THROUGHPUT, "bedrock:GetProvisionedModelThroughput"
            ),
        ),
        "DeployOnDemand": (
            *under_lease,
            *capacity.deploys(environment),
            bedrock.looks_at_model(environment),
            storage.lends(model_key, "bedrock"),
        ),
        "CheckDeployment": (
            bedrock.manages(environment, bedrock.DEPLOYMENTS, "bedrock:GetCustomModelDeployment"),
        ),
        "AskModels": (
            lease.reads_quotas(),
            *bedrock.asks_models(environment, "bedrock:InvokeModel"),
            bedrock.manages(environment, bedrock.DEPLOYMENTS, "bedrock:InvokeModel"),
            *bedrock.looks_at_asked(environment, bedrock_arns.asked()),
            storage.encrypts(model_key, "bedrock"),
            storage.lists(artifacts),
            storage.reads(artifacts, storage.SNAPSHOTS),
            storage.reads(artifacts, f"{naming.RUNS}/*/answers/*"),
            storage.writes(artifacts, f"{naming.RUNS}/*/answers/*"),
            storage.writes(artifacts, f"{naming.RUNS}/*/answers.jsonl"),
            storage.writes(artifacts, f"{naming.RUNS}/*/evaluation/responses/*"),
        ),
        "StartEvaluation": (
            *bedrock.starts_evaluation(environment),
            bedrock.passes(holdings.evaluation_role_arn),
            # Through S3, too: Bedrock keeps a copy of the prompts in a bucket of its own.
            storage.encrypts(model_key, "s3", "bedrock"),
        ),
        "CheckEvaluation": (
            bedrock.manages(environment, bedrock.EVALUATIONS, "bedrock:GetEvaluationJob"),
            stops_evaluation,
            storage.lists(artifacts),
            storage.reads(artifacts, EVALUATION),
            # Results follow the bucket's key, says the documentation; the job was given this one.
            storage.decrypts(model_key, "s3"),
        ),
        "CompareModels": (
            storage.lists(artifacts),
            storage.reads(artifacts, f"{naming.RUNS}/*/answers.jsonl"),
        ),
        "Promote": (*under_lease, capacity.retags(environment)),
        "ReleaseThroughput": (
            bedrock.looks_up(bedrock.JOBS, "bedrock:GetModelCustomizationJob"),
            stops_job,
            bedrock.lists("bedrock:ListEvaluationJobs"),
            stops_evaluation,
            storage.recalls(table),
            *capacity.finds(),
            *capacity.deletes(environment),
            lease.schedules(settings.schedule_group, "scheduler:DeleteSchedule"),
        ),
        "PublishReport": (
            storage.recalls(table),
            storage.lists(artifacts),
            storage.reads(artifacts, storage.RUNS),
            storage.reads(artifacts, storage.SNAPSHOTS),
            storage.writes(artifacts, f"{naming.RUNS}/*/report.*"),
            storage.writes(artifacts, f"{naming.RUNS}/*/cost.json"),
            storage.writes(artifacts, f"{naming.RUNS}/*/approvals.json"),
        ),
    }
    common = (
        storage.records(table),
        storage.encrypts(holdings.data_key_arn, "s3", "dynamodb"),
    )
    return {name: (*rights, *common) for name, rights in own.items()}
