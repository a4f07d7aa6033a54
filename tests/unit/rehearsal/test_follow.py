from typing import Any, cast

import pytest

from rehearsal import follow
from rehearsal.errors import Overdue
from tests.unit.rehearsal.conftest import History, StepFunctions
from tuning.cli.following.walk import ExecutionEnded, StateEntered, StateExited


def started(key: str) -> dict[str, Any]:
    return {"detail": {"bucket": {"name": "b"}, "object": {"key": key}}}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "POLL_SECONDS", 0.001)


def test_every_event_is_told_once_and_in_order(history: History) -> None:
    history.add("ExecutionStarted", input="{}")
    history.task("RegisterRun", registration={"run_id": "faq-1"}).task("ValidateDataset")
    history.add("ExecutionSucceeded", output="{}")
    states = StepFunctions(history.events, step=1)

    events = [event for event in follow.follow(cast(Any, states), "arn") if event]

    names = [event.name for event in events if isinstance(event, StateEntered | StateExited)]
    assert ["RegisterRun", "RegisterRun", "ValidateDataset", "ValidateDataset"] == names
    assert isinstance(events[-1], ExecutionEnded)


def test_a_long_history_is_read_across_pages(history: History) -> None:
    for _ in range(40):
        history.task("CheckCustomization")
    history.add("ExecutionSucceeded", output="{}")
    states = StepFunctions(history.events, step=1000)

    events = [event for event in follow.follow(cast(Any, states), "arn") if event]

    assert 40 == sum(isinstance(event, StateEntered) for event in events)


def test_only_what_is_new_is_read_from_a_long_history(history: History) -> None:
    for _ in range(200):
        history.task("CheckCustomization")
    history.add("ExecutionSucceeded", output="{}")
    states = StepFunctions(history.events, step=10)

    list(follow.follow(cast(Any, states), "arn"))

    assert states.reads <= 82


def test_an_execution_beyond_its_bound_is_stopped(history: History) -> None:
    history.task("StartCustomization")
    states = StepFunctions(history.events)
    events = follow.follow(cast(Any, states), "arn", bound_seconds=0.05)

    for event in events:
        if states.stopped and event is None:
            history.add("ExecutionAborted", error="Rehearsal", cause="late")
            states.history = history.events

    assert 1 == len(states.stopped)
    assert "it had not ended after 0 s" == states.stopped[0]["cause"]


def test_an_execution_that_does_not_even_stop_is_overdue(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "STOP_SECONDS", 0.05)
    states = StepFunctions(history.task("StartCustomization").events)

    with pytest.raises(Overdue, match="was stopped, and had not ended"):
        list(follow.follow(cast(Any, states), "arn", bound_seconds=0.05))


def test_the_execution_of_a_drop_is_the_new_one_for_its_key() -> None:
    states = StepFunctions()
    states.inputs = {
        "earlier": started("incoming/faq/train.jsonl"),
        "other": started("incoming/other/train.jsonl"),
        "ours": started("incoming/faq/train.jsonl"),
    }

    found = follow.started_by(
        cast(Any, states), "machine", key="incoming/faq/train.jsonl", before={"earlier"}
    )

    assert "ours" == found


def test_a_drop_that_starts_nothing_is_overdue() -> None:
    with pytest.raises(Overdue, match="no execution started within 0 s of the drop of a/b"):
        follow.started_by(
            cast(Any, StepFunctions()), "machine", key="a/b", before=set(), bound_seconds=0.02
        )
