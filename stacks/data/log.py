"""A log group."""

from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.data.retention import removal
from stacks.environments.environment import Environment
from stacks.rights.policy import Right


class Log(Construct):
    """Encrypted, and kept for as long as the environment says."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        key: kms.IKey,
        name: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.log_group = logs.LogGroup(
            self,
            "Group",
            log_group_name=name,
            encryption_key=key,
            removal_policy=removal(environment),
        )
        resource = self.log_group.node.default_child
        assert isinstance(resource, logs.CfnLogGroup)  # noqa: S101 - narrows the type for mypy
        # The construct takes an enumeration that cannot be reached from a number of days.
        resource.retention_in_days = environment.log_retention_days

    @property
    def writes(self) -> Right:
        """The right to write this log, in place of AWS's managed policy that covers every log."""
        return Right(
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(self.log_group.log_group_arn,),
        )
