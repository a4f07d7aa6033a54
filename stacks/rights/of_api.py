"""What the API's function may do, what delivers its access log, and what callers may."""

from typing import Final

from aws_cdk import Aws

from stacks.rights import alias, bedrock, ledger, storage
from stacks.rights.people_rights import OWN_TASK
from stacks.rights.policy import Right
from stacks.rights.scope import Scope
from tuning.api import quota, served
from tuning.api.routes import ROUTES

ANY_TASK: Final = (
    "People choose tasks after the policy is written. Every path is of this API's stage alone."
)


def answer(scope: Scope, callers_table_arn: str) -> tuple[Right, ...]:
    """Find what serves a task and how it is asked, ask it, and count that."""
    environment, holdings = scope.environment, scope.holdings
    return (
        alias.lists(environment),
        ledger.reads_only(holdings.runs_table_arn, *served.READ),
        storage.decrypts(holdings.data_key_arn, "dynamodb"),
        *bedrock.asks_own(environment, "bedrock:InvokeModel"),
        *bedrock.applies(scope.settings.guardrail),
        storage.encrypts(holdings.model_key_arn, "bedrock"),
        ledger.counts(callers_table_arn, *quota.ATTRIBUTES),
        storage.encrypts(holdings.operations_key_arn, "dynamodb"),
    )


def delivers(bucket_arn: str, folder: str) -> tuple[Right, ...]:
    """Write what Firehose was handed into one folder (firehose/latest/dev/controlling-access)."""
    return (
        Right(
            actions=("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"),
            resources=(bucket_arn,),
        ),
        storage.writes_in_parts(bucket_arn, f"{folder}*"),
    )


def calls(api: str, stage: str) -> tuple[Right, ...]:
    """Ask what serves any task, by every path."""
    return (_invokes(api, stage, "*", tuple(ROUTES), because=ANY_TASK),)


def calls_of_own_task(api: str, stage: str) -> tuple[Right, ...]:
    """Ask what serves the task that the principal's tag names: by the paths that name a task."""
    return (_invokes(api, stage, OWN_TASK, tuple(path for path in ROUTES if "{task}" in path)),)


def _invokes(
    api: str, stage: str, task: str, paths: tuple[str, ...], *, because: str = ""
) -> Right:
    begins = f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:{api}/{stage}"
    return Right(
        actions=("execute-api:Invoke",),
        resources=tuple(
            f"{begins}/{ROUTES[path].method}{path.replace('{task}', task)}" for path in paths
        ),
        because=because,
    )
