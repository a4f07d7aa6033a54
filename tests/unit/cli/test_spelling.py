"""Names that are nearly right: what they are to be called is said where they are met."""

from pathlib import Path

import pytest

from tuning.__main__ import main

from .conftest import pairs
from .test_check import PROVENANCE

Captured = pytest.CaptureFixture[str]

HALVES = [pairs(60), pairs(60, start=60)]
CHAT = (
    b'{"messages": [{"role": "user", "content": "Where?"}, '
    b'{"role": "assistant", "content": "#"}]}\n'
)


def task(folder: Path, name: str = "faq", recipe: str = "task.toml", **files: bytes) -> Path:
    """Write the folder of a task; the names of its files have `_` for each dot."""
    made = folder / name
    made.mkdir()
    (made / recipe).write_text(PROVENANCE)
    for file, content in files.items():
        (made / file.replace("_", ".")).write_bytes(content)
    return made


def shards(folder: Path, first: str, second: str, contents: list[bytes]) -> Path:
    """Write the folder of a task whose training set is in two files."""
    made = task(folder)
    for name, content in zip((first, second), contents, strict=True):
        (made / name).write_bytes(content)
    return made


def test_a_recipe_in_other_letters_is_named(folder: Path, capsys: Captured) -> None:
    task(folder, recipe="Task.toml", train_jsonl=pairs(120))

    assert 2 == main(["check", "faq"])
    said = capsys.readouterr().err
    assert "has no task.toml" in said
    assert "Task.toml: a recipe is called task.toml, in small letters; rename it" in said


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Train-00001-of-00002.jsonl", "train-00002-of-00002.JSONL"),
        ("train-00001-of-00002.jsonl", "train-00002-of-00002.csv"),
    ],
)
def test_the_file_that_is_meant_for_a_missing_shard_is_named(
    folder: Path, capsys: Captured, first: str, second: str
) -> None:
    shards(folder, first, second, HALVES)

    assert 2 == main(["check", "faq"])
    said = capsys.readouterr().err
    assert "is missing; the set has 2 shards" in said
    assert f"{second} is there, and the files of a set are spelled alike: rename it" in said


@pytest.mark.parametrize(("name", "better"), [("My FAQ!", "my-faq"), ("Größe", "grosse")])
@pytest.mark.parametrize("named", [True, False])
def test_a_folder_whose_name_no_task_can_have_is_refused(
    folder: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    better: str,
    *,
    named: bool,
) -> None:
    task(folder, name=name, train_jsonl=pairs(120))
    if not named:
        monkeypatch.chdir(name)

    assert 2 == main(["check", name if named else "."])
    said = capsys.readouterr().err
    assert f"{name} cannot be a task's name" in said
    assert f"call it {better}" in said
    monkeypatch.chdir(folder)
    task(folder, train_jsonl=pairs(120))
    assert 0 == main(["check", "faq"])
    assert "NOT_USED" not in capsys.readouterr().out


def test_shards_of_two_forms_are_one_finding(folder: Path, capsys: Captured) -> None:
    chats = [CHAT.replace(b"#", b"Here %d." % n).replace(b"?", b" is %d?" % n) for n in range(60)]
    names = "train-00001-of-00002.jsonl", "train-00002-of-00002.jsonl"
    shards(folder, *names, [HALVES[0], b"".join(chats)])

    assert 1 == main(["check", "faq"])
    said = capsys.readouterr().out
    assert 1 == said.count(": MIXED_FORMATS ")
    assert f"{names[1]}:1: MIXED_FORMATS" in said


def test_a_column_cannot_be_question_and_answer(folder: Path, capsys: Captured) -> None:
    (folder / "train.jsonl").write_bytes(b'{"text": "a"}\n' * 40)

    assert 2 == main(["convert", "train.jsonl", "--columns", "text,Text", "-o", "made.jsonl"])
    assert "names one column twice" in capsys.readouterr().err


def test_an_encoding_that_is_none_is_answered_with_those_that_are(
    good: Path, capsys: Captured
) -> None:
    assert 2 == main(["convert", "train.jsonl", "--encoding", "nonsense"])
    said = capsys.readouterr().err
    assert (
        "'nonsense' is no encoding that is known; some that are: UTF-8, UTF-16, Windows-1252"
        in said
    )
    assert "Shift_JIS" in said


@pytest.mark.parametrize("value", ["False", "yes", "a text"])
def test_a_value_that_toml_does_not_know_is_answered_with_how_it_is_written(
    folder: Path, capsys: Captured, value: str
) -> None:
    made = task(folder, train_jsonl=pairs(120))
    wrong = PROVENANCE.replace("personal_data = false", f"personal_data = {value}")
    (made / "task.toml").write_text(wrong)

    assert 2 == main(["check", "faq"])
    assert "true and false are written in small letters" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["check", "t.jsonl", "--task"], ["convert", "t.jsonl", "--task"]]
)
def test_a_recipe_is_called_by_the_name_of_its_file(
    folder: Path, capsys: Captured, words: list[str]
) -> None:
    (folder / "t.jsonl").write_bytes(pairs(30))
    for text in ("a = b", f"{PROVENANCE}\n[dataset]\npasses = 0\n", "x" * 70_000):
        (folder / "other.toml").write_text(text)

        assert 2 == main([*words, "other.toml"])
        said = capsys.readouterr().err
        assert said.startswith("other.toml")
        assert "task.toml" not in said
