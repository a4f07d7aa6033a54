"""The pages that are written from the code are current."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from docs.pages import commands
from docs.pages.written import PAGES
from tuning.cli.commands import COMMANDS
from tuning.cli.forecast import forecast
from tuning.cli.init.recipe_text import EXAMPLE
from tuning.dataset.codes import CODES
from tuning.registration import task_toml
from tuning.run.estimate import Quantities
from tuning.run.recipe import Recipe

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", PAGES)
def test_every_written_page_is_current(path: str) -> None:
    assert PAGES[path]() == (ROOT / path).read_text(), "run `make docs`"


def test_every_command_that_prints_json_has_its_shape_on_the_page() -> None:
    takes_json = {
        each.name
        for each in COMMANDS
        if any("--json" in action.option_strings for action in commands.actions(each))
    }

    assert takes_json == set(commands.SHAPES)


def test_the_page_of_problems_has_every_code_once() -> None:
    lines = (ROOT / "docs/problems.md").read_text().splitlines()

    rows = [line.split("`")[1] for line in lines if line.startswith("| [`")]
    examples = [line.removeprefix("### ") for line in lines if line.startswith("### ")]
    assert sorted(CODES) == sorted(rows) == sorted(examples)


def test_the_pipeline_takes_the_recipe_that_uses_every_key() -> None:
    text = EXAMPLE.read_text()
    read = task_toml.read(text, default_model="", default_hyperparameters={})

    written = tomllib.loads(text)
    known = msgspec.to_builtins(read)
    assert {
        key: set(value) if isinstance(value, dict) else None for key, value in known.items()
    } == {key: set(value) if isinstance(value, dict) else None for key, value in written.items()}
    assert isinstance(read, Recipe)


def test_the_recipe_that_uses_every_key_stays_below_its_own_ceilings() -> None:
    read = task_toml.read(EXAMPLE.read_text(), default_model="", default_hyperparameters={})

    _, _, over = forecast(read, Quantities(training_tokens=1_000_000))
    assert () == over
