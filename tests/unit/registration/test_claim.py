"""Who owns a dataset version: one execution, or the next one if that never understood it."""

import json
from functools import partial

import pytest

from tests.unit.conftest import Served
from tests.unit.hosting.world import World
from tuning.ledger import items, runs
from tuning.run.run import RunStatus
from tuning.settings import Settings

RUN = "faq-0123456789ab"


@pytest.fixture
def world(settings: Settings, served: Served) -> World:
    made = World()
    served(dynamodb=made.client("dynamodb"))
    return made


def claim(execution: str) -> bool:
    return runs.claim(RUN, task="faq", execution=execution)


def registered(world: World, outcome: str) -> None:
    registration = {"run_id": RUN, "task": "faq", "outcome": outcome}
    world.items[RUN]["registration"] = {"S": json.dumps(registration)}


def test_a_version_is_claimed_once_and_kept_by_who_asks_again(world: World) -> None:
    assert [True, True, False] == [claim("first"), claim("first"), claim("second")]


@pytest.mark.parametrize("registration", [None, "waiting"])
def test_a_drop_that_failed_before_it_was_understood_is_claimed_by_who_sends_it_again(
    world: World, registration: str | None
) -> None:
    claim("first")
    if registration:
        registered(world, registration)
    items.note(RUN, status=RunStatus.FAILED)

    assert [True, False] == [claim("second"), claim("third")]

    run = runs.get(RUN)
    assert ("second", RunStatus.RUNNING) == (run.execution, run.status)
    assert run.registration is None


@pytest.mark.parametrize("outcome", ["ready", "refused"])
def test_a_drop_that_was_understood_is_never_claimed_again(world: World, outcome: str) -> None:
    claim("first")
    registered(world, outcome)
    items.note(RUN, status=RunStatus.FAILED)

    assert not claim("second")


def test_a_run_that_somebody_cancelled_stays_cancelled(world: World) -> None:
    claim("first")
    items.note(RUN, status=RunStatus.CANCELLED)

    assert not claim("second")


def test_of_two_that_send_a_drop_again_at_once_one_claims_it(world: World) -> None:
    claim("first")
    items.note(RUN, status=RunStatus.FAILED)
    world.meanwhile["GetItem"] = partial(claim, "second")

    assert not claim("third")
    assert "second" == runs.get(RUN).execution
