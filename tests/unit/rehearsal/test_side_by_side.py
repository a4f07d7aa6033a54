"""Several tasks side by side: what they bring, their table, their turns, their attempts."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rehearsal.arguments import DATASETS, parse
from rehearsal.dataset import known_tasks
from rehearsal.errors import UnusableArgument
from rehearsal.side_by_side.results import TaskResult, Together, Turn
from rehearsal.side_by_side.tasks import brought
from rehearsal.side_by_side.teams import Attempt
from tests.unit.rehearsal.test_outcome import outcome, published

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SCORES = [
    {"metric": "rouge_l", "decides": True, "base": 0.1, "custom": 0.7, "gain": 0.6},
    {"metric": "token_f1", "decides": False, "base": 0.2, "custom": 0.3, "gain": 0.1},
]


def turn(registered: int, joined: int, taken: int) -> Turn:
    return Turn(
        registered=(NOON + timedelta(seconds=registered)).isoformat(),
        joined=NOON + timedelta(seconds=joined),
        taken=NOON + timedelta(seconds=taken),
    )


def result(task: str, its: Turn | None = None, *, ended: str = "kept") -> TaskResult:
    comparison = {"outcome": "keep", "reason": "better", "scores": SCORES}
    found = outcome(publication=published(ended), comparison=comparison)
    return TaskResult(task=task, outcome=found, turn=its)


def together(*results: TaskResult, attempts: tuple[Attempt, ...] = (), slots: int = 1) -> Together:
    return Together(slots=slots, results=results, attempts=attempts, trouble=())


def attempt(of: str, at: str, *, allowed: bool) -> Attempt:
    return Attempt(of=of, at=at, what="read a report", allowed=allowed)


def test_tasks_take_the_datasets_in_turn_and_share_no_training_set(tmp_path: Path) -> None:
    folders = [DATASETS / name for name in known_tasks(DATASETS)]

    drops = brought(folders, 4, work=tmp_path)

    assert ["banking-intents-01", "support-tickets-02", "banking-intents-03"] == [
        each.task for each in drops[:3]
    ]
    whole = (folders[0] / "train.jsonl").read_bytes().splitlines()
    first, second = (set(drops[at].training.read_bytes().splitlines()) for at in (0, 2))
    assert first != second
    assert first | second == set(whole)
    assert all(json.loads(line) for line in first)


def test_a_row_has_the_metric_that_decides() -> None:
    heading, row, *_ = together(result("faq", turn(0, 1, 13))).lines()

    assert "task ended metric base custom gain cost in line" == " ".join(heading.split())
    assert "faq kept rouge_l 0.100 0.700 +0.600 - 12 s" == " ".join(row.split())


def test_a_run_without_scores_has_a_row_too() -> None:
    bare = replace(result("faq"), outcome=outcome(publication=published("rejected")))

    _, row, *_ = together(bare).lines()
    assert "faq rejected - - - - - -" == " ".join(row.split())


def test_who_stood_there_first_is_served_first() -> None:
    fair = together(result("a", turn(0, 1, 20)), result("b", turn(5, 6, 21)))
    unfair = together(result("a", turn(0, 1, 20)), result("b", turn(5, 6, 12)))

    assert () == fair.out_of_turn
    assert ("b",) == unfair.out_of_turn
    assert (0, 1) == (fair.exit_code, unfair.exit_code)
    assert "Line: served out of turn: b." in list(unfair.lines())


def test_who_is_within_the_free_slots_takes_one_before_others_look() -> None:
    first, second, third = (
        result(task, turn(at, at + 1, taken))
        for at, (task, taken) in enumerate((("a", 20), ("b", 22), ("c", 12)))
    )

    assert () == together(first, third, slots=2).out_of_turn
    assert ("c",) == together(first, second, third, slots=2).out_of_turn


def test_who_was_not_there_yet_lets_others_go_first() -> None:
    late = together(result("a", turn(0, 15, 20)), result("b", turn(5, 6, 12)))

    assert () == late.out_of_turn


def test_a_team_reaches_its_own_task_and_no_other() -> None:
    sound = together(
        result("a"),
        attempts=(attempt("a", "a", allowed=True), attempt("a", "b", allowed=False)),
    )
    leak = together(result("a"), attempts=(attempt("a", "b", allowed=True),))
    locked_out = together(result("a"), attempts=(attempt("a", "a", allowed=False),))

    assert (0, 1, 1) == (sound.exit_code, leak.exit_code, locked_out.exit_code)
    assert "Reach: not as it must be: a at b: read a report." in list(leak.lines())


def test_one_run_that_failed_fails_the_rehearsal() -> None:
    assert 1 == together(result("a"), result("b", ended="failed")).exit_code


def test_it_is_data_too() -> None:
    document: Any = together(result("faq", turn(0, 1, 13))).document()

    assert ("faq", "kept", 12.0) == tuple(
        document["tasks"][0][key] for key in ("task", "status", "in_line_seconds")
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--tasks", "1"], "--tasks 1: from 2 to 50"),
        (["--tasks", "51"], "--tasks 51: from 2 to 50"),
        (["elsewhere", "--tasks", "3"], "leave out PATH"),
        (["--tasks", "3", "--keep", "--fault", "job_fails"], "leave out --fault, --keep"),
    ],
)
def test_tasks_side_by_side_bring_their_own_drops(words: list[str], says: str) -> None:
    with pytest.raises(UnusableArgument, match=says):
        parse(words)
