"""A JSON Schema as it is published: with its title, and the first line of each description."""

import json
from collections.abc import Iterator, Mapping
from typing import Any


def text(title: str, schema: Mapping[str, Any]) -> str:
    """Return the file of a schema.

    Args:
        title: the name of the shape, with its version.
        schema: as msgspec makes it of a type.
    """
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **schema,
    }
    for each in _all(described):
        if "description" in each:
            each["description"] = each["description"].partition("\n")[0]
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def _all(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a schema."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _all(each)
    elif isinstance(value, list):
        for each in value:
            yield from _all(each)
