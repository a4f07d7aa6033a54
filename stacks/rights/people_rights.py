"""What people may do with an environment: each set of rights is what some commands need."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import Aws
from aws_cdk import aws_stepfunctions as sfn

from stacks.environments.holdings import Holdings
from stacks.rights import alias, bedrock, capacity, lease, ledger, storage, telling
from stacks.rights.of_evaluation import reports
from stacks.rights.of_hosting import keeps, release_throughput
from stacks.rights.policy import Right
from stacks.rights.scope import Scope
from stacks.rights.shared import of_every_state, sees_executions
from tuning import naming
from tuning.account.quotas import CONCURRENCY
from tuning.costs import approvals
from tuning.ledger import items, runs
from tuning.run.hosting import Release
from tuning.run.keys import KEYS

STACKS: Final = ("foundation", "pipeline", "api")

OWN_TASK: Final = f"${{aws:PrincipalTag/{naming.TASK_TAG}}}"
"""The task that a principal's own tag names."""

ONE_TASK: Final = f"{naming.INCOMING}/{OWN_TASK}/*"
"""The drops of that task."""

REPORTS: Final = ("report.html", "report.json", "model-card.md", "cost.json", "dataset.json")
"""What people read of a run: figures, and texts that are redacted. Its answers are not among it."""

AGAIN: Final = storage.of_runs("again/*")
"""What `python -m tuning evaluate --again` leaves beside a run."""

TOKENS: Final = (
    "Step Functions defines no resource type for answering a task. Whoever answers needs the "
    "task's token, and the ledger of this environment holds those of this environment."
)
STACK_IDS: Final = "CloudFormation ends a stack's ARN with an id that it makes with the stack."
EVERYTHING_DROPPED: Final = "An environment is torn down with all versions of all that it holds."


def drops(holdings: Holdings, prefix: str) -> tuple[Right, ...]:
    """Drop datasets: `python -m tuning drop FOLDER`, or a copy. Nothing can be read or listed."""
    return (
        storage.writes_in_parts(holdings.datasets_arn, prefix),
        storage.encrypts(holdings.data_key_arn, "s3"),
    )


def reads_reports(holdings: Holdings, task: str) -> tuple[Right, ...]:
    """Read the reports of runs, and why datasets were rejected: in the console, or a copy.

    Args:
        holdings: of the environment.
        task: whose; ``*`` for every task.
    """
    artifacts, runs = holdings.artifacts_arn, naming.task_folder(naming.RUNS, task)
    rejected = naming.task_folder(naming.REJECTED, task)
    return (
        Right(
            actions=("s3:ListBucket",),
            resources=(artifacts,),
            conditions={"StringLike": {"s3:prefix": [f"{runs}*", f"{rejected}*"]}},
        ),
        Right(
            actions=("s3:GetObject",),
            resources=(
                *(f"{artifacts}/{runs}*/{name}" for name in REPORTS),
                f"{artifacts}/{rejected}*",
            ),
            because=storage.OPEN_NAMES,
        ),
        storage.decrypts(holdings.data_key_arn, "s3"),
    )


def drops_nothing(holdings: Holdings) -> Right:
    """Drop anything at all: denied to approvers where who drops may not approve."""
    return Right(
        actions=("s3:PutObject",),
        resources=(f"{holdings.datasets_arn}/{storage.INCOMING}",),
        because=storage.OPEN_NAMES,
    )


def starts_nothing(machine: sfn.StateMachine) -> Right:
    """Start no run, nor have one go on or serve: denied to approvers where who asks may not."""
    return Right(actions=("states:StartExecution",), resources=(machine.state_machine_arn,))


def approves(holdings: Holdings) -> tuple[Right, ...]:
    """Answer a run that waits: `python -m tuning approve`. Only the answer can be written."""
    table = holdings.runs_table_arn
    return (
        ledger.reads_only(table, *runs.ASKED, approvals.FIRST),
        ledger.notes(table, items.OPEN, "approval", approvals.FIRST),
        storage.reads(holdings.artifacts_arn, storage.TOKENS),
        storage.encrypts(holdings.data_key_arn, "dynamodb", "s3"),
        answers(),
    )


def answers() -> Right:
    """Answer a task that waits for somebody."""
    return Right(actions=("states:SendTaskSuccess",), resources=("*",), because=TOKENS)


def steers(scope: Scope, machine: sfn.StateMachine) -> tuple[Right, ...]:
    """See, cancel, extend and promote: what the states that release, keep and report may do.

    But for the sums of the ledger, which no person writes: the reaper counts what a cancel leaves.
    """
    table = scope.holdings.runs_table_arn
    states = (
        *release_throughput(scope),
        *keeps(scope),
        *reports(scope),
        ledger.notes(table, *ledger.CANCELLED, *ledger.ENDED),
        storage.writes(scope.holdings.artifacts_arn, AGAIN),
    )
    recorded = of_every_state(scope, gives=KEYS[Release], own=states)
    return (
        telling.tells(*telling.OF_STEERING),
        storage.scans(table),
        storage.finds_open(table),
        sees_executions(machine, "states:StopExecution"),
        *bedrock.together(scope.environment, ledger.together(table, (*states, *recorded))),
    )


def sends_again(
    holdings: Holdings, machine: sfn.StateMachine, undelivered_arn: str
) -> tuple[Right, ...]:
    """Send drops again that started no run: `python -m tuning redrive`."""
    return (
        Right(
            actions=("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"),
            resources=(undelivered_arn,),
        ),
        storage.decrypts(holdings.operations_key_arn, "sqs"),
        Right(actions=("states:StartExecution",), resources=(machine.state_machine_arn,)),
    )


def examines(
    scope: Scope, machine: sfn.StateMachine, *, rules: Sequence[str], alarms: Sequence[str]
) -> tuple[Right, ...]:
    """See what is well and what is not: `python -m tuning doctor`. Nothing is changed.

    What the state machine does can be followed too, as `python -m tuning smoke` does.
    """
    holdings, settings = scope.holdings, scope.settings
    buckets = (holdings.datasets_arn, holdings.artifacts_arn, holdings.access_logs_arn)
    roles = (
        holdings.customization_role_arn,
        holdings.evaluation_role_arn,
        settings.scheduler_role_arn,
    )
    return (
        Right(
            actions=("cloudformation:DescribeStackEvents",),
            resources=_stacks(scope.environment, *STACKS),
            because=STACK_IDS,
        ),
        Right(
            actions=(
                "kms:DescribeKey",
                "kms:GetKeyPolicy",
                "kms:GetKeyRotationStatus",
            ),
            resources=(holdings.data_key_arn, holdings.model_key_arn, holdings.operations_key_arn),
        ),
        Right(
            actions=(
                "s3:GetBucketPublicAccessBlock",
                "s3:GetBucketVersioning",
                "s3:GetEncryptionConfiguration",
                "s3:ListBucket",
            ),
            resources=buckets,
        ),
        Right(actions=("iam:GetRole", "iam:SimulatePrincipalPolicy"), resources=roles),
        Right(
            actions=("events:DescribeRule", "events:ListTargetsByRule"),
            resources=tuple(rules),
        ),
        Right(
            actions=("cloudwatch:DescribeAlarms",),
            resources=tuple(alarms),
        ),
        Right(actions=("sns:ListSubscriptionsByTopic",), resources=(settings.topic_arn,)),
        bedrock.reads_lifecycle(),
        bedrock.reads_access(),
        lease.reads_quotas(),
        Right(
            actions=("servicequotas:GetServiceQuota",),
            resources=(_arn("servicequotas", f"lambda/{CONCURRENCY}"),),
        ),
        *capacity.finds(),
        storage.finds_open(holdings.runs_table_arn),
        storage.recalls(holdings.runs_table_arn),
        storage.encrypts(holdings.data_key_arn, "dynamodb"),
        Right(actions=("states:DescribeStateMachine",), resources=(machine.state_machine_arn,)),
        sees_executions(machine, "states:GetExecutionHistory"),
    )


def tears_down(scope: Scope, machine: sfn.StateMachine) -> tuple[Right, ...]:
    """End an environment beside steering it: `python -m tuning teardown`."""
    holdings = scope.holdings
    buckets = (holdings.datasets_arn, holdings.artifacts_arn, holdings.access_logs_arn)
    return (
        Right(
            actions=("cloudformation:DeleteStack",),
            resources=_stacks(scope.environment, *STACKS),
            because=STACK_IDS,
        ),
        Right(actions=("states:ListExecutions",), resources=(machine.state_machine_arn,)),
        Right(
            actions=("s3:GetBucketObjectLockConfiguration", "s3:ListBucketVersions"),
            resources=buckets,
        ),
        Right(
            actions=("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObjectRetention"),
            resources=tuple(f"{bucket}/*" for bucket in buckets),
            because=EVERYTHING_DROPPED,
        ),
        bedrock.lists("bedrock:ListModelCustomizationJobs"),
        *capacity.expires_models(scope.environment),
        alias.deletes(scope.environment),
    )


def finds_stacks(environment: str, *parts: str) -> Right:
    """Find an environment by the outputs of its stacks."""
    return Right(
        actions=("cloudformation:DescribeStacks",),
        resources=_stacks(environment, *parts),
        because=STACK_IDS,
    )


def reads_stacks(environment: str) -> Right:
    """See what the stacks of an environment made."""
    return Right(
        actions=(
            "cloudformation:DescribeStacks",
            "cloudformation:GetTemplate",
            "cloudformation:ListStackResources",
        ),
        resources=_stacks(environment, *STACKS),
        because=STACK_IDS,
    )


def _stacks(environment: str, *parts: str) -> tuple[str, ...]:
    names = (naming.stack_name(environment, part) for part in parts)
    return tuple(_arn("cloudformation", f"stack/{name}/*") for name in names)


def _arn(service: str, resource: str) -> str:
    return f"arn:{Aws.PARTITION}:{service}:{Aws.REGION}:{Aws.ACCOUNT_ID}:{resource}"
