"""Ctrl-C for real: the command as a person runs it, ended in the middle of what it does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest


def processes_of(folder: Path) -> list[str]:
    """Every process that was started with a directory in its arguments or its environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in told:
            found.append(told.decode(errors="replace").replace("\0", " "))
    return found


@pytest.mark.parametrize(
    ("phase", "number", "code"),
    [
        ("cdk bootstrap ...", signal.SIGTERM, 143),
        ("cdk deploy ...", signal.SIGINT, 130),
    ],
)
def test_an_end_from_outside_leaves_no_process_and_no_file(
    tmp_path: Path, phase: str, number: int, code: int
) -> None:
    dataset = tmp_path / "faq"
    temporary = tmp_path / "tmp"
    for folder in (dataset, temporary):
        folder.mkdir()
    for name in ("task.toml", "train.jsonl"):
        (dataset / name).touch()
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "rehearsal", str(dataset)],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as driver:
        assert driver.stdout is not None
        assert any(phase in line for line in driver.stdout), driver.communicate()[1]
        os.killpg(driver.pid, number)
        said = driver.communicate(timeout=60)[1]

    assert driver.returncode == code
    assert said.endswith(f"Stopped by {signal.Signals(number).name}; nothing is left running.\n")
    assert [] == processes_of(tmp_path)
    assert [] == list(temporary.iterdir())
