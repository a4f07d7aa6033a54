"""What several tasks came to, in a table and a few sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rehearsal.outcome import BROKEN, HEALTHY, Outcome
from rehearsal.side_by_side.teams import Attempt
from tuning.report.words import count
from tuning.text import usd

HEADINGS: Final = ("task", "ended", "metric", "base", "custom", "gain", "cost", "in line")


@dataclass(frozen=True, kw_only=True)
class Turn:
    """When a run was in line for its training slot.

    Attributes:
        registered: which is its place; ISO 8601.
        joined, taken: when it entered the line and left it with its slot.
    """

    registered: str
    joined: datetime
    taken: datetime

    @property
    def seconds(self) -> float:
        """How long it stood there, in this machine's seconds."""
        return (self.taken - self.joined).total_seconds()


@dataclass(frozen=True, kw_only=True)
class TaskResult:
    """What one task came to; ``turn`` is None where its run never had a slot."""

    task: str
    outcome: Outcome
    turn: Turn | None


@dataclass(frozen=True, kw_only=True)
class Together:
    """What all tasks came to.

    Attributes:
        slots: how many runs the account trains at the same time.
        attempts: what teams tried at their own task and at another's.
        trouble: what the doctor or the teardown found.
    """

    slots: int
    results: tuple[TaskResult, ...]
    attempts: tuple[Attempt, ...]
    trouble: tuple[str, ...]

    @property
    def out_of_turn(self) -> tuple[str, ...]:
        """Tasks that were served while as many of those before them waited as there are slots.

        Of runs that are all within the free slots each takes its own at its next look.
        """
        stood = sorted(
            ((each.task, each.turn) for each in self.results if each.turn),
            key=lambda pair: pair[1].registered,
        )
        return tuple(
            task
            for place, (task, turn) in enumerate(stood)
            if self.slots <= sum(it.joined < turn.taken < it.taken for _, it in stood[:place])
        )

    @property
    def exit_code(self) -> int:
        """0 when every run ended healthily, in its turn, and no team reached another's things."""
        wrong = (
            self.trouble
            or self.out_of_turn
            or not all(each.is_right for each in self.attempts)
            or any(each.outcome.exit_code != HEALTHY for each in self.results)
        )
        return BROKEN if wrong else HEALTHY

    def lines(self) -> Iterator[str]:
        """Yield the table, and below it what it shows."""
        yield from _table([HEADINGS, *(_row(each) for each in self.results)])
        yield self._line
        yield self._reach
        yield from self.trouble

    @property
    def _line(self) -> str:
        turns = [each.turn for each in self.results if each.turn]
        if self.out_of_turn:
            return f"Line: served out of turn: {', '.join(self.out_of_turn)}."
        longest = max((turn.seconds for turn in turns), default=0)
        return f"Line: {count(len(turns), 'slot', '')}, each in its turn; at most {longest:.0f} s."

    @property
    def _reach(self) -> str:
        own = [each for each in self.attempts if each.of == each.at]
        foreign = [each for each in self.attempts if each.of != each.at]
        wrong = [each for each in self.attempts if not each.is_right]
        if wrong:
            found = ", ".join(f"{each.of} at {each.at}: {each.what}" for each in wrong)
            return f"Reach: not as it must be: {found}."
        return (
            f"Reach: {count(len(foreign), 'attempt', '')} at another task's reports and folders "
            f"refused, {len(own)} at the team's own allowed."
        )

    def document(self) -> dict[str, Any]:
        """Return it as data, for ``--json``."""
        return {
            "tasks": [
                {
                    **each.outcome.document(),
                    "task": each.task,
                    "in_line_seconds": round(each.turn.seconds, 3) if each.turn else None,
                }
                for each in self.results
            ],
            "out_of_turn": list(self.out_of_turn),
            "attempts": [
                {"of": each.of, "at": each.at, "what": each.what, "allowed": each.allowed}
                for each in self.attempts
            ],
            "trouble": list(self.trouble),
        }


def _row(each: TaskResult) -> tuple[str, ...]:
    outcome = each.outcome
    scores = (outcome.evaluation or {}).get("scores", ())
    score = next((score for score in scores if score["decides"]), None)
    measured = (
        (
            score["metric"],
            f"{score['base']:.3f}",
            f"{score['custom']:.3f}",
            f"{score['gain']:+.3f}",
        )
        if score
        else ("-",) * 4
    )
    cost = _cost(outcome.cost)
    line = f"{each.turn.seconds:.0f} s" if each.turn else "-"
    return (each.task, outcome.status, *measured, cost, line)


def _cost(cost: Mapping[str, Any]) -> str:
    if not cost:
        return "-"
    unknown = "" if cost.get("total_usd") is not None else " and what has no price"
    return f"{usd(cost['known_usd'])}{unknown}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
