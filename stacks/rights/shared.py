"""Rights that every function has, and the one to see which executions live."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_stepfunctions as sfn

from stacks.rights import ledger, storage
from stacks.rights.policy import Right
from stacks.rights.scope import Scope


def of_every_state(scope: Scope, *, gives: str, own: Sequence[Right]) -> tuple[Right, ...]:
    """Record in the ledger what the state returned, and use the key of what the state works on.

    Args:
        scope: the environment.
        gives: the attribute under which it is kept.
        own: the state's own rights: only who works on objects uses the key through S3.
    """
    on_objects = any(action.startswith("s3:") for right in own for action in right.actions)
    services = ("s3", "dynamodb") if on_objects else ("dynamodb",)
    return (
        ledger.records(scope.holdings.runs_table_arn, gives),
        storage.encrypts(scope.holdings.data_key_arn, *services),
    )


def sees_executions(state_machine: sfn.StateMachine, *actions: str) -> Right:
    """See whether an execution of the state machine lives, and do to it what is said besides.

    Its ARN has the account as a reference, also where the account is known: what is found in it is
    answered by how it is spelled.
    """
    executions = (
        f"arn:{Aws.PARTITION}:states:{Aws.REGION}:{Aws.ACCOUNT_ID}:execution:"
        f"{state_machine.state_machine_name}:*"
    )
    return Right(
        actions=("states:DescribeExecution", *actions),
        resources=(executions,),
        because=(
            "Step Functions names an execution when it starts it. All that match are of this state "
            "machine itself."
        ),
    )
