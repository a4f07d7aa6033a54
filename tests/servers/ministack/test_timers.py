import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.servers.ministack.account import ANYTHING, Account, name

SECONDS = 4.0
"""Longer than simulated minutes take, shorter than MiniStack's own pause between two looks."""


def rule(account: Account, queue: str) -> None:
    """Have a rule wake a queue every other minute."""
    events, called = account.aws.client("events"), name("rule")
    events.put_rule(Name=called, ScheduleExpression="rate(2 minutes)")
    events.put_targets(Rule=called, Targets=[{"Id": "queue", "Arn": queue}])


def schedule(account: Account, queue: str) -> None:
    """Have a schedule wake a queue once, in ten minutes of the machine's time."""
    account.aws.client("scheduler").create_schedule(
        Name=name("schedule"),
        ScheduleExpression=f"at({datetime.now(UTC) + timedelta(minutes=10):%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": queue,
            "RoleArn": account.role("scheduler", ANYTHING),
            "Input": json.dumps({"lease": "any"}),
        },
    )


def wakes(account: Account, timer: Callable[[Account, str], None]) -> bool:
    queues = account.aws.client("sqs")
    url = queues.create_queue(QueueName=name("queue"))["QueueUrl"]
    about = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    timer(account, about["Attributes"]["QueueArn"])
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        if queues.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages"):
            return True
    return False


@pytest.mark.parametrize("timer", [rule, schedule])
class TestTimers:
    def test_they_keep_the_rehearsals_time(
        self, patched: Account, timer: Callable[[Account, str], None]
    ) -> None:
        assert wakes(patched, timer)

    def test_the_mend_is_needed(
        self, published: Account, timer: Callable[[Account, str], None]
    ) -> None:
        assert not wakes(published, timer)


class TestDeadlines:
    @staticmethod
    def taken(account: Account, until: datetime) -> str:
        """The way that a Choice takes by the time at which it was entered."""
        rule = {
            "Variable": "$$.State.EnteredTime",
            "TimestampLessThanPath": "$.until",
            "Next": "InTime",
        }
        states = {
            "Deadline": {"Type": "Choice", "Choices": [rule], "Default": "Late"},
            "InTime": {"Type": "Pass", "End": True, "Result": "in time"},
            "Late": {"Type": "Pass", "End": True, "Result": "late"},
        }
        given = {"until": f"{until:%Y-%m-%dT%H:%M:%SZ}"}
        end = account.end(account.start(account.machine(states), given))
        return str(json.loads(end["output"]))

    def test_a_choice_compares_with_the_rehearsals_time(self, patched: Account) -> None:
        assert "in time" == self.taken(patched, datetime.now(UTC) + timedelta(days=365))
        assert "late" == self.taken(patched, datetime.now(UTC))

    def test_the_mend_is_needed(self, published: Account) -> None:
        assert "late" == self.taken(published, datetime.now(UTC) + timedelta(days=365))
