"""The runs ledger."""

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.data.retention import removal
from stacks.environments.environment import Environment
from tuning.ledger import items, queue


class Ledger(Construct):
    """One item for each run; the last word on what was claimed, decided and held."""

    def __init__(
        self, scope: Construct, id_: str, *, environment: Environment, key: kms.IKey
    ) -> None:
        super().__init__(scope, id_)
        table = dynamodb.Table(
            self,
            "Runs",
            partition_key=dynamodb.Attribute(name=items.KEY, type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=key,
            deletion_protection=environment.retain,
            removal_policy=removal(environment),
        )
        table.add_global_secondary_index(
            index_name=items.OPEN_INDEX,
            partition_key=dynamodb.Attribute(name=items.OPEN, type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name=items.EXECUTION, type=dynamodb.AttributeType.STRING),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        table.add_global_secondary_index(
            index_name=queue.LINE_INDEX,
            partition_key=dynamodb.Attribute(name=queue.LINE, type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name=queue.JOINED, type=dynamodb.AttributeType.STRING),
            projection_type=dynamodb.ProjectionType.INCLUDE,
            non_key_attributes=[items.EXECUTION],
        )
        self.table = table
