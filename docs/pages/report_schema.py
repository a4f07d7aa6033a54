"""report.schema.json: the shape of report.json, for those who read it by a program."""

from typing import Final

import msgspec

from docs.pages import json_schema
from tuning.report.contents import SCHEMA, Contents

PATH: Final = "docs/report.schema.json"


def page() -> str:
    """Return the schema."""
    return json_schema.text(SCHEMA, msgspec.json.schema(Contents))
