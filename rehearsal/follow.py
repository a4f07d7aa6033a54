"""Follow an execution within bounds: one that does not end is stopped, as a person could."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rehearsal.errors import Overdue
from tuning.cli.following import follow as following
from tuning.cli.following.follow import executions
from tuning.cli.following.walk import Event, ExecutionEnded

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

__all__ = ["executions", "follow", "started_by", "stop"]

POLL_SECONDS: Final = 0.2
START_SECONDS: Final = 30.0
"""How long EventBridge may take from the drop to the start; it took 0.3 s when measured."""

WALK_SECONDS: Final = 900.0
"""How long a whole walk may take; the longest deadline of the local environment is shorter."""

STOP_SECONDS: Final = 10.0


def started_by(
    states: "SFNClient",
    state_machine: str,
    *,
    key: str,
    before: set[str],
    bound_seconds: float = START_SECONDS,
) -> str:
    """Wait for the execution that a drop started, and return its ARN.

    Raises:
        Overdue: no execution for that key has started.
    """
    started = following.started_by(
        states,
        state_machine,
        key=key,
        before=before,
        bound_seconds=bound_seconds,
        poll_seconds=POLL_SECONDS,
    )
    if started is None:
        raise Overdue(
            f"no execution started within {bound_seconds:.0f} s of the drop of {key}: "
            "look at the EventBridge rule's pattern and its dead-letter queue"
        )
    return started


def follow(
    states: "SFNClient", execution: str, *, bound_seconds: float = WALK_SECONDS
) -> Iterator[Event | None]:
    """Yield the events of an execution as they happen, and None after looks that found none.

    An execution that has not ended after ``bound_seconds`` is stopped.

    Raises:
        Overdue: the execution has not even ended after it was stopped.
    """
    ends, stopped = time.monotonic() + bound_seconds, False
    for event in following.follow(states, execution, poll_seconds=POLL_SECONDS):
        yield event
        if isinstance(event, ExecutionEnded):
            return
        if event is None and time.monotonic() > ends:
            if stopped:
                raise Overdue(f"the run was stopped, and had not ended after {STOP_SECONDS:.0f} s")
            stop(states, execution, cause=f"it had not ended after {bound_seconds:.0f} s")
            stopped, ends = True, time.monotonic() + STOP_SECONDS


def stop(states: "SFNClient", execution: str, *, cause: str) -> None:
    """Stop an execution from outside, as a person could."""
    states.stop_execution(executionArn=execution, error="Rehearsal", cause=cause)
