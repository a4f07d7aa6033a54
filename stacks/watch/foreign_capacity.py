"""What bills and is made outside the pipeline: people are told who made it, at once."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.environments.environment import Environment
from stacks.rights import lease, storage
from stacks.walk.rule_role import RuleRole
from tuning import naming

MAKES: Final = (
    "CreateProvisionedModelThroughput",
    "CreateCustomModelDeployment",
    "CreateModelCustomizationJob",
)
"""What a model is trained by, and what it bills by the hour or the token."""


class ForeignCapacity(Construct):
    """A rule on CloudTrail's record of the call; the account needs a trail of management events.

    What was made is not touched. The reaper's own count of foreign units tells the same a little
    later, with no trail.

    Attributes:
        rule: what hears of the calls.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        makers: Sequence[str],
        topic: sns.ITopic,
        operations_key_arn: str,
        untold: sqs.IQueue,
    ) -> None:
        """Tell the topic's people of all that is not made under one of these roles."""
        super().__init__(scope, id_)
        name = naming.stack_name(environment.name, "foreign-capacity")
        role = RuleRole(
            self,
            "Role",
            rule=name,
            description="Tells people what bills and was made outside the pipeline",
            rights=[lease.publishes(topic.topic_arn), storage.encrypts(operations_key_arn, "sns")],
        )
        issuer = ("userIdentity", "sessionContext", "sessionIssuer", "arn")
        self.rule = events.Rule(
            self,
            "Bought",
            rule_name=name,
            description="Somebody trains, or serves a model, outside the pipeline",
            event_pattern=events.EventPattern(
                source=["aws.bedrock"],
                detail_type=["AWS API Call via CloudTrail"],
                detail={
                    "eventSource": ["bedrock.amazonaws.com"],
                    "eventName": list(MAKES),
                    # A person or the root user has no session, and "anything but" needs a value.
                    "$or": [
                        _nested(issuer, [{"anything-but": list(makers)}]),
                        _nested(issuer, [{"exists": False}]),
                    ],
                },
            ),
            targets=[
                targets.SnsTopic(
                    topic,
                    message=events.RuleTargetInput.from_text(
                        f"{_said('eventName')} was called outside the pipeline by "
                        f"{_said('userIdentity.arn')} at {events.EventField.time}. What it made "
                        "bills until somebody stops or deletes it; the pipeline leaves it alone."
                    ),
                    dead_letter_queue=untold,
                    authorize_using_role=True,
                    role=role.role,
                )
            ],
        )


def _said(name: str) -> str:
    """Return what CloudTrail's record says under a name."""
    return events.EventField.from_path(f"$.detail.{name}")


def _nested(path: tuple[str, ...], value: list[dict[str, object]]) -> dict[str, object]:
    """Return the pattern of a value at a path."""
    pattern: object = value
    for name in reversed(path):
        pattern = {name: pattern}
    assert isinstance(pattern, dict)  # noqa: S101 - narrows the type for mypy
    return pattern
