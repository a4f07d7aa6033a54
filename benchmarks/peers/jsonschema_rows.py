"""jsonschema: a schema for each record form, its validator made once, every row checked."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from jsonschema import Draft202012Validator

TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 192_000}
PAIR: Final = {
    "type": "object",
    "properties": {"prompt": TEXT, "completion": TEXT},
    "required": ["prompt", "completion"],
    "additionalProperties": False,
}
BLOCKS: Final = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {"text": TEXT},
        "required": ["text"],
        "additionalProperties": False,
    },
}
CONVERSATION: Final = {
    "type": "object",
    "properties": {
        "schemaVersion": {"const": "bedrock-conversation-2024"},
        "system": BLOCKS,
        "messages": {
            "type": "array",
            "minItems": 2,
            "items": {
                "type": "object",
                "properties": {"role": {"enum": ["user", "assistant"]}, "content": BLOCKS},
                "required": ["role", "content"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["schemaVersion", "messages"],
    "additionalProperties": False,
}


def pairs(path: Path) -> Callable[[], int]:
    """Validate prompt/completion records."""
    return partial(_validate, path, Draft202012Validator(PAIR))


def conversations(path: Path) -> Callable[[], int]:
    """Validate conversations."""
    return partial(_validate, path, Draft202012Validator(CONVERSATION))


def _validate(path: Path, validator: Draft202012Validator) -> int:
    records = faulty = 0
    with path.open("rb") as file:
        for line in file:
            records += 1
            try:
                faulty += any(True for _ in validator.iter_errors(json.loads(line)))
            except ValueError:
                faulty += 1
    return records
