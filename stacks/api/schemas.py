"""The JSON schemas that API Gateway holds a body to, of the types that the function reads."""

from typing import Any, Final

import msgspec

DRAFT: Final = "http://json-schema.org/draft-04/schema#"
"""What API Gateway's models are written in (models-mappings-models)."""


def schema_of(shape: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the schema of a body, in the words of draft 4."""
    (top,), definitions = msgspec.json.schema_components(
        [shape], ref_template="#/definitions/{name}"
    )
    for each in definitions.values():
        if not each["required"]:
            del each["required"]  # which draft 4 has no empty list for
        each.pop("additionalProperties", None)  # the function refuses a field by its name
    name = top["$ref"].rpartition("/")[2]
    return {"$schema": DRAFT, **definitions.pop(name), "definitions": definitions}
