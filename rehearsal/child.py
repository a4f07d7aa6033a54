"""A child process in a group of its own, so that it ends with everything that it started."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from rehearsal.errors import Overdue
from rehearsal.interruption import undisturbed

POLL_SECONDS: Final = 0.1
GRACE_SECONDS: Final = 3.0
"""How long a group may take to end by itself once it has been asked to."""


def run(
    command: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    log: Path,
    bound_seconds: float,
    on_line: Callable[[str], None],
) -> int:
    """Run a command to its end, its output in ``log``, and return its exit code.

    Args:
        command: the program and its arguments; no shell is involved.
        cwd: where it runs.
        environment: all of its environment variables.
        log: the file that its output is appended to.
        bound_seconds: how long it may take.
        on_line: called with every complete line of its output.

    Raises:
        Overdue: it took longer; it and its children have been ended.
    """
    ends = time.monotonic() + bound_seconds
    process: subprocess.Popen[bytes] | None = None
    try:
        with log.open("ab") as sink, log.open("r", errors="replace") as source:
            source.seek(0, os.SEEK_END)
            with undisturbed():
                process = subprocess.Popen(
                    command,
                    cwd=cwd,
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            partial = ""
            while True:
                code = process.poll()
                *lines, partial = (partial + source.read()).split("\n")
                for line in lines:
                    on_line(line)
                if code is not None:
                    return code
                if time.monotonic() > ends:
                    name = Path(command[0]).name
                    raise Overdue(f"{name} took longer than {bound_seconds:.0f} s and was ended")
                time.sleep(POLL_SECONDS)
    finally:
        if process is not None and process.returncode is None:
            with undisturbed():
                end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a child and all of its process group: asked first, forced after a grace."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        _signal(process.pid, number)
        until = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < until:
            process.poll()  # reaps the leader, whose zombie would count as a member of its group
            if not _signal(process.pid, 0):
                return
            time.sleep(POLL_SECONDS)


def _signal(group: int, number: int) -> bool:
    """Send a signal (0 only asks) to a process group; say whether it still has members."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of zombies
        return False
    return True
