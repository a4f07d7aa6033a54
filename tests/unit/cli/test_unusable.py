"""Whatever cannot be used ends with exit code 2 and one line."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.cli.conftest import pairs
from tuning.__main__ import main
from tuning.cli.tables import opening
from tuning.dataset.batch import Batch

Run = Callable[..., subprocess.CompletedProcess[str]]

UNUSABLE = {
    "missing file": (
        ["check", "nothing.jsonl"],
        "nothing.jsonl: No such file or directory (see that its name and its folder",
    ),
    "folder without a dataset": (["check", "empty"], "empty: no training file"),
    "two training files": (["check", "two"], "give the others another name, or call them all as"),
    "missing companion": (["check", "train.jsonl", "--validation", "no.jsonl"], "no.jsonl: No"),
    "unknown model": (
        ["check", "train.jsonl", "--model", "amazon.nova-mikro"],
        "unknown base model",
    ),
    "retired model": (["check", "train.jsonl", "--model", "Titan Text"], "has ended"),
    "unknown type": (["check", "train.jsonl", "--type", "pretraining"], "invalid choice"),
    "unknown format": (["check", "train.jsonl", "--format", "parquet"], "invalid choice"),
    "unknown option": (["check", "train.jsonl", "--fast"], "unrecognized arguments"),
    "unknown command": (["chekc", "train.jsonl"], "invalid choice"),
    "no command": ([], "required"),
    "no file": (["check"], "required"),
    "one column": (["check", "train.jsonl", "--columns", "a"], "not two names"),
    "missing recipe": (["check", "train.jsonl", "--task", "no.toml"], "no.toml: No such"),
    "broken recipe": (["check", "train.jsonl", "--task", "bad.toml"], "bad.toml is not TOML"),
    "endless recipe": (["check", "train.jsonl", "--task", "/dev/zero"], "has more than 64 KB"),
    "standard input twice": (["check", "-", "--validation", "-"], "only one file"),
    "Parquet": (["check", "table.jsonl"], "table.jsonl: NOT_TEXT the content is Parquet"),
    "page in no folder": (["check", "train.jsonl", "--html", "no/page.html"], "no/page.html: No"),
    "page is a folder": (
        ["check", "train.jsonl", "--html", "empty"],
        "empty is a folder: name a file",
    ),
    "drop of no folder": (["drop", "nosuch", "--env", "dev"], "nosuch is no folder"),
    "drop without a recipe": (["drop", "empty", "--env", "dev"], "empty has no task.toml"),
    "convert from nothing": (
        ["convert", "train.jsonl", "--encoding", "nope"],
        "argument --encoding: 'nope' is no encoding that is known",
    ),
    "convert a folder": (
        ["convert", "empty", "--to-model", "amazon.nova-micro-v1:0:128k"],
        "empty: Is a directory (name a file in it)",
    ),
    "share": (["split", "train.jsonl", "-o", "out", "--evaluation", "1.5"], "not a share"),
    "shares": (
        ["split", "train.jsonl", "-o", "out", "--evaluation", "0.6", "--validation", "0.5"],
        "leave something to train on",
    ),
    "split into a file": (
        ["split", "train.jsonl", "-o", "train.jsonl"],
        "train.jsonl: File exists (name a folder)",
    ),
}


@pytest.fixture
def around(good: Path, folder: Path) -> None:
    """Files of every unusable kind beside a good one."""
    (folder / "empty").mkdir()
    (folder / "two").mkdir()
    (folder / "two" / "train-a.jsonl").touch()
    (folder / "two" / "train-b.jsonl").touch()
    (folder / "bad.toml").write_text("[dataset")
    (folder / "table.jsonl").write_bytes(b"PAR1" + bytes(100))


@pytest.mark.usefixtures("around")
@pytest.mark.parametrize(("words", "reason"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_used_ends_with_exit_code_2_and_one_line(
    words: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(words)

    said = capsys.readouterr()
    assert "" == said.out
    assert reason in said.err
    assert 1 == said.err.count("\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_line(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good.chmod(0)

    assert 2 == main(["check", "train.jsonl"])
    assert "train.jsonl: Permission denied\n" == capsys.readouterr().err


def test_a_device_that_breaks_off_is_one_line(folder: Path, shell: Run) -> None:
    done = shell("check", "/proc/self/mem")

    assert 2 == done.returncode
    assert 1 == done.stderr.count("\n")
    assert "/proc/self/mem" in done.stderr


def test_a_name_that_would_move_the_cursor_is_shown_harmless(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "x\x1b[2J\n.jsonl"])

    assert capsys.readouterr().err.startswith("x\\u001b[2J\\n.jsonl: No such file or directory")


def test_a_reader_that_goes_away_is_no_error(bad: Path, folder: Path) -> None:
    command = (
        f"{sys.executable} -m tuning check bad.jsonl --json | head -c 1; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(
        ["/bin/bash", "-c", command], capture_output=True, text=True, cwd=folder, check=False
    )

    assert "" == done.stderr
    assert done.returncode in {1, 141}


def test_a_full_disk_is_one_line(good: Path, folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tuning", "check", "train.jsonl"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert 2 == done.returncode
    assert "the output: No space left on device\n" == done.stderr


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl-C, and so do its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_ctrl_c_ends_with_130_and_says_nothing(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tuning", "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        process.stdin.write(b'{"prompt": "a", "completion": "b"}\n' * 50_000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)

    assert 130 == process.returncode
    assert b"" == error


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["check", "train.jsonl", "t"], "t (python -m tuning check --help lists what is valid)"),
        (["check", "train.jsonl", "--model", "nope"], "--model: unknown base model"),
        (["estimate", "train.jsonl", "--model", "nope"], "--model: unknown base model"),
    ],
    ids=str,
)
def test_what_is_wrong_with_the_arguments_names_the_argument_or_the_command(
    words: list[str], reason: str, good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(words)

    assert reason in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "convert", "estimate"])
@pytest.mark.parametrize("name", ["train.jsonl", "train.csv"])
def test_a_file_that_changes_while_it_is_read_is_refused_in_one_line(
    command: str,
    name: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = folder / name
    head = b"prompt,completion\n" if name == "train.csv" else b""
    file.write_bytes(head + pairs(20))

    def late(*_: object, **__: object) -> Iterator[Batch]:
        with file.open("ab") as other:
            other.write(pairs(1, start=20))
        return iter(())

    monkeypatch.setattr(opening, "reader", lambda _: late)

    assert 2 == main([command, name])
    assert f"{name}: changed while it was read; run the command again" in capsys.readouterr().err
