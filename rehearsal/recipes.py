"""The recipe of a dataset that brings none, or of which not all files are there."""

import tomllib
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import tomlkit

from tuning.cli import dataset_options, taking
from tuning.cli.arguments import Unusable
from tuning.cli.init.choices import Choice
from tuning.cli.init.recipe_text import literal, written
from tuning.cli.init.settling import settled
from tuning.dataset.intake import Intake
from tuning.models.catalogue import base_model
from tuning.registration.files import RECIPE
from tuning.run.handling import Handling
from tuning.run.parts import PartName
from tuning.run.recipe import Dataset

FILES: Final = ("validation", "evaluation", "recorded", "labels")
"""The keys of ``[dataset]`` that name files."""

UNKNOWN: Final = (
    Choice(key="provenance.intended_use", value="A rehearsal.", reason="Nothing else is known."),
    Choice(key="provenance.source", value="A file of this disk.", reason="Its name is known."),
    Choice(key="provenance.licence", value="Unknown.", reason="Nobody said it."),
)
"""What a rehearsal says where only people know, and nobody was asked."""

UNSEEN: Final = (
    Choice(
        key="provenance.contains_personal_data", value=False, reason="Nobody could look for any."
    ),
    Choice(key="provenance.automated_decisions", value=False, reason="It is a rehearsal."),
)


def chosen(files: Mapping[PartName, Sequence[Path]], path: Path) -> tuple[bytes, tuple[str, ...]]:
    """Return the recipe that ``python -m tuning init`` would write, and what is to be said of it.

    Args:
        files: of the dataset, by what they are taken in as.
        path: what a person named.
    """
    model = base_model(dataset_options.MODEL)
    made = _settled({part: list(map(str, paths)) for part, paths in files.items()})
    recipe = written([*(made or UNSEEN), *UNKNOWN], model).encode()
    if not made:
        return recipe, (
            f"{path} has no {RECIPE}, and what is wrong with it leaves nothing to choose by: all "
            "defaults hold.",
        )
    width = max(len(choice.key) for choice in made)
    return recipe, (
        f"{path} has no {RECIPE}, so every key has its default but these, chosen by the records; "
        f"python -m tuning init writes them to a recipe:",
        *(f"  {each.key:{width}}  {_said(each)}  {each.reason}" for each in made),
    )


def _settled(files: Mapping[PartName, Sequence[str]]) -> list[Choice] | None:
    """Return what is chosen by the records; None where they have errors, the pipeline's to say."""
    model = base_model(dataset_options.MODEL)
    try:
        with Intake(Handling(model=model), brought=files) as intake:
            taking.take(intake, files)
            report = taking.concluded(intake)
            return None if report.errors else list(settled(intake, report, model))
    except Unusable:
        return None


def _said(choice: Choice) -> str:
    return choice.value if isinstance(choice.value, str) else literal(choice.value)


def named(recipe: bytes) -> Dataset:
    """Return the files that a recipe names; a broken recipe is the pipeline's to refuse."""
    try:
        section = tomllib.loads(recipe.decode())["dataset"]
        names = {key: section.get(key) for key in FILES}
        usable = {key: name for key, name in names.items() if isinstance(name, str)}
        return msgspec.convert(usable, Dataset)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, LookupError, AttributeError):
        return Dataset()


def without(recipe: bytes, files: Sequence[str]) -> bytes:
    """Return a recipe that no longer names these of its files."""
    document = tomlkit.parse(recipe.decode())
    section = document["dataset"]
    for key in FILES:
        if isinstance(section, MutableMapping) and section.get(key) in files:
            del section[key]
    return tomlkit.dumps(document).encode()
