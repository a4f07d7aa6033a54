"""Documents that could lie are held against what they speak of."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from stacks.arguments import chosen
from stacks.walk.ends import NOTIFY
from stacks.walk.walk import WALK
from tuning.__main__ import main
from tuning.cli import commands

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PAGES = [README, *(path.read_text() for path in sorted((ROOT / "docs").glob("*.md")))]
"""The README and every page of the documentation."""
MAKEFILE = (ROOT / "Makefile").read_text()


UNSEEN = {
    "ValidateSegment",
    "AwaitApproval",
    "BuyThroughput",
    "CheckThroughput",
    "ResumeRun",
    "PlanServing",
}
"""States that the run in the README does not enter: one function reads its dataset, it is within
its ceilings, its model is hosted on demand, and it goes on no more once it has ended."""


def blocks(language: str, page: str = README) -> list[str]:
    """Return what stands in a page's fenced blocks of a language."""
    fenced = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", page, flags=re.DOTALL | re.MULTILINE)
    return [content for named, content in fenced if named == language]


def commands_to_type(tool: str) -> list[str]:
    """Return the lines of all pages' blocks that begin with a tool, up to an ``&&``."""
    lines = [line for page in PAGES for block in blocks("", page) for line in block.splitlines()]
    typed = [line.strip().partition("&&")[0] for line in lines if line.strip().startswith(tool)]
    return sorted(set(typed))


def makes() -> set[str]:
    return {
        command
        for page in PAGES
        for command in re.findall(r"(?:^ *(?:\$ )?|`)make ([a-z]+)", page, flags=re.MULTILINE)
    }


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 200


def test_the_readme_names_commands() -> None:
    assert {"rehearse", "test", "lint", "deploy", "compliance"} <= makes()


@pytest.mark.parametrize("command", sorted(makes()))
def test_every_target_of_make_that_a_page_names_exists(command: str) -> None:
    assert re.search(rf"^{command}:", MAKEFILE, flags=re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_file_that_the_readme_links_to_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_map_of_the_code_names_folders_that_exist() -> None:
    drawn = README.partition("## A map of the code")[2].partition("##")[0]
    folders = re.findall(r"^([a-z_]+/[a-z_/]*)", drawn, flags=re.MULTILINE)

    assert folders
    assert [] == [folder for folder in folders if not (ROOT / folder).is_dir()]


def test_the_drawing_and_the_output_in_the_readme_show_the_walk_as_it_is() -> None:
    drawing, _, output, *_ = blocks("")
    handlers = {step.state.name for step in WALK}
    ends = {end.name for end in NOTIFY.by.values()} - {"Cancelled", "WentOn"}

    named = set(re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)*\b", drawing))
    assert handlers | ends | {"Notify", "Duplicate"} <= named
    shown = re.findall(r"^✓ ([A-Z]\w+)", output, flags=re.MULTILINE)
    assert set(shown) == handlers - UNSEEN


def test_the_readme_shows_what_a_check_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [session] = blocks("console")
    _, dataset, check = session.split("$ ")
    command, _, printed = check.partition("\n")
    monkeypatch.chdir(tmp_path)
    Path("train.jsonl").write_text(dataset.removeprefix("cat train.jsonl\n"))

    main(command.removeprefix("python -m tuning ").split())

    assert printed == capsys.readouterr().out


def test_every_option_that_a_page_names_for_a_dataset_exists(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = README.partition("## Check a dataset")[2].partition("\n## ")[0]
    told += (ROOT / "docs/datasets.md").read_text()
    for command in ("check", "convert", "split", "drop"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
    helps = capsys.readouterr().out

    named = set(re.findall(r"--[a-z-]+", told))
    assert named
    assert {option for option in named if option not in helps} == set()


DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


def test_decisions_are_numbered_without_holes_and_name_their_number() -> None:
    found = DECISIONS

    assert [f"{number:04}" for number in range(1, len(found) + 1)] == [
        path.name[:4] for path in found
    ]
    assert [path.read_text().partition(".")[0] for path in found] == [
        f"# {number}" for number in range(1, len(found) + 1)
    ]


@pytest.mark.parametrize("record", DECISIONS, ids=lambda path: path.stem)
def test_every_decision_has_a_status_and_a_date(record: Path) -> None:
    status = record.read_text().splitlines()[2]

    assert re.fullmatch(
        r"(Accepted|Superseded by \[\d+\]\(\d{4}-[\w-]+\.md\)), \d{4}-\d\d-\d\d", status
    )


def test_the_decision_for_an_embedded_aws_lists_every_fault_that_is_mended_in_it() -> None:
    text = (ROOT / "docs/decisions/0002-embedded-aws.md").read_text()
    [one] = (ROOT / "rehearsal/ministack").rglob("error_names.py")
    modules = {path.stem for path in one.parent.glob("*.py")}

    assert modules - {"__init__", "authorization"} == set(
        re.findall(r"^\| ([a-z_]+) \|", text, flags=re.MULTILINE)
    )


def test_the_cli_and_the_library_of_the_cdk_are_pinned_exactly() -> None:
    assert re.search(r'"aws-cdk": "\d+\.\d+\.\d+"', (ROOT / "package.json").read_text())
    for name in ("requirements.txt", "lambda/requirements.txt"):
        for line in (ROOT / name).read_text().splitlines():
            pinned = re.match(r"^[\w.\[\],-]+==[\w.]+\s+# \S+", line)
            assert pinned or not line or line.startswith(("#", "-r ")), line


@pytest.mark.parametrize("line", commands_to_type("make "))
def test_every_make_of_a_page_can_be_typed_as_it_is_printed(line: str) -> None:
    command = shlex.split(line, comments=True)
    made = subprocess.run(
        [shutil.which("make") or "make", "--dry-run", *command[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (made.returncode, made.stderr)
    for words in (word.partition("=")[2] for word in command if word.startswith("ARGS=")):
        assert words in made.stdout


@pytest.mark.parametrize("line", commands_to_type("python -m tuning "))
def test_every_command_of_a_page_is_one_that_the_terminal_takes(line: str) -> None:
    assert commands.parse(shlex.split(line, comments=True)[3:])


def test_every_c_of_the_readme_is_one_that_the_app_takes() -> None:
    given = dict(pair.split("=", 1) for pair in re.findall(r"-c (\w+=[^\s\"`]+)", README))

    assert {"notify", "base_model"} <= given.keys()
    assert chosen({**given, "env": "dev"}, "us-east-1").notify
