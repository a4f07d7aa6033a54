"""The state machine's log group."""

from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.environment import Environment
from stacks.log import Log
from tuning import naming


class WorkflowLog(Log):
    """Where Step Functions writes what happened, without the data that it happened to.

    The name begins with ``/aws/vendedlogs/`` because CloudWatch Logs keeps delivery permissions in
    one resource policy of limited size, and log groups of that prefix share one entry in it.
    """

    def __init__(
        self, scope: Construct, id_: str, *, environment: Environment, key: kms.IKey
    ) -> None:
        name = f"/aws/vendedlogs/states/{naming.PROJECT}-{environment.name}"
        super().__init__(scope, id_, environment=environment, key=key, name=name)
