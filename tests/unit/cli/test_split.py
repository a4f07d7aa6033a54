import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import pairs
from tuning.__main__ import main

Captured = pytest.CaptureFixture[str]

NAMES = ("train.jsonl", "validation.jsonl", "evaluation.jsonl")


PROVENANCE = """
[provenance]
intended_use = "answering"
source = "ours"
licence = "ours"
contains_personal_data = false
automated_decisions = false
"""


def prompts(folder: Path) -> dict[str, set[str]]:
    return {
        file.name: {
            json.loads(line)["messages"][0]["content"][0]["text"]
            for line in file.read_text().splitlines()
        }
        for file in folder.iterdir()
    }


def test_every_record_goes_to_one_of_three_files(good: Path, capsys: Captured) -> None:
    assert 0 == main(["split", "train.jsonl", "-o", "parts"])

    parts = prompts(good.parent / "parts")
    assert parts.keys() == set(NAMES)
    assert 120 == sum(map(len, parts.values()))
    assert 120 == len(set.union(*parts.values()))
    assert len(parts["train.jsonl"]) > 60
    said = capsys.readouterr().out
    for name in NAMES:
        assert f"parts/{name}: {len(parts[name])} records" in said


def test_the_split_is_the_same_every_time_and_stable_when_records_are_added(good: Path) -> None:
    main(["split", "train.jsonl", "-o", "first"])
    main(["split", "train.jsonl", "-o", "second"])
    good.write_bytes(pairs(200))
    main(["split", "train.jsonl", "-o", "more"])

    first, second, more = (prompts(good.parent / name) for name in ("first", "second", "more"))
    assert first == second
    assert 24 > sum(len(first[name] - more[name]) for name in NAMES)


def test_shares_can_be_given(good: Path) -> None:
    main(["split", "train.jsonl", "-o", "parts", "--evaluation", "0.5", "--validation", "0"])

    parts = prompts(good.parent / "parts")
    assert {"train.jsonl", "evaluation.jsonl"} == parts.keys()
    assert len(parts["evaluation.jsonl"]) == 60


def test_shares_are_the_recipes_unless_they_are_given(good: Path, capsys: Captured) -> None:
    (good.parent / "task.toml").write_text(
        "[dataset]\nevaluation_share = 0.25\nvalidation_share = 0.5\n" + PROVENANCE
    )
    words = ["split", "train.jsonl", "--task", "task.toml"]

    assert 0 == main([*words, "-o", "asked"])
    assert 0 == main([*words, "-o", "given", "--validation", "0"])
    assert 2 == main([*words, "-o", "both", "--evaluation", "0.5"])

    asked, given = (prompts(good.parent / name) for name in ("asked", "given"))
    assert [30, 30, 60] == sorted(map(len, asked.values()))
    assert {"train.jsonl": 90, "evaluation.jsonl": 30} == {
        name: len(found) for name, found in given.items()
    }
    assert "leave something to train on" in capsys.readouterr().err


def test_nothing_is_replaced_without_force_and_then_all_is(good: Path, capsys: Captured) -> None:
    (good.parent / "parts").mkdir()
    (good.parent / "parts" / "evaluation.jsonl").write_text("mine")

    assert 2 == main(["split", "train.jsonl", "-o", "parts"])
    assert ["evaluation.jsonl"] == [file.name for file in (good.parent / "parts").iterdir()]

    assert 0 == main(["split", "train.jsonl", "-o", "parts", "--force"])
    assert 3 == len(list((good.parent / "parts").iterdir()))


def test_what_is_nearly_the_same_in_two_parts_is_said_as_check_says_it(
    folder: Path, capsys: Captured
) -> None:
    form = "please tell me when the {} that I paid for last week will get to my home"
    records = [{"prompt": form.format(f"thing{n}"), "completion": "soon"} for n in range(100)]
    (folder / "train.jsonl").write_text("\n".join(map(json.dumps, records)))

    assert 0 == main(["split", "train.jsonl", "-o", "parts"])
    split = capsys.readouterr().out.splitlines()
    assert 0 == main(["check", "train.jsonl"])
    check = capsys.readouterr().out.splitlines()

    [said] = [line for line in split if " MOSTLY_ALIKE of 100 records 100 are " in line]
    assert said in check


def test_nothing_is_written_when_there_are_errors(bad: Path, capsys: Captured) -> None:
    assert 1 == main(["split", "bad.jsonl", "-o", "parts"])
    assert not (bad.parent / "parts").exists()
    assert "bad.jsonl:3: TRUNCATED_JSON" in capsys.readouterr().out


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_the_file_that_is_split_is_never_overwritten(
    force: tuple[str, ...], good: Path, capsys: Captured
) -> None:
    before = good.read_bytes()

    assert 2 == main(["split", "train.jsonl", "-o", ".", *force])

    assert "train.jsonl is the file that is split" in capsys.readouterr().err
    assert before == good.read_bytes()


def test_the_last_line_says_that_nothing_was_written_and_what_leaves_the_bad_record_out(
    good: Path, capsys: Captured
) -> None:
    with good.open("ab") as file:
        file.write(b'{"prompt": "a question", "completion": ""}\n')

    assert 1 == main(["split", "train.jsonl", "-o", "parts"])

    assert not (good.parent / "parts").exists()
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == (
        "train.jsonl: nothing was written; mend it, or split what convert --skip-bad writes"
    )


def test_what_holds_no_record_is_not_split(folder: Path, capsys: Captured) -> None:
    (folder / "none.json").write_text("[]")

    assert 1 == main(["split", "none.json", "-o", "parts"])

    assert "none.json: it holds no record" in capsys.readouterr().out
    assert not (folder / "parts").exists()


def test_split_sends_nobody_to_skip_bad_with_a_header_at_fault(
    folder: Path, capsys: Captured
) -> None:
    (folder / "t.csv").write_text("nr,q1,a1\n1,x,y\n")

    assert 1 == main(["split", "t.csv", "-o", "parts"])

    assert "--skip-bad" not in capsys.readouterr().out
