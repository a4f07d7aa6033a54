import io
import time

import pytest
from rich.console import Console

from tuning.cli.following.view import LiveView, View, saying


def plain() -> tuple[View, io.StringIO]:
    out = io.StringIO()
    return View(Console(file=out, soft_wrap=True, no_color=True)), out


def live() -> tuple[LiveView, io.StringIO]:
    out = io.StringIO()
    return LiveView(Console(file=out, force_terminal=True, width=100)), out


def lines(out: io.StringIO) -> list[str]:
    """What was said, without the times."""
    return [line.partition("] ")[2].partition(" after ")[0] for line in out.getvalue().splitlines()]


def test_plain_lines_tell_each_begin_and_each_end_once() -> None:
    view, out = plain()

    with view:
        view.expect("RegisterRun", "ValidateDataset")
        view.begin("RegisterRun")
        view.end("RegisterRun", "succeeded", "faq-1")
        view.begin("ValidateDataset")
        view.end("ValidateDataset", "failed", "broken")

    assert lines(out) == [
        "RegisterRun ...",
        "RegisterRun succeeded",
        "ValidateDataset ...",
        "ValidateDataset failed",
    ]
    assert out.getvalue().splitlines()[1].endswith(" s: faq-1")


def test_plain_lines_tell_a_poll_only_when_it_has_something_new() -> None:
    view, out = plain()

    with view:
        for status in ("InProgress", "InProgress", "InProgress", "Completed"):
            view.begin("CheckCustomization")
            view.end("CheckCustomization", "succeeded", status)

    assert len(lines(out)) == 3
    assert out.getvalue().splitlines()[-1].endswith("Completed")


def test_plain_lines_do_not_flood_with_notes_but_do_not_fall_silent_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr("tuning.cli.following.view.time.monotonic", lambda: now[0])
    view, out = plain()

    with view:
        view.begin("cdk deploy")
        for resource in range(20):
            now[0] += 0.6
            view.note("cdk deploy", f"{resource}/20")

    assert len(lines(out)) == 1 + 2


def test_dataset_names_are_never_read_as_markup() -> None:
    view, out = plain()

    view.say("incoming/faq/train [red]a[/red].jsonl")

    assert "[red]a[/red]" in out.getvalue()


def test_the_table_shows_what_runs_and_for_how_long() -> None:
    view, out = live()

    with view:
        view.expect("RegisterRun", "ValidateDataset", "Promote")
        view.begin("RegisterRun")
        view.end("RegisterRun", "succeeded", "faq-1")
        view.begin("ValidateDataset")
        view.spend("$0.05")
        during = io.StringIO()
        Console(file=during, width=120).print(view.frame())

    shown = out.getvalue()
    assert "RegisterRun" in shown
    assert "faq-1" in shown
    assert "metered so far $0.05" in during.getvalue()
    assert "so far" not in shown.rpartition("RegisterRun")[2]


def test_the_last_table_shows_only_what_was_reached_and_what_was_cut_off() -> None:
    view, out = live()

    with view:
        view.expect("RegisterRun", "Promote")
        view.begin("RegisterRun")

    last = out.getvalue().rpartition("RegisterRun")[2]
    assert "Promote" not in last
    assert view.rows["RegisterRun"].mark == "aborted"


def test_a_row_that_goes_on_counts_from_its_first_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("tuning.cli.following.view.time.monotonic", lambda: now[0])
    view, _ = plain()

    for _ in range(3):
        view.begin("CheckCustomization")
        now[0] += 2
        view.end("CheckCustomization", "succeeded", "InProgress")
        now[0] += 1

    assert view.rows["CheckCustomization"].seconds == 8.0


def test_plain_lines_say_what_still_runs_when_nothing_was_written_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr("tuning.cli.following.view.time.monotonic", lambda: now[0])
    out = io.StringIO()
    view = View(Console(file=out, soft_wrap=True, no_color=True), quiet_seconds=8)

    view.begin("cdk deploy")
    view.note("cdk deploy", "building the layer")
    for _ in range(20):
        now[0] += 1
        view.keep_in_touch()

    assert [
        "cdk deploy ...",
        "cdk deploy for 8.0 s so far: building the layer",
        "cdk deploy for 16 s so far: building the layer",
    ] == [line.partition("] ")[2] for line in out.getvalue().splitlines()]


def test_a_view_keeps_in_touch_by_itself() -> None:
    out = io.StringIO()
    with View(Console(file=out, soft_wrap=True, no_color=True), quiet_seconds=0.01) as view:
        view.begin("doctor")
        deadline = time.monotonic() + 5
        while "so far" not in out.getvalue():
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_notes_between_two_looks_do_not_make_the_same_answer_new() -> None:
    view, out = plain()

    with view:
        for step in range(20):
            view.begin("CheckCustomization")
            view.note("CheckCustomization", f"step {step}")
            view.end("CheckCustomization", "succeeded", "InProgress, Training")

    assert len(lines(out)) == 2


def test_what_goes_on_after_the_view_is_said_where_it_is_slow() -> None:
    view, out = plain()

    with saying(view, "Ending it", seconds=60):
        pass
    assert "" == out.getvalue()

    with saying(view, "Ending it", seconds=0.01):
        deadline = time.monotonic() + 5
        while "Ending it, 0.0 s so far" not in out.getvalue():
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_what_comes_in_between_has_its_row_there() -> None:
    view, _ = plain()
    view.expect("Promote", "doctor", "teardown")

    view.expect("the reaper", before="doctor")

    assert ["Promote", "the reaper", "doctor", "teardown"] == list(view.rows)


def test_a_remark_is_written_once_for_each_of_its_texts() -> None:
    view, out = plain()

    for target in ("ListTables", "ListTables", "GetModel"):
        view.remark("throttle_once", f"fault throttle_once struck {target}")

    assert lines(out) == [
        "! fault throttle_once struck ListTables",
        "! fault throttle_once struck GetModel",
    ]
