"""What the arguments and a recipe together ask of the dataset room."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from tuning.cli import disk
from tuning.cli.arguments import TYPES, WORDS, Unusable
from tuning.models.catalogue import BaseModel, UnusableModel, base_model
from tuning.registration import task_toml
from tuning.registration.files import RECIPE
from tuning.registration.task_toml import BadRecipe
from tuning.run.handling import Handling
from tuning.run.parts import PartName
from tuning.run.recipe import Dataset, Provenance, Recipe

MODEL: Final = "amazon.nova-micro-v1:0:128k"
"""Judged for where neither the arguments nor a recipe name a base model."""

UNSAID: Final = Provenance(
    intended_use="", source="", licence="", contains_personal_data=False, automated_decisions=False
)
"""Of what is judged where no recipe says it."""

SETTINGS: Final = (
    "format",
    "columns",
    "lossy",
    "preferred",
    "privacy",
    "near_duplicates",
    "evaluation_share",
    "validation_share",
)


def recipe_of(chosen: Namespace) -> Recipe | None:
    """Read the recipe that was named, or that lies in the folder that was named.

    Raises:
        Unusable: it is not there, or cannot be read.
        BadRecipe: it cannot be followed.
    """
    default = named_model(chosen).id
    path = chosen.task or disk.recipe_of(chosen.file)
    if path is None:
        return None
    text = disk.recipe_text(str(path))
    try:
        return task_toml.read(text, default_model=default, default_hyperparameters={})
    except BadRecipe as error:
        raise under_its_name(error, str(path)) from error


def under_its_name(error: BadRecipe, path: str) -> BadRecipe:
    """Return what is wrong with a recipe under the name of the file that holds it."""
    return BadRecipe(f"{disk.called(path)}{str(error).removeprefix(RECIPE)}")


def named_model(chosen: Namespace) -> BaseModel:
    """Return the model that the arguments name, or the one where none is named.

    Raises:
        Unusable: it cannot be customised.
    """
    try:
        return base_model(chosen.model or MODEL)
    except UnusableModel as error:
        raise Unusable(f"--model: {error}") from error


def files(chosen: Namespace, planned: Recipe | None) -> Mapping[PartName, Sequence[str]]:
    """Return the files to be checked together, the training file first.

    Raises:
        Unusable: there is no training file, or two would come from standard input.
    """
    given: dict[PartName, Any] = {
        "validation": chosen.validation,
        "evaluation": chosen.evaluation,
    }
    return disk.drop(chosen.file, given, planned.dataset if planned else Dataset())


def handling(chosen: Namespace, planned: Recipe | None) -> Handling:
    """Return how the dataset is handled: as the arguments say, else the recipe, else by default.

    Raises:
        Unusable: the model cannot be customised, or not in this way, or what is split off leaves
            nothing to train on.
    """
    settled = planned.handling if planned else Handling(model=base_model(MODEL))
    changes: dict[str, Any] = {
        name: value for name in SETTINGS if (value := getattr(chosen, name, None)) is not None
    }
    if chosen.model:
        changes["model"] = named_model(chosen)
    if chosen.type:
        changes["customization_type"] = TYPES[chosen.type]
    settled = replace(settled, **changes)
    if settled.customization_type not in settled.model.datasets:
        raise Unusable(
            f"{settled.model.id} does not take {WORDS[settled.customization_type]}; it takes "
            f"{', '.join(WORDS[name] for name in settled.model.datasets)}"
        )
    try:
        _ = settled.shares
    except ValueError as error:
        raise Unusable(str(error)) from error
    return settled
