"""task.toml: read it, check it, and fill in the defaults of the environment."""

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, get_args

import msgspec

from tuning.dataset.rules.records import faults_of_frame
from tuning.errors import TuningError
from tuning.models import hyperparameters
from tuning.models.catalogue import UnusableModel, base_model
from tuning.models.judges import UnknownJudge, judge
from tuning.registration.recipe_rules import contradictions
from tuning.registration.recipe_words import in_words
from tuning.run.recipe import EvaluationSettings, Recipe


class BadRecipe(TuningError):
    """task.toml cannot be followed; the message names the key, what is wrong and what is valid."""


BYTE_ORDER_MARK: Final = "\ufeff"
"""What some editors write before the first key, and TOML does not know."""


def read(text: str, *, default_model: str, default_hyperparameters: Mapping[str, float]) -> Recipe:
    """Read task.toml and fill in what it leaves open.

    Args:
        text: the file's content.
        default_model: the environment's base model, used when the recipe names none.
        default_hyperparameters: the environment's, for that base model alone.

    Raises:
        BadRecipe: the message says which key, what is wrong and what is valid.
    """
    try:
        content = tomllib.loads(text.removeprefix(BYTE_ORDER_MARK))
    except tomllib.TOMLDecodeError as error:
        raise BadRecipe(f"task.toml is not TOML: {error}") from error
    for problem in _unknown_keys(content, Recipe, ""):
        raise BadRecipe(f"task.toml: {problem}")
    try:
        recipe = msgspec.convert(content, Recipe)
    except msgspec.ValidationError as error:
        raise BadRecipe(f"task.toml: {in_words(error, content, Recipe)}") from error
    if "base_model" in content and not recipe.base_model.strip():
        raise BadRecipe(
            "task.toml: base_model must name a model; leave it out to take the environment's"
        )
    return _resolve(recipe, default_model, default_hyperparameters)


def _resolve(
    recipe: Recipe, default_model: str, default_hyperparameters: Mapping[str, float]
) -> Recipe:
    chosen = recipe.hyperparameters
    texts = [name for name, value in chosen.items() if isinstance(value, str)]
    if texts:
        raise BadRecipe(f"task.toml: hyperparameters.{texts[0]} must be a number, without quotes")
    for rule in contradictions(recipe):
        raise BadRecipe(f"task.toml: {rule}")
    _check_judge(recipe.evaluation)
    try:
        model = base_model(recipe.base_model or default_model)
        if recipe.customization_type not in model.datasets:
            raise BadRecipe(
                f"task.toml: {model.id} does not take {recipe.customization_type}; it takes "
                f"{', '.join(model.datasets)}"
            )
        defaults = default_hyperparameters if model.id == default_model else {}
        values = hyperparameters.resolve(
            model, {**defaults, **{name: float(value) for name, value in chosen.items()}}
        )
    except (UnusableModel, hyperparameters.BadHyperparameter) as error:
        raise BadRecipe(f"task.toml: {error}") from error
    settled = msgspec.structs.replace(recipe, base_model=model.id, hyperparameters=values)
    for fault in faults_of_frame(settled.handling):
        if fault.severity == "error":
            raise BadRecipe(
                f"task.toml: dataset.instruction or dataset.prompt_template: {fault.message}"
            )
    return settled


def _check_judge(evaluation: EvaluationSettings) -> None:
    try:
        if evaluation.judge is not None:
            judge(evaluation.judge)
    except UnknownJudge as error:
        raise BadRecipe(f"task.toml: evaluation.judge: {error}") from error


def _unknown_keys(content: Mapping[str, Any], section: type, path: str) -> Iterator[str]:
    known = {field.name: field.type for field in msgspec.structs.fields(section)}
    for key, value in content.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {path}{near[0]}? " if near else ""
            yield f"unknown key {path}{key}; {hint}valid here: {', '.join(sorted(known))}"
        elif isinstance(value, dict) and isinstance(known[key], type(msgspec.Struct)):
            yield from _unknown_keys(value, known[key], f"{path}{key}.")
        elif isinstance(value, list) and isinstance(
            each := next(iter(get_args(known[key])), None), type(msgspec.Struct)
        ):
            for place, table in enumerate(value):
                if isinstance(table, dict):
                    yield from _unknown_keys(table, each, f"{path}{key}[{place}].")
