"""docs/recipe.md: every key of task.toml with its meaning, default, range and example."""

import inspect
import tomllib
from collections.abc import Callable, Iterator
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

import msgspec

from docs.pages.markdown import sentence, table
from tuning.cli.init.recipe_text import EXAMPLE, literal, sections
from tuning.docstrings import attributes
from tuning.evaluation.metrics import METRICS
from tuning.models.catalogue import catalogue
from tuning.models.hyperparameters import plain
from tuning.models.judges import judges
from tuning.registration.recipe_rules import RULES
from tuning.run.recipe import Recipe

PATH: Final = "docs/recipe.md"
HEAD: Final = """\
# The recipe

A task's recipe is `task.toml`, beside its training file. Only `[provenance]` is required:
everything else has a default. An unknown key is an error that names the nearest valid one.
`python -m tuning check FOLDER` reads the recipe too.

This page is written by `make docs` from [the types](../lambda/tuning/run/recipe.py),
[the rules](../lambda/tuning/registration/recipe_rules.py) and
[the catalogue](../lambda/tuning/models/catalogue.json).
"""

METRICS_HEAD: Final = """\
## Metrics

What `evaluation.metrics` takes. Each is from 0 to 1, more is better, and the mean over the
held-out records is what counts. Scripts that write no spaces are taken character by character.
`numbers`, `pattern` and `json_schema` are keys of `[evaluation]`. [Scores](metrics.md) says what
each forgives, and where it differs from the reference implementation.

"""

TYPES: Final = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
}


def page() -> str:
    """Return the whole page."""
    example = tomllib.loads(EXAMPLE.read_text())
    parts = [HEAD, _section("", Recipe, example, leave_out={*sections(), "hyperparameters"})]
    parts += [_hyperparameters()]
    for name, section in sections().items():
        parts.append(_section(name, section, example[name]))
    parts.append(f"## A recipe with every key\n\n```toml\n{EXAMPLE.read_text()}```")
    parts += [_metrics(), _judges()]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _section(
    name: str,
    section: type[msgspec.Struct],
    example: dict[str, Any],
    leave_out: frozenset[str] | set[str] = frozenset(),
) -> str:
    title = f"## `[{name}]`" if name else "## At the top"
    lead, _, _ = (section.__doc__ or "").partition("\n")
    meanings = attributes(section)
    rows = [
        (
            f"`{field.name}`",
            sentence(meanings[field.name]),
            _default(field),
            "; ".join([_type(field.type), *_rules(name, field.name)]),
            f"`{literal(example[field.name])}`",
        )
        for field in msgspec.structs.fields(section)
        if field.name not in leave_out
    ]
    body = table(("key", "meaning", "default", "range", "example"), rows)
    return "\n\n".join([title, *([lead] if name else []), body])


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    if field.default_factory is not msgspec.NODEFAULT or field.default in (None, "", ()):
        return "none"
    return f"`{literal(field.default)}`"


def _type(kind: Any) -> str:
    options = [option for option in get_args(kind) if option is not NoneType]
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f"`{option}`" for option in options)
    if get_origin(kind) is tuple:
        if Ellipsis in options:
            return f"a list; each {_type(options[0])}"
        return f"a list of {len(options)}; each {_type(options[0])}"
    if get_origin(kind) is dict:
        return f"a table; each key {_type(options[0])}, each value {_type(options[1])}"
    if options and NoneType in get_args(kind):
        return _type(options[0])
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        fields = msgspec.structs.fields(kind)
        keys = ", ".join(f"`{field.name}` {_type(field.type)}" for field in fields)
        return f"a table with {keys}"
    return TYPES[kind]


def _rules(section: str, key: str) -> Iterator[str]:
    """Yield what a value must be beyond its type, in the words of the refusal."""
    for rule in RULES:
        if rule.key == f"{section}.{key}":
            yield rule.words


def _hyperparameters() -> str:
    rows = [
        (
            model.name,
            f"`{model.id}`",
            f"`{each.name}`",
            _number(each.type, each.default),
            f"{_number(each.type, each.min)} to {_number(each.type, each.max)}",
        )
        for model in catalogue().models
        for each in model.hyperparameters
    ]
    body = table(("base model", "`base_model`", "key", "default", "range"), rows)
    return (
        "## `[hyperparameters]`\n\nThe keys are the base model's own. What the recipe leaves out "
        "has the environment's default, else the model's.\n\n" + body
    )


def _number(kind: str, value: float) -> str:
    return str(int(value)) if kind == "integer" else plain(value)


def _metrics() -> str:
    rows = [
        (
            f"`{name}`",
            row.title,
            sentence(_first_line(row.score).removeprefix("Return ")),
            ", ".join(f"`{key}`" for key in row.takes) or "",
        )
        for name, row in METRICS.items()
    ]
    return METRICS_HEAD + table(("metric", "in reports", "what it gives", "goes by"), rows)


def _first_line(function: Callable[..., float]) -> str:
    return (inspect.getdoc(function) or "").partition("\n")[0]


def _judges() -> str:
    rows = [(row.name, f"`{row.id}`") for row in judges()]
    return "## Judges\n\nWhat `evaluation.judge` takes, the first choice first.\n\n" + table(
        ("judge", "`judge`"), rows
    )
