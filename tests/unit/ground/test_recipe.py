import pytest

from tuning import recipe
from tuning.recipe import BadRecipe, Recipe
from tuning.training.catalogue import catalogue

MICRO = "amazon.nova-micro-v1:0:128k"
PROVENANCE = """
[provenance]
intended_use = "answering customers"
source = "written here"
licence = "CC BY 4.0"
contains_personal_data = false
automated_decisions = false
"""


def read(text: str, **defaults: float) -> Recipe:
    return recipe.read(text, default_model=MICRO, default_hyperparameters=defaults)


def test_a_recipe_that_names_only_its_provenance_takes_every_default() -> None:
    plan = read(PROVENANCE)

    assert plan.base_model == MICRO
    assert plan.hyperparameters == {
        "epochCount": "2",
        "learningRate": "1e-05",
        "learningRateWarmupSteps": "10",
    }


def test_the_recipe_wins_over_the_environment_and_the_environment_over_the_catalogue() -> None:
    text = "[hyperparameters]\nepochCount = 5\n" + PROVENANCE
    plan = read(text, epochCount=3, learningRateWarmupSteps=7)

    assert plan.hyperparameters["epochCount"] == "5"
    assert plan.hyperparameters["learningRateWarmupSteps"] == "7"


def test_the_environments_hyperparameters_are_for_its_own_base_model_only() -> None:
    plan = read('base_model = "amazon.nova-lite-v1:0:300k"\n' + PROVENANCE, epochCount=4)

    assert plan.hyperparameters["epochCount"] == "2"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("base_modle = 'x'", r"unknown key base_modle; did you mean base_model\?"),
        ("[hosting]\nunit = 2", r"unknown key hosting.unit; did you mean hosting.units\?"),
        ("[hosting]\nunits = 'two'", "hosting.units: Expected `int`"),
        ("[hosting]\nunits = 0", "hosting.units must be at least 1"),
        ("[hosting]\nmode = 'on_demand'", "hosting.mode: Invalid enum value"),
        ("[hyperparameters]\nepochCount = 9", "must be a whole number from 1 to 5"),
        ("[hyperparameters]\nepochCount = 2.5", "must be a whole number"),
        ("[hyperparameters]\nepochCount = '2'", "must be a number, without quotes"),
        ("[hyperparameters]\nepochs = 2", r"did you mean epochCount\?"),
        ("[hyperparameters]\nlearningRate = 1", "from 1e-06 to 0.0001"),
        ("[evaluation]\nmetrics = []", "at least one metric"),
        ("[evaluation]\nmetrics = ['bleu']", "Invalid enum value"),
        ("[evaluation]\nmin_gain = 2.0", "evaluation.min_gain must be from 0 to 1"),
        ("base_model = 'amazon.titan-text-lite-v1:0:4k'", "is EOL .*takes no new"),
        ("base_model = 'meta.llama3-1-8b-instruct-v1:0:128k'", "is LEGACY .*choose one of"),
        ("base_model = 'amazon.nova-mikro-v1:0:128k'", r"did you mean amazon.nova-micro"),
        ("this is not toml", "task.toml is not TOML"),
    ],
)
def test_a_recipe_that_cannot_be_followed_says_which_key_and_what_is_valid(
    text: str, words: str
) -> None:
    with pytest.raises(BadRecipe, match=words):
        read(text + "\n" + PROVENANCE)


def test_provenance_is_required_because_a_reviewer_needs_it() -> None:
    with pytest.raises(BadRecipe, match="provenance"):
        read("")


def test_every_live_model_resolves_with_its_own_defaults() -> None:
    for model in catalogue().models:
        plan = read(f'base_model = "{model.id}"\n{PROVENANCE}')

        assert plan.hyperparameters.keys() == {p.name for p in model.hyperparameters}
