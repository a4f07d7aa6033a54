"""However much a run carries along, there is room left in its item to close it."""

import re
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.conftest import Bucket
from tests.unit.hosting.conftest import RUN
from tests.unit.hosting.world import World, refusal
from tuning.cli import approve, cancel, extend
from tuning.errors import MOST_WORDS, TooLong
from tuning.ledger import items, runs
from tuning.report import publish
from tuning.run.approval import Approval
from tuning.run.registration import Registration
from tuning.run.run import Failure, RunStatus
from tuning.run.training import Customization, Slot
from tuning.upkeep.reaper import sweep

ITEM_BYTES = 400 * 1024
"""Of an item with the names of its attributes (DynamoDB, "Constraints")."""

STATE_BYTES = 256 * 1024
CAUSE = 32_768
"""Characters of what Step Functions says of an error (States.Catch, its Cause)."""


class Limited(World):
    """A world in which an item is no larger than DynamoDB takes it."""

    def UpdateItem(self, *, Key: Any, **request: Any) -> None:  # noqa: N802, N803  as the service
        key = Key["run_id"]["S"]
        before = dict(self.items.get(key, {}))
        super().UpdateItem(Key=Key, **request)
        if size(self.items[key]) > ITEM_BYTES:
            self.items[key] = before
            raise refusal("ValidationException")


def size(value: Any) -> int:
    """The bytes of an attribute's names and texts."""
    if isinstance(value, dict):
        return sum(len(name.encode()) + size(each) for name, each in value.items())
    return len(str(value).encode())


@pytest.fixture
def world(settings: object, served: Any, bucket: Bucket) -> World:
    made = Limited()
    services = ("bedrock", "dynamodb", "scheduler", "sns", "stepfunctions")
    served(**{service: made.client(service) for service in services})
    made.claim(RUN)
    return made


def recorded(key: str, result: object) -> None:
    items.record(RUN, state=key.title(), key=key, result=result, started=items.now())


def filled(registration: Registration, character: str) -> None:
    """Fill the state of the execution, and then let one more result not fit it."""
    width = len(character.encode())
    most = items.MOST_OF["registration"] - 8_000
    recorded("registration", replace(registration, left_over=(character * (most // width),)))
    left = STATE_BYTES - most
    waits = Slot(outcome="waiting", ahead=0, quota=1, busy=1, since="2026-11-21T08:00:00+00:00")
    for key in ("slot", "validation_plan", "validated_segment"):  # of which two are never read
        recorded(key, replace(waits, message=character * (left // 3 // width)))
    last = Customization(job_name="job", model_name="model", outcome="no_slot")
    recorded(
        "customization", replace(last, message=character * ((items.MOST_BYTES - 500) // width))
    )


@pytest.mark.parametrize("character", ["a", "\N{EURO SIGN}"])
def test_a_run_that_carries_all_that_it_may_is_closed_and_told_of(
    world: World, registration: Registration, character: str
) -> None:
    filled(registration, character)
    items.note(RUN, failure=Failure(error="States.Runtime", cause="x" * CAUSE))
    assert size(world.items[RUN]) > STATE_BYTES + items.MOST_BYTES
    world.end_execution(RUN, "FAILED")

    done = sweep()

    assert ([], [RUN]) == (done.failures, done.closed)
    assert RunStatus.FAILED is runs.get(RUN).status
    assert [] == sweep().closed


def test_a_result_that_leaves_no_room_is_refused_before_it_is_written(world: World) -> None:
    slot = Slot(outcome="waiting", ahead=0, quota=1, busy=1, since="", message="x" * 70_000)
    before = size(world.items[RUN])

    with pytest.raises(TooLong, match=re.escape(f"slot of {RUN} has 70,")):
        recorded("slot", slot)

    assert before == size(world.items[RUN])


def test_of_a_persons_words_as_much_is_kept_as_a_run_has_room_for(
    world: World, registration: Registration
) -> None:
    recorded("registration", registration)
    answer = Approval(outcome="denied", who="arn", when="2026-11-21T08:00:00", why="no " * 80_000)

    publish.publish(RUN, None, answer)

    kept = runs.get(RUN).approval
    assert kept
    assert MOST_WORDS == len(kept.why)


@pytest.mark.parametrize("command", [approve, cancel, extend])
def test_a_reason_at_the_terminal_has_a_length(
    command: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = ArgumentParser()
    command.arguments(parser)

    with pytest.raises(SystemExit):
        parser.parse_args([RUN, "--reason", "x" * 1001])

    assert "must have at most 1,000 characters, and has 1,001" in capsys.readouterr().err
