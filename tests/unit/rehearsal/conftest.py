"""Histories as Step Functions tells them, and an embedded AWS that only plays them back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.walk_shape import SHAPE

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class History:
    """Writes the history of an execution, one second for each event."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.document: dict[str, Any] = {}

    def add(self, kind: str, **details: Any) -> "History":
        number = len(self.events) + 1
        at = START + timedelta(seconds=number)
        event = {"id": number, "type": kind, "timestamp": at}
        if details:
            group = kind[4:] if kind.startswith("TaskState") else kind
            group = "stateEntered" if kind.endswith("StateEntered") else group
            group = "stateExited" if kind.endswith("StateExited") else group
            event[group[0].lower() + group[1:] + "EventDetails"] = details
        self.events.append(event)
        return self

    def task(self, name: str, **results: Any) -> "History":
        """A task that is entered, succeeds and is left."""
        self.document.update(results)
        return (
            self.add("TaskStateEntered", name=name, input="{}")
            .add("LambdaFunctionScheduled")
            .add("LambdaFunctionSucceeded", output="{}")
            .add("TaskStateExited", name=name, output=json.dumps(self.document))
        )

    def wait(self, name: str) -> "History":
        """A wait."""
        output = json.dumps(self.document)
        return self.add("WaitStateEntered", name=name, input="{}").add(
            "WaitStateExited", name=name, output=output
        )


class Pages:
    def __init__(self, pages: Iterator[dict[str, Any]]) -> None:
        self._pages = pages

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self._pages


class StepFunctions:
    """Plays back one execution, a few events more at each look."""

    def __init__(self, history: Sequence[Mapping[str, Any]] = (), *, step: int = 3) -> None:
        self.history: Sequence[Mapping[str, Any]] = history
        self.inputs: dict[str, dict[str, Any]] = {}
        self.stopped: list[dict[str, str]] = []
        self.reads = 0
        self._step = step
        self._shown = 0

    def get_paginator(self, operation: str) -> Any:
        return type("Paginator", (), {"paginate": staticmethod(getattr(self, operation))})

    def list_executions(self, **_: Any) -> Pages:
        return Pages(iter([{"executions": [{"executionArn": arn} for arn in self.inputs]}]))

    def describe_execution(self, *, executionArn: str) -> dict[str, str]:  # noqa: N803 (boto3)
        return {"input": json.dumps(self.inputs[executionArn])}

    def get_execution_history(
        self,
        *,
        executionArn: str,  # noqa: N803 (boto3)
        reverseOrder: bool,  # noqa: N803 (boto3)
        PaginationConfig: dict[str, int],  # noqa: N803 (boto3)
    ) -> Pages:
        assert reverseOrder
        self._shown = min(self._shown + self._step, len(self.history))
        events = self.history[: self._shown][::-1]
        size = PaginationConfig["PageSize"]

        def pages() -> Iterator[dict[str, Any]]:
            for start in range(0, max(len(events), 1), size):
                self.reads += 1
                yield {"events": events[start : start + size]}

        return Pages(pages())

    def describe_state_machine(self, **_: str) -> dict[str, str]:
        waits = {name: {"Type": "Wait", "Next": state} for name, state in SHAPE.waits.items()}
        tasks = {
            name: {"Type": "Task", "ResultPath": f"$.{key}"} for name, key in SHAPE.gives.items()
        }
        return {"definition": json.dumps({"States": waits | tasks})}

    def stop_execution(self, **stop: str) -> None:
        self.stopped.append(stop)


@pytest.fixture
def history() -> History:
    return History()
