"""task.toml: read it, check it, and fill in the defaults of the environment."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from tuning.dataset.rules.records import faults_of_frame
from tuning.errors import TuningError
from tuning.models import hyperparameters
from tuning.models.catalogue import BaseModel, UnusableModel, base_model
from tuning.models.judges import UnknownJudge, judge
from tuning.registration.floor import Floor
from tuning.registration.recipe_rules import contradictions
from tuning.registration.recipe_words import readable
from tuning.registration.toml_text import BadToml, parsed
from tuning.run.recipe import MOST_CARRIED, EvaluationSettings, Recipe


class BadRecipe(TuningError):
    """task.toml cannot be followed; the message names each key, what is wrong and what is valid."""


NO_FLOOR: Final = Floor()
"""Of a terminal that belongs to no environment."""

MOST_PROBLEMS: Final = 30
"""That are named at once; one line is no place for more."""


def read(
    text: str,
    *,
    default_model: str,
    default_hyperparameters: Mapping[str, float],
    floor: Floor = NO_FLOOR,
) -> Recipe:
    """Read task.toml and fill in what it leaves open.

    Args:
        text: the file's content.
        default_model: the environment's base model, used when the recipe names none.
        default_hyperparameters: the environment's, for that base model alone.
        floor: what no recipe of the environment goes below.

    Raises:
        BadRecipe: the message says of every problem which key, what is wrong and what is valid.
    """
    try:
        content = parsed(text)
    except BadToml as error:
        raise BadRecipe(str(error)) from error
    recipe, unread = readable(content)
    if not unread:
        recipe = floor.filled_in(recipe, content)
    problems = [problem.words for problem in unread]
    if isinstance(name := content.get("base_model"), str) and not name.strip():
        problems.append("base_model must name a model; leave it out to take the environment's")
    problems += contradictions(recipe, but={key for each in unread for key in each.keys})
    problems += floor.problems(recipe)
    problems += _of_judge(recipe.evaluation)
    recipe = _resolved(recipe, default_model, default_hyperparameters, problems)
    problems += [] if problems else _too_much(recipe)
    if len(problems) > 1:
        named = [f"({number}) {each}" for number, each in enumerate(problems[:MOST_PROBLEMS], 1)]
        if more := len(problems) - len(named):
            named.append(f"and {more:,} more")
        raise BadRecipe(f"task.toml has {len(problems):,} problems: {'; '.join(named)}")
    for problem in problems:
        raise BadRecipe(f"task.toml: {problem}")
    return recipe


def _resolved(
    recipe: Recipe,
    default_model: str,
    default_hyperparameters: Mapping[str, float],
    problems: list[str],
) -> Recipe:
    """Return a recipe with its model and all hyperparameters, as far as they have no problem."""
    try:
        model = base_model(recipe.base_model or default_model)
    except UnusableModel as error:
        problems.append(str(error))
        return recipe
    problems += _beyond(recipe, model)
    defaults = default_hyperparameters if model.id == default_model else {}
    numbers = dict(_numbers({**defaults, **recipe.hyperparameters}, model, problems))
    settled = msgspec.structs.replace(
        recipe, base_model=model.id, hyperparameters=hyperparameters.resolve(model, numbers)
    )
    if recipe.customization_type in model.datasets:
        problems += (
            f"dataset.instruction or dataset.prompt_template: {fault.message}"
            for fault in faults_of_frame(settled.handling)
            if fault.severity == "error"
        )
    return settled


def _too_much(recipe: Recipe) -> Iterator[str]:
    """Say that a run cannot carry a recipe, and which of its sections is the longest."""
    length = len(msgspec.json.encode(recipe))
    if length > MOST_CARRIED:
        sections = msgspec.structs.asdict(recipe)
        longest = max(sections, key=lambda name: len(msgspec.json.encode(sections[name])))
        of_it = len(msgspec.json.encode(sections[longest]))
        yield (
            f"it comes to {length:,} bytes, and a run carries at most {MOST_CARRIED:,}: shorten "
            f"[{longest}], which has {of_it:,} of them"
        )


def _numbers(
    chosen: Mapping[str, float | str], model: BaseModel, problems: list[str]
) -> Iterator[tuple[str, float]]:
    """Yield the hyperparameters that a model takes."""
    for name, value in chosen.items():
        if isinstance(value, str):
            problems.append(f"hyperparameters.{name} must be a number, without quotes")
            continue
        try:
            hyperparameters.resolve(model, {name: float(value)})
        except hyperparameters.BadHyperparameter as error:
            problems.append(str(error))
        else:
            yield name, float(value)


def _beyond(recipe: Recipe, model: BaseModel) -> Iterator[str]:
    """Yield what a recipe asks for and its base model does not have."""
    if recipe.customization_type not in model.datasets:
        yield (
            f"{model.id} does not take {recipe.customization_type}; it takes "
            f"{', '.join(model.datasets)}"
        )
    if recipe.evaluation.toxicity and not model.evaluation_job:
        yield (
            f"evaluation.toxicity is not for {model.name}: Bedrock's evaluation jobs cannot ask "
            "it; leave it out, or let a judge score Harmfulness (evaluation.judge_metrics = "
            '["Correctness", "Harmfulness"])'
        )


def _of_judge(evaluation: EvaluationSettings) -> Iterator[str]:
    try:
        if evaluation.judge is not None:
            judge(evaluation.judge)
    except UnknownJudge as error:
        yield f"evaluation.judge: {error}"
