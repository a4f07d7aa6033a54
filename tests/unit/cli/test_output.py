import io
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tuning.cli import progress
from tuning.cli.output import printer


class Screen(io.StringIO):
    """A terminal, as far as anybody asks."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(*words: str) -> str:
    """Return what a command shows on a terminal of its own."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "tuning", *words],
        stdout=theirs,
        stderr=theirs,
        env={k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm-256color"},
    ) as process:
        os.close(theirs)
        shown = b"".join(_read(ours))
        process.wait(timeout=30)
    os.close(ours)
    return shown.decode()


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            content = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            return
        if not content:
            return
        yield content


def test_a_terminal_has_colours(bad: Path) -> None:
    shown = on_a_terminal("check", "bad.jsonl")

    assert "\x1b[1;31mTRUNCATED_JSON\x1b[0m" in shown
    assert "bad.jsonl:3: " in shown


def test_a_long_line_is_not_broken(bad: Path) -> None:
    for stream in (io.StringIO(), Screen()):
        printer(stream)("word " * 200, ("end", "bold"))

        assert 1 == stream.getvalue().count("\n")


def test_brackets_are_text_and_no_markup() -> None:
    for stream in (io.StringIO(), Screen()):
        printer(stream)("[red]x[/red]")

        assert "[red]x[/red]" in stream.getvalue()


def shown_on(screen: Screen, text: str) -> bool:
    """Wait for a text to be shown."""
    deadline = time.monotonic() + 10
    while text not in screen.getvalue() and time.monotonic() < deadline:
        time.sleep(0.01)
    return text in screen.getvalue()


def test_whoever_waits_sees_how_far_the_reading_is(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "WAIT_SECONDS", 0.0)

    with good.open("rb") as file, progress.watched(file, "[b]train.jsonl") as stream:
        first = stream.read(100)
        assert shown_on(screen, "[b]train.jsonl")
        rest = stream.read(1 << 20)

    assert first + rest == good.read_bytes()


def test_what_is_quick_shows_no_progress(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)

    with good.open("rb") as file, progress.watched(file, "train.jsonl") as stream:
        stream.read(1 << 20)

    assert "train.jsonl" not in screen.getvalue()


def test_no_progress_is_shown_where_nobody_looks(good: Path) -> None:
    with good.open("rb") as stream, progress.watched(stream, "train.jsonl") as watched:
        assert watched is stream


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_whoever_wants_no_colours_has_none(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    screen = Screen()

    printer(screen)(("end", "bold red"))

    assert "end\n" == screen.getvalue()


def test_what_a_dataset_holds_cannot_move_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()

    printer(screen)("a\x1b[2J", ("b\r", "dim"))

    assert "a\\u001b[2J\x1b[2mb\\r\x1b[0m\n" == screen.getvalue()
