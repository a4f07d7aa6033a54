"""What is wrong with a value of task.toml, in words: the key, the value, and what is valid."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, Literal, get_args, get_origin

import msgspec

KINDS: Final = {
    "str": "a text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false, without quotes",
    "array": "a list",
    "object": "a section",
}
"""What TOML's types are to a person, by what msgspec calls them."""

STEPS: Final = re.compile(r"\.?([^.\[\]]+)|\[(\d+|\.\.\.)\]")
"""A step of msgspec's path: a key, or the place in a list; ``...`` where it does not say which."""


def in_words(error: msgspec.ValidationError, content: Mapping[str, Any], recipe: type) -> str:
    """Return a message of msgspec's as one for whoever writes a recipe.

    Args:
        error: what msgspec says, for example ``Expected `int`, got `str` - at `$.hosting.units```.
        content: the recipe as TOML has it.
        recipe: what it is read as.
    """
    what, _, place = str(error).partition(" - at `")
    of_a_key, _, where = place.rpartition("$")
    steps = [key or index for key, index in STEPS.findall(where.rstrip("`"))]
    name, value, type_ = _at(steps, content, recipe)
    if missing := re.match(r"Object missing required field `(\w+)`", what):
        return _missing(name, value, type_, missing[1])
    if what.startswith("Invalid enum value"):
        if of_a_key:  # msgspec's path ends at the table, and the key stands in its message
            value = what.partition("'")[2].removesuffix("'")
        valid = [str(choice) for choice in _choices(type_)]
        near = get_close_matches(str(value), valid, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        return f"{name} cannot be {value!r}; {hint}valid here: {', '.join(valid)}"
    if length := re.match(r"Expected `array` of length (\d+), got (\d+)", what):
        return f"{name} must be a list of {length[1]}, and has {length[2]}"
    if kinds := re.match(r"Expected `([^`]+)`, got `\w+`", what):
        unsaid = ("null", "str") if name.startswith("hyperparameters.") else ("null",)
        named = [KINDS.get(kind, kind) for kind in kinds[1].split(" | ") if kind not in unsaid]
        return f"{name} must be {' or '.join(named)}, and is {_shown(value)}"
    return f"{name}: {what}" if name else what


def _at(steps: list[str], content: Any, type_: Any) -> tuple[str, Any, Any]:
    """Follow a path into a recipe and its type: the key's name, what is there and its type."""
    names: list[str] = []
    for step in steps:
        if step.isdigit():
            names[-1] += f"[{step}]"
            content, type_ = content[int(step)], get_args(_of_a_list(type_))[0]
            continue
        if step == "...":
            step = next(key for key, each in content.items() if not _is_plain(each))
        names.append(step)
        fields = _fields(type_)
        content, type_ = content.get(step), fields[step].type if step in fields else Any
    return ".".join(names), content, type_


def _is_plain(value: object) -> bool:
    """Whether a value may stand in the one mapping of a recipe: from names to numbers."""
    return isinstance(value, (int, float, str)) and not isinstance(value, bool)


def _fields(type_: Any) -> dict[str, msgspec.structs.FieldInfo]:
    is_struct = isinstance(type_, type) and issubclass(type_, msgspec.Struct)
    return {field.name: field for field in msgspec.structs.fields(type_)} if is_struct else {}


def _of_a_list(type_: Any) -> Any:
    """Return the list of a type that may be None too."""
    return type_ if get_origin(type_) is tuple else get_args(type_)[0]


def _choices(type_: Any) -> Iterator[Any]:
    """Yield the valid values of a type: of a Literal, or of those in a union."""
    if get_origin(type_) is Literal:
        yield from get_args(type_)
        return
    for part in get_args(type_):
        yield from _choices(part)


def _missing(section: str, value: Any, type_: Any, first: str) -> str:
    """Name every key that a section must have and has not, so that nobody learns them singly."""
    fields, there = _fields(type_), value if isinstance(value, Mapping) else {}
    if (inner := _needed(fields[first].type, {})) and not section:
        return f"the section [{first}] is missing; it needs {', '.join(inner)}"
    return f"[{section}] needs {', '.join(_needed(type_, there))} too"


def _needed(type_: Any, there: Mapping[str, Any]) -> list[str]:
    return [name for name, field in _fields(type_).items() if field.required and name not in there]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a section"
    return f"the text {value!r}" if isinstance(value, str) else str(value)
