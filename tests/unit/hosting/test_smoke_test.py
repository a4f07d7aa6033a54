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
from tuning.settings import Settings, deployed

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


@pytest.fixture
def guarded(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNING_GUARDRAIL_ARN", "arn")
    monkeypatch.setenv("TUNING_GUARDRAIL_VERSION", "3")
    deployed.cache_clear()


def test_without_a_guardrail_nothing_is_asked_through_one(world: World, arn: str) -> None:
    smoke_test.ask(arn)

    assert [None] == world.through


@pytest.mark.usefixtures("guarded")
def test_it_is_asked_through_the_guardrail_of_the_environment(world: World, arn: str) -> None:
    smoke_test.ask(arn)

    assert [
        {"guardrailIdentifier": "arn", "guardrailVersion": "3", "trace": "enabled"}
    ] == world.through


@pytest.mark.usefixtures("guarded")
def test_a_guardrail_that_blocks_our_own_question_is_named_with_its_policy(
    world: World, arn: str
) -> None:
    filters = [{"type": "PROMPT_ATTACK", "confidence": "LOW", "action": "BLOCKED"}]
    found = {"contentPolicy": {"filters": filters}}
    world.trace = {"guardrail": {"inputAssessment": {"g": found}}}

    with pytest.raises(Silent) as refused:
        smoke_test.ask(arn)

    assert str(refused.value) == (
        f"{arn} was asked a test question, and the guardrail blocked the question (content: prompt "
        "attack): mend [guardrail] in settings/dev.toml"
    )
