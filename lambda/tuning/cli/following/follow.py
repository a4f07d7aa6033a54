"""Follow a deployed execution from the drop that started it to its end."""

import json
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from tuning.cli.following.walk import Event, ExecutionEnded, StateEntered, StateExited, TaskEnded

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

TASK_ENDS: Final = ("Succeeded", "Failed", "TimedOut")
EXECUTION_ENDS: Final[Mapping[str, Any]] = {
    "ExecutionSucceeded": "SUCCEEDED",
    "ExecutionFailed": "FAILED",
    "ExecutionTimedOut": "TIMED_OUT",
    "ExecutionAborted": "ABORTED",
}


def executions(states: "SFNClient", state_machine: str) -> set[str]:
    """Return the ARNs of all executions of a state machine."""
    pages = states.get_paginator("list_executions").paginate(stateMachineArn=state_machine)
    return {execution["executionArn"] for page in pages for execution in page["executions"]}


def started_by(
    states: "SFNClient",
    state_machine: str,
    *,
    key: str,
    before: set[str],
    bound_seconds: float,
    poll_seconds: float,
) -> str | None:
    """Wait for the execution that a drop started, and return its ARN; None when none came.

    Args:
        states: the Step Functions client.
        state_machine: its ARN.
        key: the key of the training file that was dropped.
        before: the executions that were there before the drop.
        bound_seconds: how long to wait.
        poll_seconds: from one look to the next.
    """
    ends = time.monotonic() + bound_seconds
    others = set(before)
    while time.monotonic() < ends:
        for arn in executions(states, state_machine) - others:
            event = json.loads(states.describe_execution(executionArn=arn)["input"])
            if event["detail"]["object"]["key"] == key:
                return arn
            others.add(arn)
        time.sleep(poll_seconds)
    return None


def follow(states: "SFNClient", execution: str, *, poll_seconds: float) -> Iterator[Event | None]:
    """Yield the events of an execution as they happen, the last of them its end.

    Yields None after every look that found nothing new, so that a caller can do something else
    in between.
    """
    seen = 0
    while True:
        found = _events_since(states, execution, seen)
        for raw in found:
            seen = raw["id"]
            event = _event(raw)
            if event is not None:
                yield event
            if isinstance(event, ExecutionEnded):
                return
        if not found:
            yield None
            time.sleep(poll_seconds)


def _events_since(states: "SFNClient", execution: str, seen: int) -> list[dict[str, Any]]:
    """Return the history after event ``seen``, oldest first; read from its end, so it is cheap."""
    pages = states.get_paginator("get_execution_history").paginate(
        executionArn=execution, reverseOrder=True, PaginationConfig={"PageSize": 25}
    )
    found: list[dict[str, Any]] = []
    for page in pages:
        fresh = [dict(event) for event in page["events"] if event["id"] > seen]
        found += fresh
        if len(fresh) < len(page["events"]):
            break
    return found[::-1]


def _event(raw: Mapping[str, Any]) -> Event | None:
    kind, at = raw["type"], raw["timestamp"]
    if kind.endswith("StateEntered"):
        return StateEntered(name=raw["stateEnteredEventDetails"]["name"], at=at)
    if kind.endswith("StateExited"):
        details = raw["stateExitedEventDetails"]
        document = json.loads(details.get("output", "{}"))
        return StateExited(name=details["name"], at=at, document=document)
    details = raw.get(kind[0].lower() + kind[1:] + "EventDetails", {})
    error, cause = details.get("error"), details.get("cause", "")
    if kind in EXECUTION_ENDS:
        return ExecutionEnded(at=at, status=EXECUTION_ENDS[kind], error=error or None, cause=cause)
    if kind.startswith(("Task", "LambdaFunction")) and kind.endswith(TASK_ENDS):
        failed = not kind.endswith("Succeeded")
        return TaskEnded(at=at, error=(error or kind) if failed else None, cause=cause)
    return None
