"""A Lambda function of the pipeline: one for each state of the walk, and the reaper's."""

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import Duration, Size
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.data.log import Log
from stacks.environments.environment import Environment
from stacks.functions.code import RUNTIME, Code
from stacks.rights.policy import Policy, Right
from stacks.walk.extent import Brings, Extent
from tuning import naming

TRACES: Final = Right(
    actions=("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
    resources=("*",),
    because="X-Ray defines no resource type for sending traces, so nothing narrower exists.",
)


class PipelineFunction(Construct):
    """A function with a role, a policy and a log group that no other function has."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        handler: str,
        purpose: str,
        environment: Environment,
        code: Code,
        operations_key: kms.IKey,
        variables: Mapping[str, str],
        rights: Sequence[Right],
        extent: Extent,
        brings: Brings,
    ) -> None:
        super().__init__(scope, name)
        log = Log(self, "Log", environment=environment, key=operations_key)
        role = iam.Role(
            self,
            "Role",
            description=f"What {name} may do",
            path=naming.role_path(environment.name, name),
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        )
        self.role = role
        policy = Policy(self, "Policy", role=role, rights=[*rights, log.writes, TRACES])
        self.function = lambda_.Function(
            self,
            "Function",
            description=purpose,
            runtime=RUNTIME,
            architecture=code.architecture,
            handler=handler,
            code=code.source,
            layers=code.layers(brings),
            role=role.without_policy_updates(),
            log_group=log.log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            tracing=lambda_.Tracing.ACTIVE,
            timeout=Duration.seconds(extent.timeout_seconds),
            memory_size=extent.memory_mb,
            ephemeral_storage_size=Size.mebibytes(extent.disk_mb),
            environment={
                **variables,
                "POWERTOOLS_SERVICE_NAME": "tuning",
                "POWERTOOLS_LOG_LEVEL": "INFO",
            },
        )
        # Lambda looks at the role's right to send traces as it creates the function. The policy of
        # its own only: later ones name the state machine, which names the function.
        self.function.node.add_dependency(policy)
