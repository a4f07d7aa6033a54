"""The state machine's log group."""

from aws_cdk import Aws, Fn
from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.data.log import Log
from stacks.environments.environment import Environment
from tuning import naming


class WorkflowLog(Log):
    """Where Step Functions writes what happened, without the data that it happened to.

    The name begins with ``/aws/vendedlogs/`` because CloudWatch Logs keeps delivery permissions in
    one resource policy of limited size, and log groups of that prefix share one entry in it.
    """

    def __init__(
        self, scope: Construct, id_: str, *, environment: Environment, key: kms.IKey
    ) -> None:
        stem = f"/aws/vendedlogs/states/{naming.stack_name(environment.name, '')}"
        super().__init__(
            scope, id_, environment=environment, key=key, name=f"{stem}{_of_this_stack()}"
        )


def _of_this_stack() -> str:
    """Return eight digits of the stack's own id: a log that is kept must not bar the next stack."""
    uuid = Fn.select(2, Fn.split("/", Aws.STACK_ID))
    return Fn.select(0, Fn.split("-", uuid))
