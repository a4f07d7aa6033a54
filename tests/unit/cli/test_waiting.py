"""Runs that wait for a turn or for a person are seen to."""

import re
from dataclasses import replace
from io import StringIO

import pytest

from tests.unit.cli.test_approve import ADA, ANSWERED, FIGURE, WAITING
from tests.unit.rehearsal.test_details import plan
from tuning.cli import runs as listing
from tuning.cli.output import printer
from tuning.cli.run_details import next_steps, spans
from tuning.ledger import runs
from tuning.run.run import Run, RunStatus, Span
from tuning.run.training import Slot
from tuning.settings import Settings

SLOT = Slot(
    outcome="waiting",
    ahead=3,
    quota=2,
    busy=2,
    since="2026-11-21T08:00:00+00:00",
    message="2 of the account's 2 customization jobs run, and 3 runs are ahead",
)
IN_LINE = replace(WAITING, state="TakeSlot", approval_request=None, slot=SLOT)


def shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """What is said of a run in the list, and in full."""
    monkeypatch.setattr(runs, "every", lambda **_: iter([run]))
    monkeypatch.setattr(runs, "get", lambda _: run)
    listed, full = StringIO(), StringIO()
    listing.every([run], printer(listed))
    listing.one(run.run_id, printer(full))
    return listed.getvalue(), full.getvalue()


def test_a_run_in_line_shows_how_many_are_ahead(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, full = shown(IN_LINE, monkeypatch)

    assert "TakeSlot, 3 ahead" in listed
    assert "2 of the account's 2 customization jobs run, and 3 runs are ahead" in full


def test_a_run_that_asks_shows_what_and_until_when(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, full = shown(WAITING, monkeypatch)

    assert "AwaitApproval until 2026-11-22 08:00 UTC" in listed
    assert f"asked: {FIGURE}" in full


def test_a_run_that_asks_is_not_rejected_before_its_deadline(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "2026-11-21T08:00:00.000+00:00"
    waiting = replace(
        WAITING,
        hosting_plan=plan(outcome="over", why="", reasons=()),
        timeline={"AwaitApproval": Span(started=asked, ended="2026-11-21T08:00:00.300+00:00")},
    )

    _, full = shown(waiting, monkeypatch)

    assert re.search(r"^why +waits for an answer until 2026-11-22 08:00 UTC$", full, re.MULTILINE)
    assert re.search(rf"^AwaitApproval +since {re.escape(asked)}$", full, re.MULTILINE)
    assert ["approve", "deny", "stop"] == [what for what, _ in next_steps(waiting)]
    assert [("AwaitApproval", asked, None)] == list(spans(waiting))


def test_a_run_that_nobody_answered_in_time_says_so_once_it_has_ended(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, full = shown(replace(WAITING, status=RunStatus.REJECTED), monkeypatch)

    assert "The expense was not approved by 2026-11-22 08:00 UTC" in full


def test_an_answered_run_shows_who_answered_and_why(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, full = shown(ANSWERED, monkeypatch)

    assert f"denied by {ADA} at 2026-11-21T09:00:00: too dear" in full
