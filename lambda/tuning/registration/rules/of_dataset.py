"""What the section ``[dataset]`` of a recipe must say."""

from collections.abc import Callable
from typing import Final

from tuning.registration.files import is_training
from tuning.registration.rules.rule import Rule, named, template
from tuning.run.handling import USUAL
from tuning.run.parts import EXTRAS
from tuning.run.recipe import MOST_PASSES, Recipe


def _is_extra(name: str) -> Callable[[Recipe], bool]:
    """Return whether a file that is no part of the dataset can lie beside the training file."""

    def holds(recipe: Recipe) -> bool:
        file = getattr(recipe.dataset, name)
        usable = _plain_name(file) and not is_training(file or "")
        return file is None or (usable and file.endswith(".jsonl"))

    return holds


def _plain_name(name: str | None) -> bool:
    """Say whether a file is left out, or can lie in the folder of the training file."""
    return name is None or (named(name) and name not in (".", "..") and "/" not in name)


def _split_off(recipe: Recipe) -> tuple[float, float]:
    """Return the shares that are held out and that validate; none where one is no share itself."""
    stated = recipe.dataset.evaluation_share, recipe.dataset.validation_share
    usual = USUAL.evaluation, USUAL.validation
    found = [b if a is None else a for a, b in zip(stated, usual, strict=True)]
    return (found[0], found[1]) if all(0 <= share < 1 for share in found) else (0, 0)


RULES: Final = (
    Rule(
        key="dataset.validation",
        words="must be the name of a file beside the training file, such as validation.jsonl, "
        "without a folder",
        holds=lambda recipe: _plain_name(recipe.dataset.validation),
    ),
    Rule(
        key="dataset.evaluation",
        words="must be the name of a file beside the training file, such as evaluation.jsonl, "
        "without a folder",
        holds=lambda recipe: _plain_name(recipe.dataset.evaluation),
    ),
    Rule(
        key="dataset.validation",
        words="must not be a training file: what is trained on cannot show what was learned",
        holds=lambda recipe: not is_training(recipe.dataset.validation or ""),
    ),
    Rule(
        key="dataset.evaluation",
        words="must not be a training file: what is trained on cannot show what was learned",
        holds=lambda recipe: not is_training(recipe.dataset.evaluation or ""),
    ),
    *(
        Rule(
            key=f"dataset.{name}",
            words=f"must be the name of a file of JSON lines beside the training file, such as "
            f"{name}.jsonl, without a folder",
            holds=_is_extra(name),
        )
        for name in EXTRAS
    ),
    Rule(
        key="dataset.columns",
        words="must name two columns that differ: the question, then the answer",
        holds=lambda recipe: (
            recipe.dataset.columns is None
            or (
                all(recipe.dataset.columns)
                and len({name.strip().lower() for name in recipe.dataset.columns}) == 2
            )
        ),
    ),
    Rule(
        key="dataset.instruction",
        words="must say something; leave it out where nothing is to be said",
        holds=lambda recipe: (
            recipe.dataset.instruction is None or named(recipe.dataset.instruction)
        ),
    ),
    Rule(
        key="dataset.prompt_template",
        words="must hold {prompt} once, in the place of the prompt",
        holds=lambda recipe: template(recipe.dataset.prompt_template),
    ),
    Rule(
        key="dataset.passes",
        words=f"must be 1 to {MOST_PASSES}: with five epochs a record is then seen "
        f"{5 * MOST_PASSES} times, and more of it is learned by heart",
        holds=lambda recipe: 1 <= recipe.dataset.passes <= MOST_PASSES,
    ),
    Rule(
        key="dataset.evaluation_share",
        words="must be above 0 and below 1: of all prompts, so many are held out",
        holds=lambda recipe: (
            recipe.dataset.evaluation_share is None or 0 < recipe.dataset.evaluation_share < 1
        ),
    ),
    Rule(
        key="dataset.validation_share",
        words="must be from 0 to below 1: of all prompts, so many validate",
        holds=lambda recipe: 0 <= (recipe.dataset.validation_share or 0) < 1,
    ),
    Rule(
        key="dataset.evaluation_share",
        words="and dataset.validation_share must leave something to train on, so their sum must "
        "be below 1",
        holds=lambda recipe: sum(_split_off(recipe)) < 1,
        why=lambda recipe: "{:g} and {:g} leave nothing".format(*_split_off(recipe)),
    ),
)
