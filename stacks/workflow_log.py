"""The state machine's log group."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.environments import Environment
from tuning import naming


class WorkflowLog(Construct):
    """Where Step Functions writes what happened, without the data that it happened to.

    The name begins with ``/aws/vendedlogs/`` because CloudWatch Logs keeps delivery permissions in
    one resource policy of limited size, and log groups of that prefix share one entry in it.
    """

    def __init__(
        self, scope: Construct, id_: str, *, environment: Environment, key: kms.IKey
    ) -> None:
        super().__init__(scope, id_)
        self.log_group = logs.LogGroup(
            self,
            "Group",
            log_group_name=f"/aws/vendedlogs/states/{naming.PROJECT}-{environment.name}",
            retention=logs.RetentionDays.of(environment.log_retention_days)
            if hasattr(logs.RetentionDays, "of")
            else None,
            encryption_key=key,
            removal_policy=RemovalPolicy.RETAIN if environment.retain else RemovalPolicy.DESTROY,
        )
