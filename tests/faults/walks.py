"""A run as its execution knows it, and what can befall it."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
from hypothesis import strategies as st

from tests.faults.troubled import Trouble
from tests.unit.hosting.world import MODEL, START
from tuning.run.approval import Approval
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.training import TrainingStatus

MOST_RUNS: Final = 15
"""Runs of one story."""

TRAINED: Final = TrainingStatus(outcome="completed", status="Completed", model_arn=MODEL)
APPROVED: Final = Approval(outcome="approved", who="arn", when=START.isoformat(), why="launch day")


@dataclass(kw_only=True)
class Walk:
    """A run, and how far its execution has come.

    Attributes:
        leaving: its release or its keeping has begun; it never comes back to a purchase.
        reporting: its report is being written. Who dies between that and the notification has
            closed the run and told nobody: the alarm on failed executions does.
        notified: people were told by its own walk.
        ends: how often it may end: once more each time that it goes on.
    """

    registration: Registration
    plan: HostingPlan
    approval: Approval | None
    leaving: bool = False
    reporting: bool = False
    notified: bool = False
    ends: int = 1

    @property
    def run_id(self) -> str:
        return self.registration.run_id

    @property
    def event(self) -> dict[str, Any]:
        """The execution's document, as a function is given it."""
        found: dict[str, Any] = {
            "registration": msgspec.to_builtins(self.registration),
            "training_status": msgspec.to_builtins(TRAINED),
            "hosting_plan": msgspec.to_builtins(self.plan),
        }
        return found | ({"approval": msgspec.to_builtins(self.approval)} if self.approval else {})


def one(of: list[Walk], which: int) -> Walk:
    """Return one of those to whom something may happen."""
    return of[which % len(of)]


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """A trouble, the call of an act that it befalls, and who acts meanwhile if somebody does."""

    trouble: Trouble
    at: int
    act: str
    whose: int


ANY: Final = st.integers(0, MOST_RUNS - 1)
"""Which of those to whom something may happen."""


def mishaps(calls: int) -> st.SearchStrategy[Mishap | None]:
    """Nothing, or a trouble at any call of an act that makes about so many."""
    return st.none() | st.builds(
        Mishap,
        trouble=st.sampled_from(Trouble),
        at=st.integers(0, calls),
        act=st.sampled_from(("try again", "release", "cancel", "extend", "break off", "reap")),
        whose=ANY,
    )
