"""Files on a disk, and the commands as a shell runs them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


def pairs(count: int, *, start: int = 0) -> bytes:
    """Return so many prompt/completion records, no two alike."""
    return b"".join(
        json.dumps(
            {
                "prompt": f"What does article {n} of chapter {n % 7} say?",
                "completion": f"It says {'very ' * (n % 5)}much about number {n}.",
            }
        ).encode()
        + b"\n"
        for n in range(start, start + count)
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the commands run in, whose name a task may have."""
    folder = tmp_path / "help"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def good(folder: Path) -> Path:
    """A training file with nothing to fix."""
    file = folder / "train.jsonl"
    file.write_bytes(pairs(120))
    return file


@pytest.fixture
def bad(folder: Path) -> Path:
    """A training file with one error on line 3, and thirty of another kind at its end."""
    file = folder / "bad.jsonl"
    first, second, *rest = pairs(120).splitlines(keepends=True)
    broken = b'{"prompt": "x"\n'
    empty = b'{"prompt": "a question", "completion": ""}\n' * 30
    file.write_bytes(first + second + broken + b"".join(rest) + empty)
    return file


@pytest.fixture
def shell(folder: Path) -> Run:
    """Run `python -m tuning …` in a process of its own, without credentials."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}

    def run(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tuning", *words],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            **options,
        )

    return run
