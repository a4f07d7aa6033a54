"""An alarm that rings already tells nobody of what goes wrong next: the reaper does, by name."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.unit.conftest import Bucket
from tests.unit.hosting.conftest import RUN
from tests.unit.hosting.world import World
from tuning.handlers.reap import reap
from tuning.ledger import known
from tuning.run.hosting import Serving
from tuning.upkeep import news
from tuning.upkeep.reaper import ReaperFailed

Buy = Callable[[], Serving]
OTHER = "chat-0123456789ab"


@pytest.fixture(autouse=True)
def _artifacts(bucket: Bucket) -> None:
    """Reports are written into a bucket in memory."""


def swept(world: World) -> list[str]:
    """Sweep, and return what people are told then."""
    told = len(world.told)
    with suppress(ReaperFailed):
        reap({}, None)
    return [message for _, message in world.told[told:]]


def test_what_goes_wrong_while_the_alarm_rings_is_told_by_name_and_once(world: World) -> None:
    world.items[RUN]["status"] = {"S": "no such status"}
    first = swept(world)
    world.claim(OTHER)
    world.items[OTHER]["status"] = {"S": "no such status"}

    then, after = swept(world), swept(world)

    assert [True] == [f"run {RUN} cannot be read" in message for message in first]
    assert [(True, False)] == [
        (f"run {OTHER} cannot be read" in m, f"run {RUN} cannot be read" in m) for m in then
    ]
    assert ["1 earlier thing of which you know is still so" in message for message in then]
    assert [] == after


def test_what_was_over_and_comes_back_is_told_again(world: World) -> None:
    for _ in range(2):
        world.items[RUN]["status"] = {"S": "no such status"}
        assert 1 == len(swept(world))
        world.items[RUN]["status"] = {"S": "running"}
        assert [] == swept(world)


def test_capacity_that_somebody_else_buys_is_told_each_time(world: World) -> None:
    arns = [f"arn:aws:bedrock:us-east-1:123456789012:provisioned-model/{n:012}" for n in "12"]
    for number, arn in enumerate(arns):
        world.hold("throughput", arn, name=f"theirs-{number}", tags={})
        (message,) = swept(world)
        assert arn in message
        assert [] == swept(world)
    world.hold("deployment", arns[0].replace("provisioned-model", "d"), name="free", tags={})
    assert [] == swept(world)


def test_what_people_know_fits_an_item_and_what_is_broken_there_is_written_anew(
    world: World,
) -> None:
    known.write([f"{number:0100}" for number in range(5000)])
    assert len(str(world.items[known.WRONG])) < 100_000

    world.items[known.WRONG]["known"] = {"S": "{"}
    news.tell({"a": "A is wrong."})

    assert 1 == len(world.told)
    assert {"a"} == known.read()


def test_a_message_names_some_and_counts_the_rest(world: World) -> None:
    news.tell({str(n): f"{n} is wrong\nSubject: you have won" for n in range(50)})

    ((subject, message),) = world.told
    assert "Needs a person: 50 things (dev)" == subject
    assert "- and 30 more, in the reaper's log" in message
    assert "\nSubject" not in message
