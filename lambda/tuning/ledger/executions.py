"""The executions that own runs: whether one goes on."""

from typing import Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of

ALIVE: Final = frozenset({"RUNNING", "PENDING_REDRIVE"})
"""How Step Functions calls an execution that goes on by itself."""


def alive(execution: str) -> bool:
    """Say whether an execution goes on; one that Step Functions has forgotten does not.

    Args:
        execution: its ARN.
    """
    try:
        answer = clients.stepfunctions().describe_execution(executionArn=execution)
    except ClientError as error:
        if code_of(error) != "ExecutionDoesNotExist":
            raise
        return False
    return answer["status"] in ALIVE
