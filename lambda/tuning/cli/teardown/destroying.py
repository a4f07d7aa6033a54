"""Destroying a stack, and waiting until it is gone."""

from typing import Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.cli.stacks import ABSENT, Stack
from tuning.cli.teardown.waiting import Waiting
from tuning.errors import code_of

STACK_MINUTES: Final = 45.0
"""Functions in a network of their own take longest: up to 20 minutes to give it back."""


def destroy(stack: Stack) -> str | None:
    """Delete a stack; return why it stays, None when it is gone."""
    cloudformation = clients.cloudformation()
    (description,) = cloudformation.describe_stacks(StackName=stack.name)["Stacks"]
    # By its id it can still be asked for when it is gone.
    identifier = description.get("StackId", stack.name)
    cloudformation.delete_stack(StackName=stack.name)
    status = ""
    for _ in Waiting(minutes=STACK_MINUTES):
        try:
            (description,) = cloudformation.describe_stacks(StackName=identifier)["Stacks"]
        except ClientError as error:
            if code_of(error) != ABSENT:
                raise
            return None
        status = description["StackStatus"]
        if status == "DELETE_COMPLETE":
            return None
        if status == "DELETE_FAILED":
            break
    return (
        f"stack {stack.name} is {status}: {description.get('StackStatusReason', 'no reason given')}"
    )
