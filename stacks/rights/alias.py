"""Rights to the names that stand for what serves a task: parameters of Systems Manager."""

from typing import Final

from aws_cdk import Aws

from stacks.rights.policy import Right
from tuning import naming

TASKS: Final = (
    "People choose tasks after the policy is written, and each has one parameter under the path of "
    "this environment alone."
)


def reads(environment: str) -> Right:
    """See what a task's name stands for, and what it stood for before."""
    return _may(environment, "ssm:GetParameter", "ssm:GetParameterHistory")


def lists(environment: str) -> Right:
    """See what every name stands for."""
    return _may(environment, "ssm:GetParameterHistory", "ssm:GetParametersByPath")


def switches(environment: str) -> Right:
    """Have a task's name stand for another model; the first time it is made, with tags."""
    return _may(
        environment,
        "ssm:AddTagsToResource",
        "ssm:GetParameter",
        "ssm:GetParameterHistory",
        "ssm:PutParameter",
    )


def withdraws(environment: str) -> Right:
    """Have a task's name stand for nothing, once what it stood for is deleted."""
    return _may(environment, "ssm:GetParameter", "ssm:PutParameter")


def deletes(environment: str) -> Right:
    """Find the names of an environment that is torn down, and delete them."""
    return _may(environment, "ssm:DeleteParameter", "ssm:GetParametersByPath")


def _may(environment: str, *actions: str) -> Right:
    path = naming.aliases(environment)
    arn = f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:parameter{path}*"
    return Right(actions=actions, resources=(arn,), because=TASKS)
