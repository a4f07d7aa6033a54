"""events.schema.json: the shape of an event's detail, for those who listen by a program."""

from typing import Final

import msgspec

from docs.pages import json_schema
from tuning.run.event import SCHEMA, Detail

PATH: Final = "docs/events.schema.json"


def page() -> str:
    """Return the schema."""
    return json_schema.text(SCHEMA, msgspec.json.schema(Detail))
