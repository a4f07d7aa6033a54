"""The foundation: what must survive when the pipeline is replaced."""

from aws_cdk import Environment as Destination
from aws_cdk import Stack
from constructs import Construct

from stacks.data.artifact_guard import guards_of_jobs
from stacks.data.buckets import Buckets
from stacks.data.keys import Keys
from stacks.data.ledger import Ledger
from stacks.environments.environment import Environment
from stacks.environments.holdings import Holdings
from stacks.rights.bedrock_roles import BedrockRoles
from tuning import naming


class FoundationStack(Stack):
    """Keys, buckets, the ledger, and the roles that Bedrock assumes.

    Attributes:
        holdings: names and ARNs of all of it, as exports that the pipeline imports.
        buckets: what people drop, what runs leave behind, and who looked at either.
        runs: the ledger's table.
        customization_role: what Bedrock trains under.
    """

    def __init__(
        self, scope: Construct, id_: str, *, environment: Environment, destination: Destination
    ) -> None:
        super().__init__(
            scope,
            id_,
            stack_name=naming.stack_name(environment.name, "foundation"),
            description=f"{naming.PROJECT} {environment.name}: keys, data and the runs ledger",
            env=destination,
            termination_protection=environment.termination_protection,
        )
        keys = Keys(self, "Keys", environment=environment)
        buckets = Buckets(self, "Buckets", environment=environment, key=keys.data)
        ledger = Ledger(self, "Ledger", environment=environment, key=keys.data)
        roles = BedrockRoles(
            self,
            "BedrockRoles",
            environment=environment,
            artifacts=buckets.artifacts,
            data_key=keys.data,
            model_key=keys.model,
        )
        for statement in guards_of_jobs(
            buckets.artifacts,
            environment,
            trains=roles.customization.role_arn,
            evaluates=roles.evaluation.role_arn,
        ):
            buckets.artifacts.add_to_resource_policy(statement)
        # Last, because the table may forbid its deletion, and then no rollback could undo it.
        ledger.node.add_dependency(keys, buckets, roles)
        self.buckets = buckets
        self.runs = ledger.table
        self.customization_role = roles.customization
        self.holdings = Holdings(
            datasets_bucket=self.export_value(buckets.datasets.bucket_name),
            datasets_arn=self.export_value(buckets.datasets.bucket_arn),
            artifacts_bucket=self.export_value(buckets.artifacts.bucket_name),
            artifacts_arn=self.export_value(buckets.artifacts.bucket_arn),
            access_logs_arn=self.export_value(buckets.access_logs.bucket_arn),
            runs_table=self.export_value(ledger.table.table_name),
            runs_table_arn=self.export_value(ledger.table.table_arn),
            data_key_arn=self.export_value(keys.data.key_arn),
            model_key_arn=self.export_value(keys.model.key_arn),
            operations_key_arn=self.export_value(keys.operations.key_arn),
            customization_role_arn=self.export_value(roles.customization.role_arn),
            evaluation_role_arn=self.export_value(roles.evaluation.role_arn),
        )
