import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import pairs
from tests.unit.cli.remedies import hold
from tuning.__main__ import main
from tuning.registration import task_toml
from tuning.run.recipe import Recipe

Captured = pytest.CaptureFixture[str]

SAID = ("--intended-use", "To answer.", "--source", "Ours.", "--licence", "Apache-2.0")

SWITCHED_OFF = re.compile(r"^# (?=\w+ = )", re.MULTILINE)


def written(path: Path, records: list[tuple[str, str]]) -> Path:
    lines = (json.dumps({"prompt": asked, "completion": said}) for asked, said in records)
    path.write_text("\n".join(lines))
    return path


def recipe(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "task.toml").read_text())


def read(text: str) -> Recipe:
    return task_toml.read(text, default_model="", default_hyperparameters={})


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_becomes_a_folder_that_check_takes(good: Path, capsys: Captured) -> None:
    assert 0 == main(["init", "train.jsonl", "-o", "answers", *SAID])
    assert "python -m tuning check answers" in capsys.readouterr().out

    assert 0 == main(["check", "answers"])
    assert (good.parent / "answers" / "train.jsonl").read_bytes() == good.read_bytes()


def test_the_next_commands_are_ones_that_can_be_run(good: Path, capsys: Captured) -> None:
    main(["init", "train.jsonl", "-o", "answers", *SAID])

    out = capsys.readouterr().out
    commands = re.findall(r"^  (python -m tuning .*)$", out[out.index("Next:") :], re.MULTILINE)
    assert ["check", "estimate", "drop"] == [command.split()[3] for command in commands]
    for command in commands:
        hold(command)


def test_every_key_can_be_switched_on_where_it_stands(good: Path) -> None:
    """One at a time: some keys exclude each other."""
    main(["init", "train.jsonl", "-o", "answers", *SAID])
    text = (good.parent / "answers" / "task.toml").read_text()
    off = list(SWITCHED_OFF.finditer(text))

    for line in off:
        tomllib.loads(text[: line.start()] + text[line.end() :])
    keys = {name for table in msgspec_tables() for name in table}
    named = set(re.findall(r"^(?:# )?(\w+) = ", text, re.MULTILINE))
    assert keys <= named
    assert len(off) > 30


def msgspec_tables() -> list[tuple[str, ...]]:
    tables = [
        kind for kind in Recipe.__annotations__.values() if hasattr(kind, "__struct_fields__")
    ]
    return [kind.__struct_fields__ for kind in tables]


def test_what_only_people_know_is_asked_for_and_not_made_up(good: Path, capsys: Captured) -> None:
    main(["init", "train.jsonl", "-o", "answers"])

    assert "Fill in provenance.intended_use, provenance.source" in capsys.readouterr().out
    assert 2 == main(["check", "answers"])
    refused = capsys.readouterr().err
    assert all(f"provenance.{key}" in refused for key in ("intended_use", "source", "licence"))


@pytest.mark.parametrize(
    ("records", "task"),
    [
        ([(f"What is wrong with case {n}", "ab"[n % 2]) for n in range(60)], "Classification"),
        (
            [(f"How long is way {n}?", f"{n} miles and no more") for n in range(60)],
            "QuestionAndAnswer",
        ),
        (
            [(f"Summarise: letter {n} " + "x y " * 40, f"About {n} things") for n in range(60)],
            "Summarization",
        ),
        (
            [
                (f"Write a line of verse, number {n}", f"Verse {n} is on the wing")
                for n in range(60)
            ],
            "Generation",
        ),
    ],
)
def test_the_task_is_seen_from_the_records(
    here: Path, records: list[tuple[str, str]], task: str
) -> None:
    written(here / "examples.jsonl", records)

    assert 0 == main(["init", "examples.jsonl"])
    assert task == recipe(here / "examples")["evaluation"]["task_type"]


def test_personal_data_are_redacted_by_default(here: Path) -> None:
    records = [(f"Who is number {n}?", f"ada.{n}@lovelace-mills.com") for n in range(40)]
    written(here / "people.jsonl", records)

    main(["init", "people.jsonl"])
    made = recipe(here / "people")
    assert "redact" == made["privacy"]["mode"]
    assert made["provenance"]["contains_personal_data"]


def test_the_ceiling_is_that_of_the_epochs_that_are_chosen(here: Path, capsys: Captured) -> None:
    records = [
        (f"Tell me of case {n}: {'so it was ' * 400}", f"Case {n} is old") for n in range(990)
    ]
    written(here / "cases.jsonl", records)

    assert 0 == main(["init", "cases.jsonl", *SAID])
    chosen = recipe(here / "cases")
    assert 5 == chosen["hyperparameters"]["epochCount"]
    capsys.readouterr()
    assert 0 == main(["estimate", "cases"])
    assert "would be refused" not in capsys.readouterr().out


def test_the_files_of_a_folder_stay_where_they_are(here: Path) -> None:
    folder = here / "verses"
    folder.mkdir()
    (folder / "train.jsonl").write_bytes(pairs(60))
    (folder / "evaluation.jsonl").write_bytes(pairs(90)[len(pairs(60)) :])

    assert 0 == main(["init", "verses"])
    assert "evaluation.jsonl" == recipe(folder)["dataset"]["evaluation"]
    assert {"train.jsonl", "evaluation.jsonl", "task.toml"} == {f.name for f in folder.iterdir()}


def test_a_recipe_is_never_replaced(good: Path, capsys: Captured) -> None:
    main(["init", "train.jsonl", "-o", "answers"])
    before = (good.parent / "answers" / "task.toml").read_text()

    assert 2 == main(["init", "answers", *SAID])
    assert "never replaced" in capsys.readouterr().err
    assert before == (good.parent / "answers" / "task.toml").read_text()


def test_nothing_is_written_for_a_file_with_errors(here: Path, capsys: Captured) -> None:
    (here / "bad.jsonl").write_text('{"prompt": "a"}\n')

    assert 1 == main(["init", "bad.jsonl"])
    assert "Nothing was written" in capsys.readouterr().out
    assert not (here / "bad").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["-"], "has no name"),
        (["nowhere.jsonl"], "nowhere.jsonl"),
        (["train.jsonl", "-o", "Über uns"], "cannot be a task's name"),
        (["train.jsonl", "-o", "full"], "is there already, and is never replaced"),
        (["train.jsonl", "--model", "gpt-4o"], "--model"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    good: Path, capsys: Captured, words: list[str], why: str
) -> None:
    Path("full").mkdir()
    Path("full", "train.jsonl").write_text("{}")

    assert 2 == main(["init", *words])
    refused = capsys.readouterr().err
    assert why in refused
    assert "--force" not in refused
    assert 1 == len(refused.splitlines())
