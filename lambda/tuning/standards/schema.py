"""A recipe's JSON schema, of any draft from 4 to 2020-12, by the field's own implementation.

A schema is checked when the recipe is read. It stands on its own: nothing is fetched for it. Its
expressions are searched as a recipe's are, in linear time.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tuning.standards.expression import BadExpression, expression

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

LONGEST: Final = 8000
"""Characters of a schema: the recipe travels through every state of the walk."""

WORDS: Final = (
    f"must be a JSON schema as a text, {LONGEST:,} characters at most, whose references stay "
    "inside it and that has no patternProperties"
)

NAMED: Final = frozenset({"properties", "$defs", "definitions", "dependentSchemas", "dependencies"})
"""Keywords under which names of the schema's own stand for schemas."""

PLAIN: Final = frozenset({"enum", "const", "default", "examples"})
"""Keywords under which values stand, and no schemas."""


class BadSchema(ValueError):
    """No schema that answers can be held to; the message says why."""


@lru_cache(maxsize=8)
def schema(text: str) -> "Validator":
    """Return a schema as what tells whether a value conforms; the last few are kept.

    Raises:
        BadSchema: it is no JSON, no schema, too long, refers to something that is not there, or has
            what cannot be searched in linear time.
    """
    # Imported where a recipe has a schema: most have none, and it takes a tenth of a second.
    from jsonschema import exceptions, validators
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    if len(text) > LONGEST:
        raise BadSchema(f"it has {len(text):,} characters")
    try:
        content: Any = msgspec.json.decode(text)
        plain = validators.validator_for(content, default=validators.Draft202012Validator)
        plain.check_schema(content)
        _check(content)
        root = Registry().with_resource("", DRAFT202012.create_resource(content))
        for reference in _found("$ref", content):
            _look_up(root.resolver(), reference)
        made: Validator = validators.extend(plain, {"pattern": _pattern})(content, registry=root)
        made.is_valid(None)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadSchema(f"it is no JSON: {error}") from error
    except exceptions.SchemaError as error:
        raise BadSchema(f"{error.json_path}: {error.message}") from error
    except RecursionError as error:
        raise BadSchema("it refers to itself without end") from error
    return made


def problem(text: str | None) -> str | None:
    """Return why a recipe's schema cannot be used, or None."""
    try:
        if text is not None:
            schema(text)
    except BadSchema as error:
        return str(error)
    return None


def _check(content: Any) -> None:
    """Refuse what would be fetched, or searched without an end in sight."""
    if next(_found("patternProperties", content), None) is not None:
        raise BadSchema("it has patternProperties")
    for pattern in _found("pattern", content):
        try:
            if isinstance(pattern, str):
                expression(pattern)
        except BadExpression as error:
            raise BadSchema(f"pattern {pattern!r}: {error}") from error


def _look_up(resolver: Any, reference: str) -> None:
    from referencing.exceptions import Unresolvable  # see schema()

    try:
        resolver.lookup(reference)
    except Unresolvable as error:
        raise BadSchema(f"it refers to {reference}, which is not in it") from error


def _found(key: str, content: Any) -> Iterator[Any]:
    """Yield every value of a keyword, wherever it stands; a property of that name is none."""
    waiting = [content]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if key in each:
                yield each[key]
            waiting += (
                list(value.values()) if name in NAMED and isinstance(value, dict) else value
                for name, value in each.items()
                if name not in PLAIN
            )
        elif isinstance(each, list):
            waiting += each


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema.exceptions import ValidationError  # see schema()

    if isinstance(instance, str) and not expression(pattern).found_in(instance):
        yield ValidationError("does not match the pattern")
