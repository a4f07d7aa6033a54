"""What of task.toml can be read; of the rest in words: the key, the value, and what is valid."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import msgspec

from tuning.run.recipe import Recipe

KINDS: Final = {
    "str": "a text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false, without quotes",
    "array": "a list",
    "object": "a section",
}
"""What TOML's types are to a person, by what msgspec calls them."""

MOST_WHOLE: Final = 2**63 - 1
"""TOML's whole numbers have 64 bits; Python's parser reads longer ones."""

LONGEST_SHOWN: Final = 60
"""Characters of a value, or of an unknown key, that a message repeats."""

MOST_HINTS: Final = 30
"""Unknown keys for which the nearest valid one is looked for; the look takes time."""

A_SLIP: Final = 0.9
"""How much two keys are alike of which one is the other with a letter more or less; at most 1."""

HYPERPARAMETERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("epochs", "num_epochs", "n_epochs", "num_train_epochs"), "epochCount"),
    **dict.fromkeys(("epoch_count", "epochcount", "max_epochs"), "epochCount"),
    **dict.fromkeys(("learning_rate", "learningrate", "lr"), "learningRate"),
    **dict.fromkeys(("batch_size", "batchsize", "per_device_train_batch_size"), "batchSize"),
    **dict.fromkeys(("warmup_steps", "learningratewarmupsteps"), "learningRateWarmupSteps"),
}
"""What other tools call the hyperparameters of Bedrock's models, in small letters."""

BLANKS: Final[Mapping[Any, Any]] = {str: "", bool: False, float: 0}
"""What stands in the place of a required value that cannot be read, by its type."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with the type of a value, or with a key.

    Attributes:
        keys: of the recipe that cannot be read for it, each with its section.
        words: what is wrong and what is valid.
    """

    keys: tuple[str, ...] = ()
    words: str


def readable(content: Mapping[str, Any]) -> tuple[Recipe, list[Problem]]:
    """Read a recipe as far as it can be, and return every problem beside it.

    What cannot be read has its default, or a blank where it is required.

    Args:
        content: the recipe as TOML has it.
    """
    problems: list[Problem] = []
    return msgspec.convert(_section(content, Recipe, "", problems), Recipe), problems


def _read(value: Any, type_: Any, name: str, problems: list[Problem]) -> Any:
    """Return a value without what cannot be read; UNSET where nothing is left."""
    if isinstance(value, int) and abs(value) > MOST_WHOLE:
        problems.append(Problem(keys=(name,), words=f"{name} must be below 2^63, as TOML has it"))
        return msgspec.UNSET
    type_ = _bare(type_)
    inner, origin = get_args(type_), get_origin(type_)
    if _fields(type_) and isinstance(value, dict):
        return _section(value, type_, f"{name}.", problems)
    if origin is dict and isinstance(value, dict):
        return _table(value, type_, name, problems)
    if origin is tuple and isinstance(value, list):
        types = [inner[0]] * len(value) if inner[-1] is ... else inner
        if len(types) == len(value):
            each = zip(value, types, strict=True)
            read = [_read(v, t, f"{name}[{n}]", problems) for n, (v, t) in enumerate(each)]
            left = [one for one in read if one is not msgspec.UNSET]
            return left if inner[-1] is ... or len(left) == len(types) else msgspec.UNSET
    try:
        msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        problems.append(Problem(keys=(name,), words=_in_words(error, name, value, type_)))
        return msgspec.UNSET
    return value


def _section(
    content: Mapping[str, Any], section: Any, path: str, problems: list[Problem]
) -> dict[str, Any]:
    """Return what a section has the keys for and can be read, complete."""
    fields, found = _fields(section), dict[str, Any]()
    for key, value in content.items():
        if key in fields:
            read = _read(value, fields[key].type, f"{path}{key}", problems)
            if read is not msgspec.UNSET:
                found[key] = read
            continue
        looked_up = len(key) <= LONGEST_SHOWN and len(problems) < MOST_HINTS
        hint = _hint(key, path, fields) if looked_up else ""
        words = f"unknown key {path}{_cut(key)}; {hint}valid here: {', '.join(sorted(fields))}"
        problems.append(Problem(words=words))
    if missing := _needed(section, content):
        keys = tuple(f"{path}{key}" for key in missing)
        problems.append(Problem(keys=keys, words=_missing(path, missing, fields)))
    return {**{key: _blank(fields[key].type) for key in _needed(section, found)}, **found}


def _hint(key: str, path: str, fields: Mapping[str, msgspec.structs.FieldInfo]) -> str:
    """Say which key may be meant: the same one in another section, or one that is spelt alike."""
    sections = {
        name: _fields(_bare(field.type)) for name, field in _fields(Recipe).items() if name != key
    }
    elsewhere = [f"{key} under [{name}]" for name, known in sections.items() if key in known]
    if hyperparameter := HYPERPARAMETERS.get(key.lower()):
        elsewhere.append(f"{hyperparameter} under [hyperparameters]")
    slip, near = get_close_matches(key, fields, n=1, cutoff=A_SLIP), get_close_matches(key, fields)
    here = [f"{path}{name}" for name in (slip or near)[:1]]
    meant = " or ".join(here if slip or not elsewhere else elsewhere)
    return f"did you mean {meant}? " if meant else ""


def _table(
    content: Mapping[str, Any], type_: Any, name: str, problems: list[Problem]
) -> dict[str, Any]:
    """Return the entries of a table whose keys are not the recipe's own that can be read."""
    of_key, of_value = get_args(type_)
    found: dict[str, Any] = {}
    for key, value in content.items():
        read = _read(value, of_value, f"{name}.{_cut(key)}", problems)
        if _read(key, of_key, name, problems) is not msgspec.UNSET and read is not msgspec.UNSET:
            found[key] = read
    return found


def _in_words(error: msgspec.ValidationError, name: str, value: Any, type_: Any) -> str:
    """Return a message of msgspec's, such as ``Expected `int`, got `str```, as one for people."""
    if str(error).startswith("Invalid enum value"):
        valid = [str(choice) for choice in _choices(type_)]
        near = get_close_matches(_cut(str(value)), valid, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        return f"{name} cannot be {_cut(str(value))!r}; {hint}valid here: {', '.join(valid)}"
    if length := re.match(r"Expected `array` of length (\d+), got (\d+)", str(error)):
        return f"{name} must be a list of {length[1]}, and has {length[2]}"
    if kinds := re.match(r"Expected `([^`]+)`, got `\w+`", str(error)):
        unsaid = ("str",) if name.startswith("hyperparameters.") else ()
        named = [KINDS.get(kind, kind) for kind in kinds[1].split(" | ") if kind not in unsaid]
        return f"{name} must be {' or '.join(named)}, and is {_shown(value)}"
    return f"{name}: {error}"


def _bare(type_: Any) -> Any:
    """Return a type without the None that a key has when it is left out."""
    if get_origin(type_) not in (Union, UnionType):
        return type_
    options = tuple(option for option in get_args(type_) if option is not NoneType)
    return Union[options]  # noqa: UP007  of as many as are left


def _fields(type_: Any) -> dict[str, msgspec.structs.FieldInfo]:
    is_struct = isinstance(type_, type) and issubclass(type_, msgspec.Struct)
    return {field.name: field for field in msgspec.structs.fields(type_)} if is_struct else {}


def _choices(type_: Any) -> Iterator[Any]:
    """Yield the valid values of a type: of a Literal, or of those in a union."""
    if get_origin(type_) is Literal:
        yield from get_args(type_)
        return
    for part in get_args(type_):
        yield from _choices(part)


def _missing(path: str, missing: list[str], fields: Mapping[str, msgspec.structs.FieldInfo]) -> str:
    """Name every key that a section must have and has not, so that nobody learns them singly."""
    if not path:
        inner = _needed(fields[missing[0]].type, {})
        return f"the section [{missing[0]}] is missing; it needs {', '.join(inner)}"
    return f"[{path.removesuffix('.')}] needs {', '.join(missing)} too"


def _needed(type_: Any, there: Mapping[str, Any]) -> list[str]:
    return [name for name, field in _fields(type_).items() if field.required and name not in there]


def _blank(type_: Any) -> Any:
    fields = _fields(type_)
    return {key: _blank(fields[key].type) for key in fields} if fields else BLANKS.get(type_, [])


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a section" if isinstance(value, dict) else "a list"
    return f"the text {_cut(value)!r}" if isinstance(value, str) else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."
