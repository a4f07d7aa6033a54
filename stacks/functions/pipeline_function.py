"""A Lambda function of the pipeline: one for each state of the walk, and the reaper's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from tuning import naming

TRACES: Final = Right(
    actions=("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
    resources=("*",),
    because="X-Ray defines no resource type for sending traces, so nothing narrower exists.",
)


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much of a machine a function needs, and for how long at most.

    CPU grows with memory: 1,769 MB is one whole core.
    """

    memory_mb: int = 256
    timeout_seconds: int = 120
    disk_mb: int = 512


EXTENTS: Final = {
    # One whole core, because a file is read by one thread, and the longest that a function may run.
    # The disk holds every converted record twice, in the order dropped and by its part: the largest
    # dataset that Bedrock takes (20,000 records of 32,000 tokens of 6 characters) is under 4 GB.
    "ValidateDataset": Extent(memory_mb=1769, timeout_seconds=900, disk_mb=10_240),
    # A segment is read like a file; a file that cannot be cut is one segment, whatever its size.
    "ValidateSegment": Extent(memory_mb=1769, timeout_seconds=900, disk_mb=10_240),
    # Reads on until it meets a record whose format it knows, which is the first one as a rule.
    "PlanValidation": Extent(memory_mb=1769, timeout_seconds=900),
    # Hashes all that the job will read, as a stream.
    "StartCustomization": Extent(memory_mb=1769, timeout_seconds=900),
    "JudgeTraining": Extent(memory_mb=512),
    # Puts every held-out prompt to two models.
    "AskModels": Extent(memory_mb=1024, timeout_seconds=900),
    "CheckEvaluation": Extent(memory_mb=512, timeout_seconds=300),
    "CompareModels": Extent(memory_mb=1024, timeout_seconds=300),
    "PublishReport": Extent(memory_mb=512),
    # Looks at all that the account holds, and writes the reports of runs that broke off.
    "Reap": Extent(memory_mb=512, timeout_seconds=900),
}
"""What differs from the default extent, by the function's name."""


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
        extent = EXTENTS.get(name, Extent())
        self.function = lambda_.Function(
            self,
            "Function",
            description=purpose,
            runtime=RUNTIME,
            architecture=code.architecture,
            handler=handler,
            code=code.source,
            layers=[code.dependencies],
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
