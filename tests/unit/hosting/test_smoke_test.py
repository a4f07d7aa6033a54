import time
from collections.abc import Callable
from typing import Any

import pytest

from stacks.walk.extent import ASKS_ONCE
from tests.unit.hosting.conftest import RUN
from tests.unit.hosting.world import ACCOUNT, World
from tuning.clients import RUNTIME
from tuning.hosting import smoke_test
from tuning.hosting.smoke_test import PAUSES, Silent
from tuning.run.lease import Lease

Serve = Callable[[str], Lease]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made."""
    made: list[float] = []
    monkeypatch.setattr(time, "sleep", made.append)
    return made


@pytest.fixture
def arn(serve: Serve, pauses: list[float]) -> str:
    lease = serve(RUN)
    assert lease.arn
    return lease.arn


def test_an_answer_with_text_is_asked_for_once(world: World, arn: str) -> None:
    smoke_test.ask(arn)

    assert 1 == world.calls.count("Converse")


def test_a_model_that_still_loads_is_asked_again_after_growing_pauses(
    world: World, arn: str, pauses: list[float]
) -> None:
    world.warming = 3

    smoke_test.ask(arn)

    assert 4 == world.calls.count("Converse")
    assert [0.0, *PAUSES[:3]] == pauses


def test_a_model_that_never_loads_is_given_up(world: World, arn: str) -> None:
    world.warming = 100

    with pytest.raises(Silent, match=r"did not answer 6 test questions: ModelNotReadyException"):
        smoke_test.ask(arn)
    assert 6 == world.calls.count("Converse")


def test_an_answer_without_text_is_none(world: World, arn: str) -> None:
    world.mute.add(arn)

    with pytest.raises(Silent, match=r"without text \(end_turn\)"):
        smoke_test.ask(arn)


def test_what_is_not_there_is_not_asked_again(world: World, arn: str) -> None:
    with pytest.raises(Silent, match="refused a test question: ResourceNotFoundException"):
        smoke_test.ask(f"{ACCOUNT}:provisioned-model/gone")
    assert 1 == world.calls.count("Converse")


def test_all_attempts_end_before_their_function_does() -> None:
    config: Any = RUNTIME
    hanging = config.connect_timeout + config.read_timeout
    assert (len(PAUSES) + 1) * hanging + sum(PAUSES) < ASKS_ONCE.timeout_seconds
