"""What the table of the walk is made of: states with what follows them, waits, forks and ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from stacks.rights.scope import Rights
from stacks.walk.extent import CORE, USUAL, Brings, Extent
from tuning.handlers.release_throughput import release_throughput
from tuning.run.keys import KEYS
from tuning.state import State, literals

TASK_TOKEN: Final = "task_token"  # noqa: S105 - the parameter's name
"""The parameter under which the state of a question gets its token."""

FAILURE: Final = "failure"
"""The parameter under which the report finds the error that ended a run."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A pause before asking again; ``seconds`` names the environment's field that holds it.

    Attributes:
        state: if it is an earlier state that says how long, then ``seconds`` is its result's field.
    """

    name: str
    seconds: str
    then: State[Any]
    state: State[Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Fork:
    """A choice by what an earlier state said, when it is not the latest one that decides.

    Attributes:
        field: of that state's result.
        by: where each value that the field can have leads.
    """

    name: str
    state: State[Any]
    field: str
    by: Mapping[str, "State[Any] | Fork"]


@dataclass(frozen=True, kw_only=True)
class Notify:
    """The announcement of how the run ended; ``by`` leads to the end of that name."""

    name: str
    by: Mapping[str, "Succeed | Fail"]
    caught: "Fail"


@dataclass(frozen=True, kw_only=True)
class Succeed:
    """An end of the walk at which nothing is broken, whatever the verdict."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Fail:
    """An end at which something is broken; alarms listen to it.

    ``cause`` is a sentence, or a path into the execution's state.
    """

    name: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class Unseen:
    """Where a look leads that could not be made: to the next one, until a deadline has passed.

    What is looked at is paid for, and a look that fails says nothing about it.

    Attributes:
        state: its result names the deadline as ``look_until``, ISO 8601 in UTC.
        then: the pause before the next look.
        late: where it leads after the deadline, as any other failure.
        failure: the parameter under which it is found then.
    """

    name: str
    state: State[Any]
    then: Wait
    late: State[Any] = release_throughput
    failure: str = FAILURE


@dataclass(frozen=True, kw_only=True)
class Keep:
    """What started the execution is kept where people can send it again; then its end.

    Attributes:
        caught: the end when it could not be kept either.
    """

    name: str
    then: Fail
    caught: Fail


Target = State[Any] | Wait | Fork | Unseen | Notify | Keep | Succeed | Fail

THROUGH_AN_OUTAGE: Final = 40
"""Attempts that go on for an hour even where the jitter is shortest, and for 1.4 on the mean."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One state and what follows it.

    Attributes:
        rights: what its function may do, beside recording its result.
        then: where each outcome of the state leads, or the one target where it has none.
        extent: how much of a machine its function needs.
        brings: the layers of its function.
        caught: where an error leads once its retries are used up.
        failure: the parameter under which later states find the error that was caught.
        attempts: how often it is tried again when Lambda or a service was busy, or the function
            broke off; a throttle of Lambda is always waited out.
    """

    state: State[Any]
    rights: Rights
    then: Mapping[str, Target] | Target
    extent: Extent = USUAL
    brings: Brings = CORE
    caught: Target = release_throughput
    failure: str = FAILURE
    attempts: int = THROUGH_AN_OUTAGE

    @property
    def gives(self) -> str:
        """Where in the execution's state what the walk goes on with is found."""
        return self.state.gives

    @property
    def outcomes(self) -> frozenset[str]:
        """Every outcome that it can have."""
        return self.state.outcomes


@dataclass(frozen=True, kw_only=True)
class Recall(Step):
    """A step with which a run goes on: its result is the whole document, with its own among it.

    Its state is handed the event that asks for it, and the id of its execution.
    """


@dataclass(frozen=True, kw_only=True)
class Map(Step):
    """A step whose state runs once for each item of a list, each time in an execution of its own.

    The walk goes on when all have ended well. What they say stays with them: each leaves what it
    made where the next state looks for it, so that the document does not grow with the list.

    Attributes:
        name: of all of them together.
        items: the list: an earlier state and the field of its result.
        item: the parameter under which each gets its item.
        at_once: how many run at a time.
    """

    name: str
    items: tuple[State[Any], str]
    item: str
    at_once: int


@dataclass(frozen=True, kw_only=True)
class Question(Step):
    """A step whose state asks a person, and that lasts until the answer or its deadline.

    The state is handed a token as ``task_token``, with which whoever answers finds the execution
    again; what it returns itself is recorded, and is not the answer.

    Attributes:
        answer: the type of what is sent with the token; ``then`` maps its outcomes.
        deadline_hours: names the environment's field that holds it.
        late: where it leads when nobody answered in time, which is no error.
    """

    answer: type
    deadline_hours: str
    late: Target

    @property
    def gives(self) -> str:
        """Where the answer is found."""
        return KEYS[self.answer]

    @property
    def outcomes(self) -> frozenset[str]:
        """Every outcome that the answer can have."""
        return literals(self.answer, "outcome")
