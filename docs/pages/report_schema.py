"""report.schema.json: the shape of report.json, for those who read it by a program."""

import json
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from tuning.report.contents import SCHEMA, Contents

PATH: Final = "docs/report.schema.json"


def page() -> str:
    """Return the schema."""
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **msgspec.json.schema(Contents),
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
