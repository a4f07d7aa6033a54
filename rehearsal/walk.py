"""The walk as it is seen from outside: which states were visited, for how long, what they said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from stacks.steps import Map, Wait
from stacks.walk import WALK
from tuning.handlers.register_run import register_run
from tuning.state import State

NAMES: Final = tuple(step.state.name for step in WALK)
"""The states in the order of the walk; a run visits those that its outcomes lead to."""

GIVES: Final = {step.state.name: step.gives for step in WALK}
"""Under which key each state's result travels."""

WAITS: Final = {
    target.name: target.then.name
    for step in WALK
    for target in (step.then.values() if isinstance(step.then, Mapping) else (step.then,))
    if isinstance(target, Wait)
}
"""A wait counts for the state that it leads to: a check waits, looks, and waits again."""

MAPS: Final = {step.name: step.state.name for step in WALK if isinstance(step, Map)}
"""A map counts for the state that it runs many times."""


@dataclass(frozen=True, kw_only=True)
class StateEntered:
    """The execution entered a state."""

    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class StateExited:
    """The execution left a state; ``document`` is the execution's state from then on."""

    name: str
    at: datetime
    document: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class TaskEnded:
    """One attempt of the current state's task ended; a failed one may be tried again."""

    at: datetime
    error: str | None = None
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class ExecutionEnded:
    """The execution is over; ``status`` is Step Functions' own word."""

    at: datetime
    status: Literal["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
    error: str | None = None
    cause: str = ""


Event = StateEntered | StateExited | TaskEnded | ExecutionEnded
Status = Literal["running", "succeeded", "failed", "aborted"]


@dataclass(kw_only=True)
class Visit:
    """A state that was visited, however often, with its waits.

    Attributes:
        status: how its task ended; a task that reports a failed job has succeeded.
        outcome: what it reported, where it has something to decide.
    """

    name: str
    status: Status
    entered: datetime
    left: datetime
    outcome: str | None = None

    @property
    def seconds(self) -> float:
        """From the first entry to the last exit, in this machine's seconds."""
        return (self.left - self.entered).total_seconds()


@dataclass(kw_only=True)
class Walk:
    """What the events of one execution add up to.

    Attributes:
        visits: by name, in the order of first entry; only the states of the walk itself.
        current: the state that the execution is in, or is waiting for.
        document: the execution's state: every result so far, under its key.
        ended: how it ended; None while it runs.
        failure: the last task's error, unless a later attempt succeeded.
    """

    visits: dict[str, Visit] = field(default_factory=dict)
    current: str = ""
    document: dict[str, Any] = field(default_factory=dict)
    ended: ExecutionEnded | None = None
    failure: TaskEnded | None = None

    def see(self, event: Event) -> None:
        """Take the next event into account."""
        match event:
            case StateEntered():
                self._enter(event)
            case StateExited():
                # A map has no task of its own: that it failed shows in what its Catch leaves.
                broke = self.failure or event.document.keys() - self.document.keys() >= {"failure"}
                self.document = event.document
                if MAPS.get(event.name, event.name) in NAMES:
                    self._leave("failed" if broke else "succeeded", event.at)
            case TaskEnded():
                self.failure = event if event.error else None
            case ExecutionEnded():
                self.ended = event
                self._leave("aborted" if event.status == "ABORTED" else "failed", event.at)

    def result(self, state: State[Any]) -> dict[str, Any] | None:
        """Return what a state said, as it travels in the execution; None until it has."""
        said: dict[str, Any] | None = self.document.get(state.gives)
        return said

    @property
    def run_id(self) -> str | None:
        """The run that the execution is; None until RegisterRun has said so."""
        registration = self.result(register_run)
        return registration["run_id"] if registration else None

    def _enter(self, event: StateEntered) -> None:
        self.current = (WAITS | MAPS).get(event.name, event.name)
        self.failure = None
        if self.current in NAMES:
            visit = self.visits.setdefault(
                self.current,
                Visit(name=self.current, status="running", entered=event.at, left=event.at),
            )
            visit.status = "running"

    def _leave(self, status: Status, at: datetime) -> None:
        visit = self.visits.get(self.current)
        if visit and visit.status == "running":
            visit.status, visit.left = status, at
            if status == "succeeded":
                visit.outcome = self.document.get(GIVES[visit.name], {}).get("outcome")
