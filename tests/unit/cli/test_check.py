import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tuning.__main__ import main

Run = Callable[..., subprocess.CompletedProcess[str]]
Captured = pytest.CaptureFixture[str]

RECIPE = """
base_model = "{model}"
[dataset]
evaluation = "evaluation.jsonl"
[privacy]
mode = "{privacy}"
[provenance]
intended_use = "tests"
source = "written here"
licence = "CC BY 4.0"
contains_personal_data = false
automated_decisions = false
"""
PROVENANCE = RECIPE[RECIPE.index("[provenance]") :]
BANKING = Path(__file__).parents[3] / "datasets/banking-intents"
MICRO = "amazon.nova-micro-v1:0:128k"
LITE = "amazon.nova-lite-v1:0:300k"


def test_a_clean_file_is_ready_with_exit_code_0(good: Path, capsys: Captured) -> None:
    assert 0 == main(["check", "train.jsonl"])

    said = capsys.readouterr()
    assert f"Ready for {MICRO} (fine-tuning)" in said.out
    assert "train.jsonl is JSONL of prompt/completion: 120 records" in said.out
    assert "" == said.err


def test_every_problem_is_a_line_that_editors_can_follow(bad: Path, capsys: Captured) -> None:
    assert 1 == main(["check", "bad.jsonl"])

    said = capsys.readouterr().out
    assert said.startswith("bad.jsonl:3: TRUNCATED_JSON the JSON ends too early (complete ")
    assert "bad.jsonl:122: EMPTY_TEXT the answer is empty (" in said


def test_what_is_not_listed_is_counted(bad: Path, capsys: Captured) -> None:
    main(["check", "bad.jsonl"])

    said = capsys.readouterr().out
    assert 20 == said.count(": EMPTY_TEXT ")
    assert "and 10 more of EMPTY_TEXT" in said
    assert "30 EMPTY_TEXT" in said
    assert said.rstrip().endswith("31 errors must be fixed.")


def test_advice_is_shown_by_its_first_lines_and_counted(folder: Path, capsys: Captured) -> None:
    records = [
        {"input": f"What does article {n} of chapter {n % 7} say?", "output": {"number": n}}
        for n in range(120)
    ]
    (folder / "train.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))

    assert 0 == main(["check", "train.jsonl"])

    said = capsys.readouterr().out
    assert 5 == said.count(": STRUCTURED_OUTPUT ")
    assert "\nand 115 more of STRUCTURED_OUTPUT\n" in said
    assert "120 STRUCTURED_OUTPUT" in said
    assert "5 of each kind of advice are shown here; --html, --json and --sarif list 20" in said


def test_near_duplicates_are_one_line_with_figures(capsys: Captured) -> None:
    assert 0 == main(["check", str(BANKING)])

    said = capsys.readouterr().out
    found = re.findall(
        r"^Near-duplicates: (\d+) of 1,368 records .*, (\d+) of them .*$", said, re.M
    )
    [(records, held_out)] = found
    assert f"Advice: {int(records) - int(held_out)} NEAR_DUPLICATE, " in said
    assert f" {held_out} NEAR_DUPLICATE_HELD_OUT" in said
    assert ": NEAR_DUPLICATE" not in said.replace("Advice: ", "")
    assert "train.jsonl:" in said


def test_what_is_piped_has_no_colours(bad: Path, shell: Run) -> None:
    assert "\x1b" not in shell("check", "bad.jsonl").stdout


def test_json_is_the_report_and_nothing_else(bad: Path, capsys: Captured) -> None:
    assert 1 == main(["check", "bad.jsonl", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert "rejected" == report["outcome"]
    assert 30 == report["problem_counts"]["EMPTY_TEXT"]
    assert "bad.jsonl" == report["files"][0]["file"]


def test_a_folder_is_checked_as_it_would_be_dropped(folder: Path, capsys: Captured) -> None:
    (folder / "task.toml").write_text(RECIPE.format(model=LITE, privacy="report"))
    lines = pairs_of(160)
    (folder / "train.jsonl").write_bytes(b"".join(lines[:120]))
    (folder / "evaluation.jsonl").write_bytes(b"".join(lines[120:]))
    (folder / "README.md").write_text("train on this")

    assert 0 == main(["check", ".", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert report["model"] == LITE
    assert ["training", "evaluation"] == [file["part"] for file in report["files"]]
    assert 40 == report["records"]["evaluation"]


def test_the_shards_of_a_folder_are_checked_as_one_training_file(
    folder: Path, capsys: Captured
) -> None:
    lines = pairs_of(120)
    (folder / "task.toml").write_text(PROVENANCE)
    (folder / "train-00001-of-00002.jsonl").write_bytes(b"".join(lines[:70]))
    (folder / "train-00002-of-00002.jsonl").write_bytes(b"".join(lines[70:]) + b"{}\n")

    assert 1 == main(["check", "."])

    said = capsys.readouterr().out
    assert said.startswith("train-00002-of-00002.jsonl:51: ")
    assert "train-00001-of-00002.jsonl is JSONL of prompt/completion: 70 records" in said


def test_an_incomplete_set_of_shards_is_not_checked(folder: Path, capsys: Captured) -> None:
    (folder / "task.toml").write_text(PROVENANCE)
    (folder / "train-00000-of-00002.jsonl").write_bytes(b"".join(pairs_of(120)))

    assert 2 == main(["check", "."])
    assert capsys.readouterr().err == (
        ".: train-00001-of-00002.jsonl is missing; the set has 2 shards\n"
    )


def test_a_folder_without_a_recipe_is_not_ready(good: Path, capsys: Captured) -> None:
    assert 2 == main(["check", "."])

    line = capsys.readouterr().err
    assert line.startswith(". has no task.toml, and the pipeline refuses a drop without it: ")
    assert "[provenance] (intended_use, source, licence, contains_personal_data, " in line
    assert 1 == line.count("\n")


def test_arguments_outweigh_the_recipe(folder: Path, capsys: Captured) -> None:
    recipe = folder / "other.toml"
    recipe.write_text(RECIPE.format(model=LITE, privacy="refuse"))
    (folder / "train.jsonl").write_bytes(b"".join(pairs_of(120)))

    main(["check", "train.jsonl", "--task", "other.toml", "--model", MICRO, "--json"])

    report = json.loads(capsys.readouterr().out)
    assert (report["model"], report["privacy_mode"]) == (MICRO, "refuse")


def test_standard_input_is_checked(good: Path, shell: Run) -> None:
    with good.open() as stream:
        done = shell("check", "-", stdin=stream)

    assert 0 == done.returncode
    assert done.stdout.startswith("<stdin>") or "\n<stdin> is JSONL" in done.stdout


def test_the_page_is_written_and_holds_no_personal_data(folder: Path, capsys: Captured) -> None:
    lines = [
        line.replace(b"What", b"I am anna.schmidt%d@example.org. What" % n)
        for n, line in enumerate(pairs_of(120))
    ]
    (folder / "train.jsonl").write_bytes(b"".join(lines))

    main(["check", "train.jsonl", "--html", "report.html"])

    page = (folder / "report.html").read_text()
    assert "A look at 5 records" in page
    assert "I am [" in page
    assert "anna.schmidt" not in page
    assert "anna.schmidt" not in capsys.readouterr().out


def test_no_report_is_left_half_written(bad: Path, folder: Path) -> None:
    for _ in range(2):
        main(["check", "bad.jsonl", "--html", "report.html", "--sarif", "report.sarif"])

    assert [
        "bad.jsonl",
        "report.html",
        "report.sarif",
    ] == sorted(file.name for file in folder.iterdir())
    assert (folder / "report.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize("option", ["--html", "--sarif"])
@pytest.mark.parametrize("name", ["train.jsonl", "page.html"])
def test_a_report_replaces_nothing_but_a_report(
    good: Path, capsys: Captured, option: str, name: str
) -> None:
    (good.parent / "page.html").write_text("<!doctype html>\n<title>My own page</title>")
    before = (good.parent / name).read_bytes()

    assert 2 == main(["check", "train.jsonl", option, name])

    assert before == (good.parent / name).read_bytes()
    assert f"{name} is there already and is not " in capsys.readouterr().err


def test_two_reports_have_two_names(good: Path) -> None:
    assert 2 == main(["check", "train.jsonl", "--html", "report", "--sarif", "report"])


def test_a_recipe_is_no_report(good: Path) -> None:
    recipe = good.parent / "task.toml"
    recipe.write_text(RECIPE.format(model=MICRO, privacy="report"))

    assert 2 == main(["check", ".", "--html", "./task.toml"])

    assert recipe.read_text().startswith("\nbase_model")


def pairs_of(count: int) -> list[bytes]:
    """Return good records, line by line."""
    return [
        json.dumps(
            {"prompt": f"What does {n} in chapter {n % 7} say?", "completion": f"It says {n}."}
        ).encode()
        + b"\n"
        for n in range(count)
    ]


@pytest.mark.parametrize("name", ["train.ndjson", "Train.jsonl", "train.JSONL"])
def test_a_name_that_starts_a_run_is_checked_without_a_word(
    good: Path, capsys: Captured, name: str
) -> None:
    good.rename(name)

    assert 0 == main(["check", name])
    assert "NOT_USED" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("data.jsonl", "its name says neither train nor validation or evaluation"),
        ("dev.jsonl", "its name says validation, so it starts nothing by itself"),
    ],
)
def test_a_name_that_starts_nothing_is_told_with_one_that_does(
    good: Path, capsys: Captured, name: str, why: str
) -> None:
    good.rename(name)

    assert 0 == main(["check", name])
    said = capsys.readouterr().out
    assert f"{name}: NOT_USED the file is not used: {why} (to train on it, call it train-" in said


def test_files_of_a_folder_that_are_not_used_are_named(good: Path, capsys: Captured) -> None:
    Path("task.toml").write_text(PROVENANCE)
    good.rename("TRAIN.JSONL")
    for name in ("dev.jsonl", "val.jsonl"):
        Path(name).write_text('{"prompt": "' + name + '", "completion": "x"}\n')
    Path("old.xlsx").write_bytes(b"PK")

    main(["check", "."])

    said = capsys.readouterr().out
    assert "dev.jsonl: NOT_USED the file is not used: val.jsonl is used for validation" in said
    assert "old.xlsx: NOT_USED" in said
    assert "TRAIN.JSONL is JSONL" in said
