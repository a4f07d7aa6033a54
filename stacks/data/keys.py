"""The keys: one for data, one for custom models, one for what the operation needs."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.data.retention import removal
from stacks.environments.environment import Environment
from stacks.rights import bedrock, bedrock_arns
from tuning import naming
from tuning.key_statements import of_bedrock


class Keys(Construct):
    """Three rotating keys, so that who reads notifications cannot thereby read data.

    Attributes:
        data: the buckets and the ledger.
        model: custom models and evaluation jobs.
        operations: log groups, notifications and the dead-letter queues.
    """

    def __init__(self, scope: Construct, id_: str, *, environment: Environment) -> None:
        super().__init__(scope, id_)
        self._environment = environment
        self.data = self._key("Data", "datasets, artifacts and the ledger")
        self.model = self._key("Model", "custom models and evaluation jobs")
        self.operations = self._key("Operations", "logs, notifications and undelivered events")
        for statement in of_bedrock(bedrock_arns.owned(bedrock.EVALUATIONS)):
            self.model.add_to_resource_policy(iam.PolicyStatement.from_json(statement))
        self.operations.add_to_resource_policy(_logs(environment.name))
        self.operations.add_to_resource_policy(_alarms())
        self.operations.add_to_resource_policy(_undelivered_events())

    def _key(self, id_: str, purpose: str) -> kms.Key:
        return kms.Key(
            self,
            id_,
            description=f"{naming.PROJECT} {self._environment.name}: {purpose}",
            enable_key_rotation=True,
            removal_policy=removal(self._environment),
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
                    f"{groups}/aws/vendedlogs/states/{stem}*",
                ]
            }
        },
    )


def _alarms() -> iam.PolicyStatement:
    """Without this, alarms vanish silently: they are sent encrypted."""
    return iam.PolicyStatement(
        sid="Alarms",
        principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=["*"],
        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    )


def _undelivered_events() -> iam.PolicyStatement:
    """Without this, undelivered events and mail vanish silently: they are kept encrypted.

    Bound to the queues of this account by the encryption context that SQS always gives, and not by
    aws:SourceAccount: nothing says that it is sent on the way to a dead-letter queue.
    """
    queues = f"arn:{Aws.PARTITION}:sqs:{Aws.REGION}:{Aws.ACCOUNT_ID}:*"
    return iam.PolicyStatement(
        sid="UndeliveredEvents",
        principals=[
            iam.ServicePrincipal("events.amazonaws.com"),
            iam.ServicePrincipal("sns.amazonaws.com"),
        ],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=["*"],
        conditions={"ArnLike": {"kms:EncryptionContext:aws:sqs:arn": queues}},
    )
