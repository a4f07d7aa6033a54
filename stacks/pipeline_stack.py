"""The pipeline: everything that can be replaced without losing anything."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import Environment as Destination
from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.alarms import Alarms
from stacks.environments import Environment
from stacks.functions import Functions, settings_of
from stacks.holdings import Holdings
from stacks.notifications import Notifications
from stacks.trigger import Trigger
from stacks.workflow import Workflow
from tuning import naming


class PipelineStack(Stack):
    """The functions, the state machine that walks them, its trigger and its alarms."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        destination: Destination,
        holdings: Holdings,
    ) -> None:
        super().__init__(
            scope,
            id_,
            stack_name=naming.stack_name(environment.name, "pipeline"),
            description=f"{naming.PROJECT} {environment.name}: from a dropped dataset to a verdict",
            env=destination,
            termination_protection=environment.termination_protection,
        )
        settings = settings_of(environment, holdings)
        key = kms.Key.from_key_arn(self, "OperationsKey", holdings.operations_key_arn)
        functions = Functions(
            self,
            "Functions",
            environment=environment,
            settings=settings,
            holdings=holdings,
            operations_key=key,
        )
        notifications = Notifications(self, "Notifications", environment=environment, key=key)
        workflow = Workflow(
            self,
            "Workflow",
            environment=environment,
            functions=functions.by_state,
            topic=notifications.topic,
            operations_key=key,
        )
        trigger = Trigger(
            self,
            "Trigger",
            datasets_bucket=holdings.datasets_bucket,
            state_machine=workflow.state_machine,
            operations_key=key,
        )
        Alarms(
            self,
            "Alarms",
            state_machine=workflow.state_machine,
            undelivered=trigger.undelivered,
            topic=notifications.topic,
        )
        bucket = holdings.datasets_bucket
        outputs = {
            **settings.to_outputs(),
            "StateMachineArn": workflow.state_machine.state_machine_arn,
            "DropADataset": (
                f"aws s3 cp datasets/TASK s3://{bucket}/{naming.INCOMING}/TASK/ --recursive"
            ),
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
