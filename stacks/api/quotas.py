"""The table that counts what each caller asks."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from tuning.api import quota


class Quotas(Construct):
    """One item for each caller and window of time, which DynamoDB deletes days after it.

    Attributes:
        table: beside the ledger, so that what answers applications writes nothing of a run.
    """

    def __init__(self, scope: Construct, id_: str, *, key: kms.IKey) -> None:
        super().__init__(scope, id_)
        self.table = dynamodb.Table(
            self,
            "Callers",
            partition_key=dynamodb.Attribute(name=quota.KEY, type=dynamodb.AttributeType.STRING),
            time_to_live_attribute=quota.EXPIRES,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=key,
            # A day of counts is no data that anybody would miss.
            removal_policy=RemovalPolicy.DESTROY,
        )
