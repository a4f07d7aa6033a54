"""What who deploys an environment asks of every recipe, who drops a dataset cannot lower."""

from collections.abc import Callable

import pytest

from tests.unit.conftest import RECIPE
from tuning.registration.recipe_file import guardrail_of, read_recipe
from tuning.registration.task_toml import BadRecipe
from tuning.run.recipe import Recipe
from tuning.settings import Guardrail, Settings, deployed

Floor = Callable[..., None]


@pytest.fixture
def floor(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Floor:
    def set_(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"TUNING_{name.upper()}", value)
        deployed.cache_clear()

    return set_


def read(more: str = "") -> Recipe:
    return read_recipe(f"{RECIPE}\n{more}")


def refusal(more: str) -> str:
    with pytest.raises(BadRecipe) as refused:
        read(more)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_recipe_that_states_no_gain_takes_the_environments(floor: Floor) -> None:
    floor(min_gain="0.05")

    assert 0.05 == read().evaluation.min_gain
    assert 0.05 == read("[evaluation]\ntask_type = 'Classification'").evaluation.min_gain


def test_a_recipe_that_states_more_keeps_it(floor: Floor) -> None:
    floor(min_gain="0.05")

    assert 0.1 == read("[evaluation]\nmin_gain = 0.1").evaluation.min_gain


def test_less_than_the_usual_is_not_asked_for_by_a_lower_floor(floor: Floor) -> None:
    floor(min_gain="0.01")

    assert 0.02 == read().evaluation.min_gain


@pytest.mark.parametrize("gain", ["0", "0.049"])
def test_a_recipe_that_states_less_is_refused(floor: Floor, gain: str) -> None:
    floor(min_gain="0.05")

    assert f"evaluation.min_gain = {gain} is below the least of dev (0.05)" in refusal(
        f"[evaluation]\nmin_gain = {gain}"
    )


def test_a_gain_to_show_is_held_against_the_gain_that_counts(floor: Floor) -> None:
    floor(min_gain="0.05")

    assert "evaluation.gain_to_show" in refusal("[evaluation]\ngain_to_show = 0.04")


def test_nothing_stays_hosted_longer_than_the_environment_keeps_it(floor: Floor) -> None:
    floor(max_keep_hours="24")
    read("[hosting]\nkeep_hours = 24\nowner = 'Ada'")

    assert "hosting.keep_hours = 25 is longer than dev keeps a model" in refusal(
        "[hosting]\nkeep_hours = 25\nowner = 'Ada'"
    )


@pytest.mark.parametrize("owner", [".", "Eve", "ada@corp.com.evil", "a@b"])
def test_only_who_the_environment_names_owns_what_stays_hosted(floor: Floor, owner: str) -> None:
    floor(owners="Ada,*@corp.com")
    read("[hosting]\nkeep_hours = 24\nowner = 'ada@corp.com'")
    read("[hosting]\nkeep_hours = 24\nowner = 'Ada'")

    assert f"hosting.owner = '{owner}' is none of the owners of dev: Ada, *@corp.com" in refusal(
        f"[hosting]\nkeep_hours = 24\nowner = '{owner}'"
    )


def test_what_stays_nowhere_needs_no_owner(floor: Floor) -> None:
    floor(owners="Ada")

    assert read().hosting.owner is None


def test_every_fault_is_named_at_once(floor: Floor) -> None:
    floor(min_gain="0.05", max_keep_hours="1", owners="Ada")

    assert "task.toml has 3 problems" in refusal(
        "[evaluation]\nmin_gain = 0\n[hosting]\nkeep_hours = 2\nowner = 'Eve'"
    )


def test_a_guardrail_that_the_environment_does_not_have_is_refused(floor: Floor) -> None:
    wants = "[evaluation]\nguardrail = true"

    assert "dev has no guardrail: leave it out, or have who deploys add [guardrail]" in refusal(
        wants
    )
    floor(guardrail_arn="arn", guardrail_version="3")
    assert guardrail_of(read(wants)) == Guardrail(identifier="arn", version="3")
    assert None is guardrail_of(read())
