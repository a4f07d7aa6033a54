"""Every command that reads files shows their names, keys and texts in lines of its own."""

import json
import re
import sys
from pathlib import Path

import pytest
from rich.console import Console

from tests.unit.cli.test_output import Screen
from tests.unit.conftest import RECIPE
from tests.unit.hostile import EVERY, acting
from tuning.__main__ import main
from tuning.cli.following.frame import Row, frame
from tuning.cli.following.view import View


@EVERY
@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
def test_every_command_on_a_dataset_names_a_hostile_file_in_one_line(
    hostile: str,
    terminal: bool,  # noqa: FBT001  a parameter of the test
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm")
    name = hostile.replace("/", "")[:40] + ".jsonl"
    Path(name).write_bytes(
        json.dumps({"prompt": hostile, "completion": "y", hostile: 1}).encode() + b"\n{oops\n"
    )
    folder = Path("faq")
    folder.mkdir()
    (folder / "train.jsonl").write_bytes(b'{"prompt": "x", "completion": "y"}\n')
    key = json.dumps(hostile[:100])  # a key in quotes, as TOML has it
    (folder / "task.toml").write_text(f"{key} = 1\n{RECIPE}\n[hyperparameters]\n{key} = {key}\n")
    for words in (
        ("check", f"./{name}"),
        ("check", f"./{name}", "--json"),
        ("check", "faq"),
        ("check", f"./{name}.gone"),
        ("convert", f"./{name}"),
        ("estimate", f"./{name}"),
        ("split", f"./{name}", "--to", f"./{name}/none"),
        ("init", f"./{name}", f"./{name}.folder"),
        ("evaluate", f"./{name}"),
        ("evaluate", f"./{name}", "--base", f"./{name}.gone"),
        (hostile,),
        ("check", "x", f"--{hostile}"),
        ("runs", hostile, "--open"),
    ):
        out = Screen() if terminal else SimplePipe()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", out)
        main(list(words))

        shown = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()) if terminal else out.getvalue()
        assert set() == acting(shown), words
        assert "\nACT ON THIS" not in shown, words
        assert "\x1b[31mAda" not in out.getvalue(), words


class SimplePipe(Screen):
    """What is no terminal."""

    def isatty(self) -> bool:
        return False


@EVERY
def test_the_live_view_shows_it_in_its_row(hostile: str) -> None:
    out = SimplePipe()
    console = Console(file=out, width=20_000)
    View(console).say(hostile)
    rows = {"RegisterRun": Row(mark="running", detail=hostile)}
    console.print(frame(rows, remarks=(hostile,), status="", console=console, height=None))

    assert set() == acting(out.getvalue())
    assert not re.search(r"(?m)^ACT ON THIS", out.getvalue())
