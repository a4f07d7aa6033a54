"""The recipes of CONTRIBUTING.md work: each is applied to a copy of the tree, and checked there."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]
COPIED = (
    "lambda",
    "stacks",
    "rehearsal",
    "settings",
    "tests",
    "docs",
    "datasets",
    "bedrock_finetune",
    "examples",
    "pyproject.toml",
    "cdk.json",
)
RECIPES = dict(
    re.findall(
        r"^## (Add an? .*?)\n(.*?)(?=^## |\Z)",
        (ROOT / "CONTRIBUTING.md").read_text(),
        flags=re.DOTALL | re.MULTILINE,
    )
)
BLOCK = re.compile(r"^ *```(diff|json)\n(.*?)^ *```$", flags=re.DOTALL | re.MULTILINE)
FILE = re.compile(r"`([\w./-]+\.\w+)`")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of what the recipes change, and of what they are checked by.

    What Python compiled comes along: a copy keeps the times of its files, by which that is valid.
    A file that is just being compiled has another name for the moment.
    """
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("*.pyc.*", "corpus", "servers", "workflow")
            shutil.copytree(source, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def apply(recipe: str, tree: Path) -> int:
    """Make every change that a recipe shows; return how many there were."""
    blocks = list(BLOCK.finditer(recipe))
    for block in blocks:
        language, shown = block[1], dedent(block[2])
        header = re.match(r"--- (\S+)\n", shown)
        named = header[1] if header else FILE.findall(recipe[: block.start()])[-1]
        file = tree / named
        if language == "json":
            [copied] = re.findall(r"the nearest model, here ([\w ]+),", recipe)
            copy_row(file, copied, json.loads(shown))
        else:
            patch(file, shown.removeprefix(header[0] if header else ""))
    return len(blocks)


def patch(file: Path, shown: str) -> None:
    """Apply a change whose unchanged and removed lines stand in the file once."""
    lines = shown.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    text = file.read_text() if file.exists() else ""
    assert text.count(before) == 1 if before else not text, f"{file}:\n{before}"
    file.write_text(text.replace(before, after) if before else after)


def copy_row(file: Path, name: str, changes: dict[str, str]) -> None:
    """Add a copy of a model's row to the catalogue, changed."""
    catalogue = json.loads(file.read_text())
    [row] = [row for row in catalogue["models"] if row["name"] == name]
    catalogue["models"].append({**row, **changes})
    file.write_text(json.dumps(catalogue))


def write_pages(tree: Path) -> None:
    """Do in the copy what `make docs` does, but for the page that needs a template."""
    program = (
        "from pathlib import Path\nfrom docs.pages.written import PAGES\n"
        "for path, page in PAGES.items(): Path(path).write_text(page())"
    )
    done = in_the_copy(tree, ["-c", program])
    assert 0 == done.returncode, done.stderr


def checked(recipe: str, tree: Path) -> subprocess.CompletedProcess[str]:
    """Run the command that a recipe ends with, in the copy."""
    [command] = re.findall(r"^Check: `(.*)`$", recipe, flags=re.MULTILINE)
    _, *arguments = shlex.split(command)
    return in_the_copy(tree, arguments)


def in_the_copy(tree: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run Python where the copy's modules are the first to be found."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tree / "lambda"), str(tree)))},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_of_contributing_works_in_a_copy_of_the_tree(name: str, tree: Path) -> None:
    assert apply(RECIPES[name], tree) > 0
    if "make docs" in RECIPES[name]:
        write_pages(tree)
    done = checked(RECIPES[name], tree)

    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "left_out", "failing"),
    [
        (
            "Add a metric",
            "lambda/tuning/evaluation/metrics/__init__.py",
            "test_every_metric_of_a_recipe_has_a_function",
        ),
        (
            "Add a state",
            "lambda/tuning/cli/following/details.py",
            "test_each_result_that_is_watched_has_words_of_its_own",
        ),
        (
            "Add a command",
            "tests/unit/cli/test_every_command.py",
            "test_the_words_here_are_for_every_command_of_the_table",
        ),
    ],
)
def test_the_check_of_a_recipe_fails_when_a_step_is_left_out(
    name: str, left_out: str, failing: str, tree: Path
) -> None:
    untouched = (tree / left_out).read_text()
    apply(RECIPES[name], tree)
    (tree / left_out).write_text(untouched)

    assert f"::{failing}" in checked(RECIPES[name], tree).stdout


def test_a_recipe_records_by_the_command_that_the_failing_test_names() -> None:
    commands = re.findall(r"^ *(RECORD_\w+=1 .*? (tests/\S+\.py).*)$", RECIPES["Add a state"], re.M)

    assert 2 == len(commands)
    for command, file in commands:
        assert f'"{command}"' in (ROOT / file).read_text()


def test_there_is_a_recipe_for_whatever_is_added_often() -> None:
    assert {
        "Add a base model",
        "Add a metric",
        "Add a state",
        "Add an environment",
        "Add a kind of personal data",
        "Add a command",
    } == set(RECIPES)
