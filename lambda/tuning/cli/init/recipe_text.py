"""A recipe as text: every key with a line that says what it means, most of them switched off."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from tuning.cli.init.choices import Choice
from tuning.docstrings import attributes
from tuning.models.catalogue import BaseModel
from tuning.models.hyperparameters import plain
from tuning.run.recipe import Recipe

EXAMPLE: Final = Path(__file__).with_name("every_key.toml")
"""A recipe that uses every key; the pipeline's own reader takes it."""

HEAD: Final = """\
# The recipe of this task. A line that begins with "# " and a key is switched off: take the mark
# away to use it. What is left out has the environment's or the base model's default.
# docs/recipe.md has every key in full.
"""


def sections() -> dict[str, type[msgspec.Struct]]:
    """Return the tables of a recipe that have keys of their own, in their order."""
    return {
        field.name: field.type
        for field in msgspec.structs.fields(Recipe)
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct)
    }


def written(chosen: Sequence[Choice], model: BaseModel) -> str:
    """Write a recipe.

    Args:
        chosen: what is switched on.
        model: the base model, whose hyperparameters are named.
    """
    values = {choice.key: choice for choice in chosen}
    example = tomllib.loads(EXAMPLE.read_text())
    tables = sections()
    blocks = [HEAD, *_keys("", Recipe, values, example, but={*tables, "hyperparameters"})]
    for name, table in tables.items():
        blocks += [f"\n[{name}]\n", *_keys(name, table, values, example[name])]
        if name == "privacy":
            blocks += ["\n[hyperparameters]\n", *_hyperparameters(model, values)]
    return "".join(blocks)


def _keys(
    section: str,
    table: type[msgspec.Struct],
    chosen: Mapping[str, Choice],
    example: Mapping[str, Any],
    but: set[str] | frozenset[str] = frozenset(),
) -> Iterator[str]:
    meanings = attributes(table)
    for field in msgspec.structs.fields(table):
        if field.name in but:
            continue
        default = field.default
        usable = default is not msgspec.NODEFAULT and default not in (None, "", ())
        value = default if usable else example[field.name]
        yield _line(section, field.name, meanings[field.name], value, chosen)


def _hyperparameters(model: BaseModel, chosen: Mapping[str, Choice]) -> Iterator[str]:
    for parameter in model.hyperparameters:
        least, most = (plain(each).removesuffix(".0") for each in (parameter.min, parameter.max))
        meaning = f"from {least} to {most}"
        default = parameter.default
        value = int(default) if parameter.type == "integer" else default
        yield _line("hyperparameters", parameter.name, meaning, value, chosen)


def _line(
    section: str, name: str, meaning: str, value: object, chosen: Mapping[str, Choice]
) -> str:
    first, _, _ = meaning.partition(". ")
    text = f"# {first[:1].upper()}{first[1:].rstrip('.')}."
    choice = chosen.get(f"{section}.{name}" if section else name)
    if choice:
        return f"{text} {choice.reason}\n{name} = {literal(choice.value)}\n"
    return f"{text}\n# {name} = {literal(value)}\n"


def literal(value: Any) -> str:
    """Return a value as TOML has it, on one line."""
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(literal(each) for each in value) + "]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{key} = {literal(each)}" for key, each in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(value, ensure_ascii=False)
