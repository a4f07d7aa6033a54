import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rehearsal import child
from rehearsal.errors import Overdue
from rehearsal.interruption import Interrupted, interruptible

PARENT = """
import pathlib, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path("pids").write_text(str(grandchild.pid))
print("started", flush=True)
time.sleep(60)
"""


def run(
    tmp_path: Path,
    script: str,
    *,
    bound_seconds: float = 20,
    on_line: Callable[[str], None] = lambda line: None,
) -> int:
    return child.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        environment=dict(os.environ),
        log=tmp_path / "child.log",
        bound_seconds=bound_seconds,
        on_line=on_line,
    )


def lives(pid: int) -> bool:
    try:
        return "Z" != Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_a_child_tells_its_lines_and_its_exit_code(tmp_path: Path) -> None:
    lines: list[str] = []

    code = run(
        tmp_path, "import sys; print('one'); print('two'); sys.exit(7)", on_line=lines.append
    )

    assert 7 == code
    assert ["one", "two"] == lines
    assert "one\ntwo\n" == (tmp_path / "child.log").read_text()


def test_a_second_child_goes_on_in_the_same_log(tmp_path: Path) -> None:
    lines: list[str] = []

    run(tmp_path, "print('one')")
    run(tmp_path, "print('two')", on_line=lines.append)

    assert ["two"] == lines
    assert "one\ntwo\n" == (tmp_path / "child.log").read_text()


def test_a_child_beyond_its_bound_ends_with_its_children(tmp_path: Path) -> None:
    with pytest.raises(Overdue, match="took longer than 1 s"):
        run(tmp_path, PARENT, bound_seconds=1)

    assert not lives(int((tmp_path / "pids").read_text()))


def test_a_child_that_ignores_the_request_is_forced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "GRACE_SECONDS", 0.3)
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + PARENT

    with pytest.raises(Overdue):
        run(tmp_path, stubborn, bound_seconds=1)

    assert not lives(int((tmp_path / "pids").read_text()))


def test_an_interruption_ends_the_child_and_its_children(tmp_path: Path) -> None:
    def interrupt(line: str) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted), interruptible():
        run(tmp_path, PARENT, on_line=interrupt)

    assert not lives(int((tmp_path / "pids").read_text()))


def test_an_interruption_during_the_end_does_not_spare_the_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signal_group = child._signal

    def impatient(group: int, number: int) -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        return signal_group(group, number)

    monkeypatch.setattr(child, "_signal", impatient)

    with pytest.raises(Interrupted), interruptible():
        run(tmp_path, PARENT, bound_seconds=1)

    assert not lives(int((tmp_path / "pids").read_text()))
