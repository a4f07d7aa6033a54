from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

import pytest

from tests.unit.conftest import Outbox
from tuning.errors import Transient
from tuning.handlers.check_customization import check_customization
from tuning.handlers.publish_report import publish_report
from tuning.ledger import items
from tuning.run.event import Kind
from tuning.run.hosting import ServingStatus
from tuning.run.keys import KEYS
from tuning.run.registration import Registration
from tuning.settings import Settings
from tuning.state import State, pascal_case


@dataclass(frozen=True, kw_only=True)
class LightStatus:
    """What a traffic light says."""

    outcome: Literal["red", "green"]


@State
def check_light(registration: Registration, seconds: int = 0) -> LightStatus:
    """Look at the light."""
    return LightStatus(outcome="green" if seconds > 30 else "red")


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    monkeypatch.setitem(cast("dict[type, str]", KEYS), LightStatus, "light_status")
    monkeypatch.setattr(items, "record", lambda run, **what: said.append({"run": run, **what}))
    return said


DOCUMENT = {
    "detail": {"ignored": True},
    "registration": {"run_id": "faq-0123456789ab", "task": "faq", "outcome": "ready"},
}


def test_a_states_names_follow_from_its_function() -> None:
    assert "CheckCustomization" == check_customization.name
    assert check_customization.handler == (
        "tuning.handlers.check_customization.check_customization"
    )
    assert "training_status" == check_customization.gives
    assert ("registration", "customization") == check_customization.needs


def test_what_has_a_default_is_not_needed() -> None:
    assert ("registration",) == publish_report.needs


def test_the_outcomes_are_those_of_the_result_type() -> None:
    assert {"red", "green"} == check_light.outcomes


def test_a_state_takes_what_it_names_from_the_document_and_returns_plain_values(
    recorded: list[dict[str, Any]],
) -> None:
    assert {"outcome": "green"} == check_light({**DOCUMENT, "seconds": 31}, None)
    assert {"outcome": "red"} == check_light(DOCUMENT, None)


def test_every_result_is_recorded_in_the_ledger(recorded: list[dict[str, Any]]) -> None:
    check_light(DOCUMENT, None)

    (said,) = recorded
    assert "faq-0123456789ab" == said["run"]
    assert ("CheckLight", "light_status") == (said["state"], said["key"])
    assert said["result"] == LightStatus(outcome="red")


def test_what_has_a_row_is_told_outside_once_it_is_recorded(
    recorded: list[dict[str, Any]], settings: Settings, outbox: Outbox
) -> None:
    status = ServingStatus(outcome="in_service", status="InService")
    look = State(_saying(status))

    look(DOCUMENT, None)
    check_light(DOCUMENT, None)

    assert 2 == len(recorded)
    assert [Kind.MODEL_SERVES] == outbox.kinds


def _saying(status: ServingStatus) -> Callable[..., ServingStatus]:
    def check(registration: Registration) -> ServingStatus:
        """Look."""
        return status

    return check


@pytest.mark.parametrize(
    ("outcome", "run"), [("duplicate", "faq-0123456789ab"), ("ignored", ""), ("waiting", "")]
)
def test_what_is_no_run_of_this_execution_is_recorded_nowhere(
    recorded: list[dict[str, Any]], outcome: Literal["duplicate", "ignored", "waiting"], run: str
) -> None:
    @State
    def register() -> Registration:
        return Registration(run_id=run, task="faq", outcome=outcome)

    register({}, None)

    assert [] == recorded


def test_an_error_reaches_the_state_machine_by_its_name(recorded: list[dict[str, Any]]) -> None:
    @State
    def busy(registration: Registration) -> LightStatus:
        raise Transient("busy")

    with pytest.raises(Transient):
        busy(DOCUMENT, None)

    assert [] == recorded


def test_a_result_without_a_place_of_its_own_is_an_error() -> None:
    with pytest.raises(KeyError, match="LightStatus"):
        _ = check_light.gives


def test_state_names_are_pascal_case() -> None:
    assert "BuyThroughput" == pascal_case("buy_throughput")
