"""Turns: a line that is fair between tasks, and within a task serves who was registered first.

The runs of a task stand in rounds: its first in this round, its second in the next. So five runs of
one task do not stand before the first of another, and nobody gains by dropping more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tuning import naming

MOST_TASKS: Final = 500
"""Tasks that are remembered for the turns that they had; an item of the ledger holds 400 KB."""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A run's place in the line, or the slot that it took.

    Attributes:
        execution: while it runs the ticket counts.
        joined: when the run was registered, which orders the runs of its task.
    """

    run_id: str
    execution: str
    joined: str

    @property
    def task(self) -> str:
        """Whose turn it takes."""
        return naming.task_of(self.run_id)


@dataclass(frozen=True, kw_only=True)
class Turns:
    """Who has had a turn.

    Attributes:
        round: of the latest turn; who comes anew begins there, and has saved up none from before.
        following: the round of a task's next turn: of those that have been waiting for it, and of
            those that had one in this round.
    """

    round: int = 0
    following: Mapping[str, int] = field(default_factory=dict)

    def of(self, task: str) -> int:
        """Return the round of a task's next turn."""
        return self.following.get(task, self.round)

    def given(self, task: str, waiting: Iterable[str] = ()) -> "Turns":
        """Return what it is once a task has had its turn.

        Args:
            task: whose turn it was.
            waiting: the tasks that wait for their next one.
        """
        latest = max(self.round, self.of(task))
        wait = {each: self.of(each) for each in waiting}
        following = {**self.following, **wait, task: self.of(task) + 1}
        kept = {each: then for each, then in following.items() if each in wait or then > latest}
        first = sorted(kept, key=lambda each: (kept[each], each))[:MOST_TASKS]
        return Turns(round=latest, following={each: kept[each] for each in first})

    def returned(self, task: str) -> "Turns":
        """Return what it is once a task has given back its latest turn, unused."""
        return replace(self, following={**self.following, task: self.of(task) - 1})


def in_order(tickets: Iterable[Ticket], turns: Turns) -> list[Ticket]:
    """Return tickets in the order in which they are served."""
    before: Counter[str] = Counter()
    rounds: dict[Ticket, int] = {}
    for ticket in sorted(tickets, key=_registered):
        rounds[ticket] = turns.of(ticket.task) + before[ticket.task]
        before[ticket.task] += 1
    return sorted(rounds, key=lambda ticket: (rounds[ticket], *_registered(ticket)))


def _registered(ticket: Ticket) -> tuple[str, str]:
    return ticket.joined, ticket.run_id
