from datetime import datetime, timedelta

import pytest

from tests.unit.training.account import START, Account
from tests.unit.training.slot_seekers import Seekers, job_of
from tuning.account import quotas
from tuning.errors import UnknownRun, UnreadableRun
from tuning.ledger import runs
from tuning.run.training import TrainingStatus
from tuning.settings import Settings, deployed

NOW = START.isoformat()
A, B, C, D = (f"faq-{letter * 12}" for letter in "abcd")


@pytest.fixture
def seekers(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Seekers:
    made = Seekers(Account(), monkeypatch)
    for run in (A, B, C, D):
        made.arrive(run)
    return made


def test_slots_are_taken_until_the_quota_and_the_next_ones_wait_in_line(seekers: Seekers) -> None:
    said = [seekers.ask(run) for run in (A, B, C, D)]

    assert ["taken", "taken", "waiting", "waiting"] == [slot.outcome for slot in said]
    assert [0, 0, 0, 1] == [slot.ahead for slot in said]
    assert "2 of the account's 2 customization jobs run, and 1 run is ahead" == said[3].message


def test_a_lost_reply_costs_no_second_slot(seekers: Seekers) -> None:
    seekers.ask(A)
    del seekers.slots[A]

    assert "taken" == seekers.ask(A).outcome
    assert "taken" == seekers.ask(B).outcome
    assert "waiting" == seekers.ask(C).outcome


def test_a_slot_is_free_again_when_its_job_is_over(seekers: Seekers) -> None:
    for run in (A, B, C):
        seekers.ask(run)
    seekers.start(A)
    seekers.complete(A)

    assert "taken" == seekers.ask(C).outcome


def test_whoever_came_first_is_served_first_however_often_others_ask(seekers: Seekers) -> None:
    for run in (A, B, C, D):
        seekers.ask(run)
    seekers.start(A)
    seekers.complete(A)

    assert ["waiting", "waiting"] == [seekers.ask(D).outcome for _ in range(2)]
    assert "taken" == seekers.ask(C).outcome


def test_jobs_of_others_take_up_the_quota(seekers: Seekers) -> None:
    seekers.account.jobs = {"somebody's": "InProgress", "another's": "Stopping"}

    waiting = seekers.ask(A)
    seekers.account.jobs["another's"] = "Stopped"

    assert ("waiting", 2) == (waiting.outcome, waiting.busy)
    assert "taken" == seekers.ask(A).outcome


def test_a_dead_run_keeps_nobody_waiting(seekers: Seekers) -> None:
    for run in (A, B, C, D):
        seekers.ask(run)
    seekers.die(A)  # it took a slot and started nothing
    seekers.die(C)  # it waited

    assert "taken" == seekers.ask(D).outcome


def test_a_run_that_is_about_to_go_on_keeps_its_slot_and_its_place(seekers: Seekers) -> None:
    for run in (A, B, C, D):
        seekers.ask(run)
    for run in (A, C):  # A took a slot and started nothing, C waits
        seekers.pause(run)

    waiting = seekers.ask(D)

    assert ("waiting", 2, 1) == (waiting.outcome, waiting.busy, waiting.ahead)


def test_the_job_of_a_dead_run_still_takes_up_the_quota(seekers: Seekers) -> None:
    for run in (A, B, C):
        seekers.ask(run)
    seekers.start(A)
    seekers.die(A)

    assert "waiting" == seekers.ask(C).outcome


def test_a_job_that_stalled_keeps_its_slot_until_it_is_started_once_more(
    seekers: Seekers,
) -> None:
    for run in (A, B, C):
        seekers.ask(run)
    seekers.start(A)
    seekers.account.jobs[job_of(A)] = "Stopped"
    seekers.statuses[A] = TrainingStatus(outcome="stalled", status="Stopped")

    assert "waiting" == seekers.ask(C).outcome
    seekers.account.jobs[f"{job_of(A)}-2"] = "InProgress"
    seekers.statuses[A] = TrainingStatus(outcome="running", status="InProgress")
    assert "waiting" == seekers.ask(C).outcome
    seekers.account.jobs[f"{job_of(A)}-2"] = "Completed"
    assert "taken" == seekers.ask(C).outcome


def test_a_run_that_died_while_its_job_stalled_keeps_no_slot(seekers: Seekers) -> None:
    for run in (A, B, C):
        seekers.ask(run)
    seekers.start(A)
    seekers.account.jobs[job_of(A)] = "Stopped"
    seekers.statuses[A] = TrainingStatus(outcome="stalled", status="Stopped")
    seekers.die(A)

    assert "taken" == seekers.ask(C).outcome


@pytest.mark.parametrize("error", [UnreadableRun, UnknownRun])
def test_a_slot_whose_run_cannot_be_read_is_free_when_its_job_is_over(
    seekers: Seekers, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    for run in (A, B, C):
        seekers.ask(run)
    seekers.start(A)
    seekers.account.jobs[job_of(A)] = "Stopped"

    def broken(run: str) -> None:
        raise error(f"run {run}")

    monkeypatch.setattr(runs, "get", broken)

    assert "taken" == seekers.ask(C).outcome


@pytest.mark.parametrize("text", ["", "{", '"text"', "[1]", '[{"run_id": 7}]'])
def test_slots_that_cannot_be_read_are_counted_anew(seekers: Seekers, text: str) -> None:
    seekers.account.items["slots"] = {"tickets": {"S": text}, "moved": {"S": NOW}}

    assert ["taken", "taken", "waiting"] == [seekers.ask(run).outcome for run in (A, B, C)]


def test_a_line_in_which_each_takes_the_slot_of_the_one_before_moves(seekers: Seekers) -> None:
    for run in (A, B, C, D):
        seekers.ask(run)
    for run in (A, B):
        seekers.start(run)
    seekers.account.pass_hours(71)
    seekers.complete(A)
    assert "taken" == seekers.ask(C).outcome
    seekers.start(C)
    seekers.account.pass_hours(2)

    assert "waiting" == seekers.ask(D).outcome


def test_two_that_look_at_the_same_moment_do_not_take_the_same_slot(seekers: Seekers) -> None:
    seekers.ask(A)
    seekers.account.interrupted = lambda: seekers.ask(B)

    assert "waiting" == seekers.ask(C).outcome
    assert "taken" == seekers.slots[B].outcome


def test_slots_that_change_under_every_look_are_looked_at_again_later_and_fail_nobody(
    seekers: Seekers,
) -> None:
    account = seekers.account

    def change() -> None:
        account.items["slots"] = {"tickets": {"S": "[]" + " " * account.lost}, "moved": {"S": NOW}}
        account.interrupted = change

    seekers.ask(A)
    account.interrupted = change

    assert "waiting" == seekers.ask(C).outcome
    account.interrupted = None
    assert "taken" == seekers.ask(C).outcome


def test_a_run_that_the_service_refused_all_the_same_keeps_its_place(seekers: Seekers) -> None:
    for run in (A, B, C):
        seekers.ask(run)
    seekers.account.jobs = {"somebody's": "InProgress", "another's": "InProgress"}
    assert not seekers.start(A)
    seekers.account.jobs.clear()

    refused = seekers.ask(A)

    assert ("waiting", "the quota is used up") == (refused.outcome, refused.message)
    assert ("waiting", 1) == (seekers.ask(C).outcome, seekers.ask(C).ahead)
    assert "taken" == seekers.ask(A).outcome


def test_waiting_has_an_end_and_leaves_the_line(seekers: Seekers) -> None:
    for run in (A, B, C):
        seekers.ask(run)
    seekers.account.pass_hours(71)
    assert "waiting" == seekers.ask(C).outcome
    seekers.account.pass_hours(1.01)

    late = seekers.ask(C)

    assert "timed_out" == late.outcome
    assert late.message
    assert late.message.startswith("no run has got a training slot within 72 hours: 2 of")
    assert 0 == seekers.ask(D).ahead


def test_a_stalled_job_that_is_started_once_more_waits_as_long_as_any_other(
    seekers: Seekers,
) -> None:
    seekers.ask(A)
    seekers.start(A)
    seekers.account.pass_hours(80)
    seekers.account.jobs.update({job_of(A): "Stopped", "x": "InProgress", "y": "InProgress"})
    seekers.statuses[A] = TrainingStatus(outcome="stalled", status="Stopped")
    joined = seekers.slots[A].since
    assert not seekers.start(A, attempt=2)

    waits = seekers.ask(A)
    seekers.account.pass_hours(71)
    later = seekers.ask(A)
    seekers.account.pass_hours(1.01)

    assert ["waiting", "waiting"] == [waits.outcome, later.outcome]
    assert joined == later.since
    assert "timed_out" == seekers.ask(A).outcome


def test_a_restart_that_is_refused_again_and_again_has_one_deadline(seekers: Seekers) -> None:
    seekers.ask(A)
    seekers.start(A)
    seekers.account.pass_hours(80)
    seekers.statuses[A] = TrainingStatus(outcome="stalled", status="Stopped")
    for _ in range(4):
        seekers.account.jobs.update({job_of(A): "Stopped", "x": "InProgress", "y": "InProgress"})
        assert not seekers.start(A, attempt=2)
        began = seekers.ask(A).waits_since
        seekers.account.jobs.clear()
        seekers.account.pass_hours(1)
        assert ("taken", began) == (seekers.ask(A).outcome, seekers.slots[A].waits_since)

    assert seekers.account.now - datetime.fromisoformat(began) >= timedelta(hours=4)


def test_a_lost_reply_does_not_prolong_the_wait(seekers: Seekers) -> None:
    for run in (A, B, C):
        seekers.ask(run)
    seekers.account.pass_hours(72.01)
    told = seekers.slots[C]
    seekers.ask(C)
    seekers.slots[C] = told

    assert "timed_out" == seekers.ask(C).outcome


def test_a_slot_that_is_free_at_the_last_moment_is_taken(seekers: Seekers) -> None:
    for run in (A, B, C):
        seekers.ask(run)
    seekers.die(A)
    seekers.account.pass_hours(72.01)

    assert "taken" == seekers.ask(C).outcome


def test_a_long_line_does_not_ask_for_the_square_of_its_length(seekers: Seekers) -> None:
    line = [f"faq-{number:012}" for number in range(50)]
    for run in line:
        seekers.arrive(run)
        seekers.ask(run)
    seekers.account.described = 0

    for run in line:
        seekers.ask(run)

    assert seekers.account.described < 4 * len(line)


def test_a_line_that_moves_has_an_end_too(seekers: Seekers) -> None:
    for run in (A, B, C):
        seekers.ask(run)
    seekers.account.pass_hours(335)
    seekers.account.items["slots"]["moved"] = {"S": seekers.account.now.isoformat()}
    assert "waiting" == seekers.ask(C).outcome
    seekers.account.pass_hours(1.01)

    late = seekers.ask(C)

    assert "timed_out" == late.outcome
    assert late.message
    assert late.message.startswith("turn for a training slot did not come within 336 hours")


@pytest.mark.parametrize("looks", [50, 100, 600])
def test_a_run_looks_no_more_often_than_its_history_has_room_for_and_is_not_sent_away_for_it(
    seekers: Seekers, monkeypatch: pytest.MonkeyPatch, looks: int
) -> None:
    """It stands at the head all the time, and the line moves now and then."""
    monkeypatch.setenv("TUNING_SLOT_LOOKS", str(looks))
    deployed.cache_clear()
    for run in (A, B):
        seekers.ask(run)
    began = seekers.account.now
    while seekers.ask(C).outcome == "waiting":
        seekers.account.now += timedelta(seconds=seekers.slots[C].wait_seconds)
        seekers.account.items["slots"]["moved"] = {"S": seekers.account.now.isoformat()}

    assert seekers.slots[C].looks <= looks
    assert timedelta(hours=336) <= seekers.account.now - began < timedelta(hours=350)


def test_who_waits_is_told_how_many_are_ahead_and_when_it_looks_again(seekers: Seekers) -> None:
    for run in (A, B, C):
        seekers.ask(run)

    behind = seekers.ask(D)

    assert (1, 2) == (behind.ahead, behind.looks + 1)
    assert 600 <= behind.wait_seconds <= 750


def test_where_the_quota_cannot_be_read_it_is_what_every_account_has(
    seekers: Seekers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "customization_jobs", lambda: None)

    assert 10 == seekers.ask(A).quota


def test_a_quota_of_one_is_kept_to(seekers: Seekers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "customization_jobs", lambda: 1)

    assert ["taken", "waiting"] == [seekers.ask(run).outcome for run in (A, B)]


def test_the_job_that_a_slot_is_for_is_the_runs_own(seekers: Seekers) -> None:
    seekers.ask(A)
    seekers.start(A)
    seekers.ask(B)

    third = seekers.ask(C)

    assert {job_of(A): "InProgress"} == seekers.account.jobs
    assert 2 == third.busy
