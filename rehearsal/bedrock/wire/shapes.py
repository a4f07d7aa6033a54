"""Values against the shapes of the service model: what they must be, in the service's words."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

JSON_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "list": (list, tuple),
    "map": (dict,),
    "string": (str,),
    "blob": (str, bytes),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (datetime,),
}


BEYOND_THE_MODEL: Mapping[str, frozenset[str]] = {"EvaluationTaskType": frozenset({"General"})}
"""Values that an enumeration of the service model lacks and the service takes: the documentation's
own examples of judges' jobs have this one, and their output lies in a folder of its name."""


def check(shape: Shape, value: object) -> str | None:
    """Return what is wrong with a value, worded as the service does, or None when it fits."""
    problems = tuple(_problems(shape, value, ""))
    if not problems:
        return None
    errors = "error" if len(problems) == 1 else "errors"
    return f"{len(problems)} validation {errors} detected: {'; '.join(problems)}"


def _problems(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if isinstance(shape, StructureShape) and shape.is_document_type:
        return
    if not _has_type(shape, value):
        yield _constraint(shape, value, path, f"Member must be a {shape.type_name}")
    elif isinstance(shape, StructureShape):
        yield from _structure(shape, value, path)
    elif isinstance(shape, ListShape):
        yield from _bounds(shape, value, path, len(value), "length")
        for number, member in enumerate(value, start=1):
            yield from _problems(shape.member, member, f"{path}.{number}.member")
    elif isinstance(shape, MapShape):
        yield from _bounds(shape, value, path, len(value), "length")
        for key, member in value.items():
            yield from _problems(shape.key, key, f"{path}.{key}.key")
            yield from _problems(shape.value, member, f"{path}.{key}.member")
    elif isinstance(shape, StringShape):
        yield from _string(shape, value, path)
    elif shape.type_name == "blob":
        yield from _bounds(shape, value, path, len(value), "length")
    elif shape.type_name in ("integer", "long", "float", "double"):
        yield from _bounds(shape, value, path, value, "value")


def _has_type(shape: Shape, value: object) -> bool:
    # Python counts a boolean among the integers
    if isinstance(value, bool):
        return shape.type_name == "boolean"
    return isinstance(value, JSON_TYPES[shape.type_name])


def _structure(shape: StructureShape, value: Mapping[str, Any], path: str) -> Iterator[str]:
    def place(member: str) -> str:
        return f"{path}.{member}" if path else member

    for member in shape.required_members:
        if value.get(member) is None:
            yield (
                f"Value null at '{place(member)}' failed to satisfy constraint: "
                "Member must not be null"
            )
    if shape.is_tagged_union and len(value) != 1:
        yield f"Value at '{path}' failed to satisfy constraint: Exactly one member must be set"
    for member, content in value.items():
        if member not in shape.members:
            yield f"Unknown member '{place(member)}'; members are: {', '.join(shape.members)}"
        elif content is not None:
            yield from _problems(shape.members[member], content, place(member))


def _string(shape: StringShape, value: str, path: str) -> Iterator[str]:
    too_long = tuple(_bounds(shape, value, path, len(value), "length"))
    yield from too_long
    known = {*shape.enum, *BEYOND_THE_MODEL.get(shape.name, ())}
    if shape.enum and value not in known:
        rule = f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
        yield _constraint(shape, value, path, rule)
    pattern = shape.metadata.get("pattern")
    if pattern and not too_long and not _compiled(pattern).fullmatch(value):
        rule = f"Member must satisfy regular expression pattern: {pattern}"
        yield _constraint(shape, value, path, rule)


def _bounds(shape: Shape, value: object, path: str, size: float, what: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        rule = f"Member must have {what} greater than or equal to {least}"
        yield _constraint(shape, value, path, rule)
    if most is not None and size > most:
        rule = f"Member must have {what} less than or equal to {most}"
        yield _constraint(shape, value, path, rule)


def _constraint(shape: Shape, value: object, path: str, rule: str) -> str:
    """Word one violation; a value is named only when it is short and not marked sensitive."""
    named = isinstance(value, str) and len(value) <= 128 and not shape.metadata.get("sensitive")
    shown = f"Value '{value}'" if named else "Value"
    return f"{shown} at '{path}' failed to satisfy constraint: {rule}"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)
