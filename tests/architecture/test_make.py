"""``./make`` ends with the code of the command that failed, run by the real make."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MAKEFILE = """\
SHELL := /bin/sh
fine:
	@true
code-%:
	@exit $*
after: fine code-1
	@exit 0
forgiven:
	-@exit 7
asked:
	@test "$(ARGS)" = "--task a b"
nested:
	@make code-5
sleeps:
	@python3 -c "import time; print('ready', flush=True); time.sleep(30)"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "make", tmp_path)
    (tmp_path / "Makefile").write_text(MAKEFILE)
    return tmp_path


def ended(folder: Path, *words: str) -> int:
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run([folder / "make", *words], env=quiet, capture_output=True, check=False)
    return done.returncode


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["fine"], 0),
        (["code-1"], 1),
        (["code-2"], 2),
        (["code-130"], 130),
        (["after"], 1),
        (["forgiven"], 0),
        (["forgiven", "code-3"], 3),
        (["asked", "ARGS=--task a b"], 0),
        (["nested"], 2),
        (["there-is-none"], 2),
    ],
)
def test_the_code_of_what_failed_is_the_code_of_make(
    folder: Path, words: list[str], code: int
) -> None:
    assert code == ended(folder, *words)


def test_plain_make_would_say_2(folder: Path) -> None:
    """Which is why there is a file of this name at all."""
    command = [shutil.which("make") or "make", "-C", str(folder), "code-1"]
    done = subprocess.run(command, capture_output=True, check=False)

    assert 2 == done.returncode


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let children be interrupted: what a shell starts in the background is not, nor are they."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_it_and_leaves_no_file_behind(folder: Path) -> None:
    own = {**os.environ, "TMPDIR": str(folder)}
    command = [str(folder / "make"), "sleeps"]
    with subprocess.Popen(
        command, env=own, stdout=subprocess.PIPE, start_new_session=True
    ) as going:
        assert going.stdout is not None
        going.stdout.readline()
        os.killpg(going.pid, signal.SIGINT)
        assert 0 != going.wait(timeout=10)

    assert {"make", "Makefile"} == {file.name for file in folder.iterdir()}


@pytest.mark.parametrize("target", ["deploy", "synth", "bootstrap", "diff"])
def test_args_reach_every_target_that_talks_to_the_cdk(target: str) -> None:
    said = subprocess.run(
        [
            shutil.which("make") or "make",
            "-C",
            ROOT,
            "--dry-run",
            target,
            "ENV=team",
            "ARGS=-c notify=ada@corp.com",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    (line,) = (line for line in said.splitlines() if "-c notify=ada@corp.com" in line)
    assert "team" in line


@pytest.mark.parametrize("target", ["deploy", "bootstrap"])
def test_without_credentials_nothing_is_synthesised_and_one_line_says_how_to_log_in(
    target: str, tmp_path: Path
) -> None:
    """The recipe itself, with a CDK beside it that leaves a trace when it is called."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "cdk").write_text(f"#!/bin/sh\ntouch {tmp_path}/called\n")
    (tools / "cdk").chmod(0o755)
    make = shutil.which("make") or "make"
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    own |= {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }

    def recipe(**more: str) -> subprocess.CompletedProcess[str]:
        shown = subprocess.run(
            [make, "-C", ROOT, "--no-print-directory", "--dry-run", target, "ENV=dev"],
            env=own,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()[-1]
        path = os.pathsep.join((str(tools), str(Path(sys.executable).parent), os.environ["PATH"]))
        return subprocess.run(
            ["/bin/sh", "-c", shown],
            cwd=ROOT,
            env={**own, "PATH": path, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    refused = recipe()
    assert (2, 1) == (refused.returncode, refused.stderr.count("\n"))
    assert "AWS was not called: there are no credentials; log in" in refused.stderr
    assert not (tmp_path / "called").exists()

    assert 0 == recipe(AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b").returncode
    assert (tmp_path / "called").exists()
