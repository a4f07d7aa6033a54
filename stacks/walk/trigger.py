"""What starts the walk: a file dropped into the datasets bucket."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from stacks.environments.environment import Environment
from stacks.rights.policy import Right
from stacks.walk.rule_role import RuleRole
from tuning import naming
from tuning.registration.files import ANSWER, MANIFEST, RECIPE

ATTEMPTS: Final = 185
"""Most that EventBridge makes for one event (RetryPolicy.MaximumRetryAttempts)."""

MAX_AGE: Final = Duration.hours(24)
"""Longest that EventBridge tries (RetryPolicy.MaximumEventAgeInSeconds)."""

UNHEARD: Final = (ANSWER, f"/{RECIPE}", f"/{MANIFEST}", "/")
"""How the keys end of what starts no run whatever else is there: the pipeline's own answers, which
none may answer; recipes and manifests, which a training file's run reads; and what the console
writes for a folder."""


class Trigger(Construct):
    """Starts an execution for each file of the datasets bucket; what cannot be delivered is kept.

    The artifacts bucket sends no events, and in this one the pipeline may write its answers alone,
    which the rule does not hear of: nothing that a run writes can start another one.

    Attributes:
        rule: what hears of drops.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        datasets_bucket: str,
        state_machine: sfn.StateMachine,
        undelivered: sqs.IQueue,
    ) -> None:
        super().__init__(scope, id_)
        rule = naming.stack_name(environment.name, "drop")
        starts = Right(
            actions=("states:StartExecution",), resources=(state_machine.state_machine_arn,)
        )
        role = RuleRole(
            self,
            "Role",
            rule=rule,
            description="Starts the walk when a file is dropped",
            rights=[starts],
        )
        self.rule = events.Rule(
            self,
            "Rule",
            rule_name=rule,
            description="A file was dropped",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [datasets_bucket]},
                    "object": {
                        # Whoever drops what starts nothing is told so by RegisterRun, which passes
                        # over the rest. Words in names would need wildcards, which EventBridge
                        # counts; it takes a list of endings (event-ruler, "anything-but suffix").
                        "key": [{"anything-but": {"suffix": list(UNHEARD)}}]
                    },
                },
            ),
            targets=[
                targets.SfnStateMachine(
                    state_machine,
                    role=role.role,
                    dead_letter_queue=undelivered,
                    retry_attempts=ATTEMPTS,
                    max_event_age=MAX_AGE,
                )
            ],
        )
