"""The keys: one for data, one for custom models, one for what the operation needs."""

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.environment import Environment
from tuning import naming


class Keys(Construct):
    """Three rotating keys, so that who reads notifications cannot thereby read data.

    Attributes:
        data: the buckets and the ledger.
        model: custom models and evaluation jobs.
        operations: log groups, notifications and the dead-letter queue.
    """

    def __init__(self, scope: Construct, id_: str, *, environment: Environment) -> None:
        super().__init__(scope, id_)
        self._environment = environment
        self.data = self._key("Data", "datasets, artifacts and the ledger")
        self.model = self._key("Model", "custom models and evaluation jobs")
        self.operations = self._key("Operations", "logs, notifications and undelivered events")
        self.model.add_to_resource_policy(_evaluation_jobs())
        self.operations.add_to_resource_policy(_logs(environment.name))
        self.operations.add_to_resource_policy(_notifiers())

    def _key(self, id_: str, purpose: str) -> kms.Key:
        return kms.Key(
            self,
            id_,
            description=f"{naming.PROJECT} {self._environment.name}: {purpose}",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN
            if self._environment.retain
            else RemovalPolicy.DESTROY,
        )


def _evaluation_jobs() -> iam.PolicyStatement:
    """Bedrock itself encrypts what an evaluation job keeps between its steps."""
    jobs = f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}:{Aws.ACCOUNT_ID}:evaluation-job/*"
    return iam.PolicyStatement(
        sid="EvaluationJobs",
        principals=[iam.ServicePrincipal("bedrock.amazonaws.com")],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=["*"],
        conditions={
            "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
            "ArnLike": {
                "aws:SourceArn": jobs,
                "kms:EncryptionContext:evaluationJobArn": jobs,
            },
        },
    )


def _logs(environment: str) -> iam.PolicyStatement:
    """CloudWatch Logs, for the log groups of this environment: each names itself in the context."""
    groups = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:"
    stem = naming.stack_name(environment, "")
    return iam.PolicyStatement(
        sid="LogGroups",
        principals=[iam.ServicePrincipal(f"logs.{Aws.REGION}.amazonaws.com")],
        actions=[
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncrypt*",
            "kms:GenerateDataKey*",
            "kms:DescribeKey",
        ],
        resources=["*"],
        conditions={
            "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": [
                    f"{groups}{stem}*",
                    f"{groups}/aws/vendedlogs/states/{stem.removesuffix('-')}*",
                ]
            }
        },
    )


def _notifiers() -> iam.PolicyStatement:
    """Without these, alarms and undelivered events vanish silently: both are sent encrypted."""
    return iam.PolicyStatement(
        sid="AlarmsAndUndeliveredEvents",
        principals=[
            iam.ServicePrincipal("cloudwatch.amazonaws.com"),
            iam.ServicePrincipal("events.amazonaws.com"),
        ],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=["*"],
        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    )
