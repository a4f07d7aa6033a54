"""Hundreds of drops at the same moment: all of them join the line, and none fails."""

from functools import partial

import pytest

from tests.unit.training.account import QUOTA, Account
from tests.unit.training.slot_seekers import Seekers
from tests.unit.training.together import Together
from tuning.account import quotas
from tuning.settings import Settings


@pytest.fixture
def seekers(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Seekers:
    return Seekers(Account(), monkeypatch)


def burst(seekers: Seekers, runs: int) -> list[str]:
    """Have so many runs take their first look, all at once."""
    line = [f"faq-{number:012}" for number in range(runs)]
    for run in line:
        seekers.arrive(run)
    together = Together(seekers.account, seed=7)
    together.act([partial(seekers.ask, run) for run in line])
    return line


@pytest.mark.parametrize("quota", [2, 10])
def test_three_hundred_that_come_at_once_all_have_a_place_and_no_slot_is_given_twice(
    seekers: Seekers, monkeypatch: pytest.MonkeyPatch, quota: int
) -> None:
    monkeypatch.setattr(quotas, "customization_jobs", lambda: quota)

    line = burst(seekers, 300)

    outcomes = [seekers.slots[run].outcome for run in line]
    assert {"taken": quota, "waiting": 300 - quota} == {
        outcome: outcomes.count(outcome) for outcome in set(outcomes)
    }


def test_a_burst_that_the_index_does_not_show_yet_fails_nobody_and_gives_no_slot_twice(
    seekers: Seekers,
) -> None:
    """Everybody believes to be the first; the slots are read and written consistently."""
    seekers.account.lagging = True
    line = burst(seekers, 300)
    seekers.account.lagging = False

    outcomes = [seekers.slots[run].outcome for run in line]

    assert (outcomes.count("taken"), outcomes.count("waiting")) == (QUOTA, 300 - QUOTA)
    assert 298 == sum(seekers.ask(run).outcome == "waiting" for run in line)


def test_who_stands_far_behind_asks_neither_bedrock_nor_step_functions_for_much(
    seekers: Seekers,
) -> None:
    line = burst(seekers, 300)
    waiting = [run for run in line if seekers.slots[run].outcome == "waiting"]
    account = seekers.account
    account.listed = account.described = account.lost = 0

    for run in waiting:
        seekers.ask(run)

    near = sum(seekers.slots[run].ahead <= QUOTA for run in waiting)
    assert (2 * near, 0) == (account.listed, account.lost)  # a list for each of two statuses
    assert near < 4
    assert account.described < 1.1 * len(waiting)


def test_who_stands_far_behind_looks_rarely_and_no_two_at_the_same_moment(
    seekers: Seekers,
) -> None:
    line = burst(seekers, 300)
    told = [seekers.ask(run) for run in line]
    near = [slot.wait_seconds for slot in told if slot.ahead < QUOTA]
    far = [slot.wait_seconds for slot in told if slot.ahead > 100]

    assert all(600 <= pause <= 750 for pause in near)
    assert all(28_800 <= pause <= 36_000 for pause in far)
    assert len(set(far)) > len(far) / 2


def test_a_line_that_moves_keeps_everybody_and_serves_all_of_them(seekers: Seekers) -> None:
    """Long after three days: what ends a wait is a line that stands still."""
    line = [f"faq-{number:012}" for number in range(30)]
    for run in line:
        seekers.arrive(run)
        seekers.ask(run)

    hours = 0
    while any(seekers.slots[run].outcome == "waiting" for run in line):
        for run in line:
            if seekers.slots[run].outcome == "waiting":
                seekers.ask(run)
            elif run not in seekers.customizations:
                seekers.start(run)
        seekers.account.pass_hours(12)
        hours += 12
        for run in seekers.customizations:
            seekers.complete(run)

    assert {"taken"} == {slot.outcome for slot in seekers.slots.values()}
    assert hours > 72
