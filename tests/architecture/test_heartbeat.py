"""Who waits for an installation hears within ten seconds that it goes on."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / ".ci" / "heartbeat"
EACH_SECOND = {**os.environ, "HEARTBEAT_SECONDS": "1"}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, "installing things", *command],
        env=EACH_SECOND,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_long_command_is_accompanied_by_lines_that_say_for_how_long() -> None:
    done = run("sh", "-c", "sleep 2.5; echo done")

    assert 0 == done.returncode
    assert done.stdout.startswith("  still installing things, 1 s so far\n")
    assert done.stdout.endswith("done\n")


def test_a_short_one_says_nothing_and_ends_at_once() -> None:
    began = time.monotonic()

    done = run("echo", "a b")

    assert ("a b\n", "") == (done.stdout, done.stderr)
    assert time.monotonic() - began < 0.9


@pytest.mark.parametrize("code", [1, 7, 130])
def test_its_exit_code_is_that_of_the_command(code: int) -> None:
    assert code == run("sh", "-c", f"exit {code}").returncode


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_line_comes_after_its_end(number: signal.Signals) -> None:
    with subprocess.Popen(
        [SCRIPT, "installing things", "sleep", "30"],
        env=EACH_SECOND,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as going:
        assert going.stdout is not None
        going.stdout.readline()
        if number == signal.SIGTERM:
            os.killpg(going.pid, number)
        else:
            going.kill()
        going.wait(timeout=10)
        time.sleep(1.5)
        os.set_blocking(going.stdout.fileno(), False)
        first = going.stdout.read() or b""
        time.sleep(1.5)

        assert first.count(b"\n") <= 2
        assert not going.stdout.read()
        if number == signal.SIGKILL:
            os.killpg(going.pid, signal.SIGKILL)


def test_whatever_make_installs_is_accompanied() -> None:
    recipes = (ROOT / "Makefile").read_text().replace("\\\n", "")
    installs = re.findall(r".*(?:\$\(LOCKED\) locks/(?!bench-alone|uv)|npm ci).*", recipes)

    assert 6 == len(installs)
    for line in installs:
        assert line.count("$(HEARTBEAT)") == len(re.findall(r"LOCKED|npm ci", line)), line
