"""What kind of value a setting takes, in words, and whether a value is of that kind."""

from collections.abc import Mapping
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import msgspec

from stacks.environments.guardrail import GuardrailPolicy

WORDS: Final[Mapping[Any, str]] = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a text in quotes",
    tuple: 'a list of texts, ["one", "another"]',
    Mapping: "a table of numbers",
    GuardrailPolicy: "a table [guardrail]",
}


def words(hint: Any) -> str:
    """Say what a setting of this type takes."""
    origin = get_origin(hint)
    if origin is Literal:
        return f"one of: {', '.join(get_args(hint))}"
    if origin in (Union, UnionType):
        return words(next(part for part in get_args(hint) if part is not type(None)))
    return WORDS[origin or hint]


def fits(value: Any, hint: Any) -> bool:
    """Say whether a value is one that a setting of this type takes."""
    if get_origin(hint) is Mapping:
        return isinstance(value, Mapping)
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError:
        return False
    return not (isinstance(value, list))
