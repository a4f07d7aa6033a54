"""The pipeline: everything that can be replaced without losing anything."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import Environment as Destination
from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.environments.environment import Environment
from stacks.environments.holdings import Holdings
from stacks.functions.code import Code
from stacks.functions.functions import Functions, settings_of
from stacks.guardrail.guardrail import pinned
from stacks.rights.people import People
from stacks.walk.trigger import Trigger
from stacks.walk.undelivered import Undelivered
from stacks.walk.workflow import Workflow
from stacks.watch.alarms import Alarms
from stacks.watch.budget import Budget
from stacks.watch.dashboard import Dashboard
from stacks.watch.foreign_capacity import ForeignCapacity
from stacks.watch.notifications import Notifications
from stacks.watch.reaper import Reaper
from stacks.watch.untold import Untold
from tuning import naming
from tuning.handlers.buy_throughput import buy_throughput
from tuning.handlers.deploy_on_demand import deploy_on_demand
from tuning.handlers.start_customization import start_customization


class PipelineStack(Stack):
    """The functions, the state machine that walks them, its trigger and its alarms.

    Attributes:
        topic: tells people how runs end and what went wrong.
        state_machine: one execution for each drop.
        policies: for the people of the environment, by what they are, for example ``Approver``.
    """

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
        key = kms.Key.from_key_arn(self, "OperationsKey", holdings.operations_key_arn)
        untold = Untold(self, "Untold", key=key)
        notifications = Notifications(
            self, "Notifications", environment=environment, key=key, untold=untold.queue
        )
        code = Code(self, "Code", environment=environment)
        guardrail = pinned(self, environment, holdings)
        settings = settings_of(
            environment,
            holdings,
            topic_arn=notifications.topic.topic_arn,
            guardrail=guardrail,
        )
        reaper = Reaper(
            self,
            "Reaper",
            environment=environment,
            settings=settings,
            holdings=holdings,
            code=code,
            operations_key=key,
            untold=untold.queue,
        )
        settings = reaper.settings
        functions = Functions(
            self,
            "Functions",
            environment=environment,
            settings=settings,
            holdings=holdings,
            code=code,
            operations_key=key,
        )
        undelivered = Undelivered(self, "Undelivered", key=key)
        workflow = Workflow(
            self,
            "Workflow",
            environment=environment,
            functions=functions.by_state,
            topic=notifications.topic,
            undelivered=undelivered.queue,
            operations_key=key,
        )
        functions.watch(workflow.state_machine)
        reaper.watch(workflow.state_machine)
        trigger = Trigger(
            self,
            "Trigger",
            environment=environment,
            datasets_bucket=holdings.datasets_bucket,
            state_machine=workflow.state_machine,
            undelivered=undelivered.queue,
        )
        alarms = Alarms(
            self,
            "Alarms",
            environment=environment,
            state_machine=workflow.state_machine,
            undelivered=undelivered.queue,
            untold=untold.queue,
            reaper=reaper.function,
            topic=notifications.topic,
        )
        Dashboard(
            self,
            "Dashboard",
            environment=environment,
            state_machine=workflow.state_machine,
            undelivered=undelivered.queue,
            functions={**functions.by_state, "Reap": reaper.function},
        )
        foreign_capacity = ForeignCapacity(
            self,
            "ForeignCapacity",
            environment=environment,
            makers=[
                functions.role_of(state).role_arn
                for state in (buy_throughput, deploy_on_demand, start_customization)
            ],
            topic=notifications.topic,
            operations_key_arn=holdings.operations_key_arn,
            untold=untold.queue,
        )
        if environment.monthly_budget_usd:
            Budget(
                self, "Budget", environment=environment, monthly_usd=environment.monthly_budget_usd
            )
        people = People(
            self,
            "People",
            environment=environment,
            holdings=holdings,
            settings=settings,
            state_machine=workflow.state_machine,
            undelivered=undelivered.queue,
            rules=[each.rule_arn for each in (trigger.rule, foreign_capacity.rule, *reaper.rules)],
            alarms=[each.alarm_arn for each in alarms.made],
        )
        self.topic = notifications.topic
        self.state_machine = workflow.state_machine
        self.policies = people.policies
        outputs = {
            **settings.to_outputs(),
            **people.outputs,
            "UndeliveredUrl": undelivered.queue.queue_url,
            "StateMachineArn": workflow.state_machine.state_machine_arn,
            "DropADataset": f"python -m tuning drop FOLDER --env {environment.name}",
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
