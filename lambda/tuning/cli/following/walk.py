"""The walk as it is seen from outside: which states were visited, for how long, what they said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Self

from tuning.state import State


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A state machine, as far as one needs to know it to follow an execution of it.

    Attributes:
        gives: under which key each state's result travels, empty where a map keeps it; a run
            visits those of them that its outcomes lead to.
        waits: by each wait, the state that it leads to and counts for: a check waits, looks, and
            waits again.
        maps: by each map, the state that it runs many times and counts for.
    """

    gives: Mapping[str, str]
    waits: Mapping[str, str]
    maps: Mapping[str, str]

    @classmethod
    def of(cls, definition: Mapping[str, Any]) -> Self:
        """Read it from the definition of a deployed machine, in the Amazon States Language."""
        states: Mapping[str, Mapping[str, Any]] = definition["States"]
        of = {
            kind: {name: state for name, state in states.items() if state["Type"] == kind}
            for kind in ("Task", "Map", "Wait")
        }
        maps = {
            name: inner for name, state in of["Map"].items() for inner in _inner(state)["States"]
        }
        results = {name: _result(state, states) for name, state in of["Task"].items()}
        return cls(
            gives={
                **{name: path.removeprefix("$.") for name, path in results.items() if path},
                **dict.fromkeys(maps.values(), ""),
            },
            waits={name: state["Next"] for name, state in of["Wait"].items()},
            maps=maps,
        )


def _result(state: Mapping[str, Any], states: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the path of what a task says; the choice behind it reads it of a whole document."""
    path: str = state.get("ResultPath") or ""
    if path != "$":
        return path
    read: str = states[state["Next"]]["Choices"][0]["Variable"]
    return read.rpartition(".")[0]


def _inner(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the machine inside of a map."""
    inner: Mapping[str, Any] = state["ItemProcessor"]
    return inner


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
        shape: of the machine that is walked.
        visits: by name, in the order of first entry; only the states of the walk itself.
        current: the state that the execution is in, or is waiting for.
        document: the execution's state: every result so far, under its key.
        ended: how it ended; None while it runs.
        failure: the last task's error, unless a later attempt succeeded.
    """

    shape: Shape
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
                if self.shape.maps.get(event.name, event.name) in self.shape.gives:
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
        registration = self.document.get("registration")
        return (registration["run_id"] or None) if registration else None

    def _enter(self, event: StateEntered) -> None:
        self.current = {**self.shape.waits, **self.shape.maps}.get(event.name, event.name)
        self.failure = None
        if self.current in self.shape.gives:
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
                visit.outcome = self.document.get(self.shape.gives[visit.name], {}).get("outcome")
