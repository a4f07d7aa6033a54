"""What records of other tools may hold beside text, by the names that it has in their formats."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from tuning.dataset.formats.beside import says_nothing

REASONING: Final = "reasoning"

KEYS: Final = {
    "tools": "tools",
    "toolConfig": "tools",
    "tool_choice": "tools",
    "functions": "tools",
    "tool_calls": "tool calls",
    "function_call": "tool calls",
    "toolUse": "tool calls",
    "tool_use": "tool calls",
    "server_tool_use": "tool calls",
    "tool_call_id": "results of tools",
    "toolResult": "results of tools",
    "tool_result": "results of tools",
    "image": "images",
    "image_url": "images",
    "input_image": "images",
    "video": "video",
    "audio": "audio",
    "input_audio": "audio",
    "document": "documents",
    "file": "documents",
    "input_file": "documents",
    "fileData": "documents",
    "file_data": "documents",
    "inlineData": "content of another type",
    "inline_data": "content of another type",
    "functionCall": "tool calls",
    "functionResponse": "results of tools",
    "function_response": "results of tools",
    "reasoningContent": REASONING,
    "reasoning_content": REASONING,
    "thinking": REASONING,
}
"""Keys of records, messages and content blocks, and the types that content blocks name."""

TOOLS: Final = frozenset({"tools", "tool calls", "results of tools"})

MESSAGES: Final = "messages"
DOCUMENT: Final = "document"

WRITTEN_NOTHING: Final = ("[]", "{}", "null")


def beyond_text(fields: Iterable[object]) -> Iterator[str]:
    """Yield what some keys stand for, if it is not text; each once."""
    yield from dict.fromkeys(KEYS[key] for key in fields if isinstance(key, str) and key in KEYS)


def held(key: str, value: object) -> str | None:
    """Say what a record or message holds under a key, if it is not text, and is not nothing.

    LLaMA-Factory writes the JSON of its tools as a text; a document to summarise is a text.
    """
    if says_nothing(value) or value in WRITTEN_NOTHING:
        return None
    return None if key == DOCUMENT and isinstance(value, str) else KEYS.get(key)


def of_record(text: bytes) -> Iterator[str]:
    """Yield what a record holds beside text: in its own keys, its messages', their blocks'.

    Raises:
        msgspec.DecodeError, RecursionError: it is no JSON object, or nested too deeply.
    """
    record = msgspec.json.decode(text, type=dict[str, Any])
    messages = _objects(record.get(MESSAGES))
    blocks = [block for message in messages for block in _objects(message.get("content"))]
    told = [key for part in (record, *messages) for key in part if held(key, part[key])]
    names = [*told, *(key for block in blocks for key in block)]
    return beyond_text([*names, *(block.get("type") for block in blocks)])


def _objects(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
