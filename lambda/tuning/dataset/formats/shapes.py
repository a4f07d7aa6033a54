"""The formats that a decoder of their own reads at once, and how one is told from the others."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from tuning.dataset.formats.chat import Chat
from tuning.dataset.formats.conversation import Conversation
from tuning.dataset.formats.exchange import InputOutput, Prompt, PromptCompletion, Text
from tuning.dataset.formats.graded import Graded
from tuning.dataset.formats.shape import Shape
from tuning.dataset.record import REFERENCE_ANSWER
from tuning.run.formats import FormatName

SHAPES: Final[tuple[type[Shape], ...]] = (
    PromptCompletion,
    InputOutput,
    Conversation,
    Chat,
    Text,
    Graded,
    Prompt,
)

NAMED: Final[Mapping[FormatName, type[Shape]]] = {shape.name: shape for shape in SHAPES}

BLOCKS: Final = re.compile(rb'"content"\s*:\s*\[')
"""A list of content blocks; inside a text the quotes would be escaped."""

TYPED: Final = re.compile(rb'(?<!\\)"type"\s*:')
"""A block that says its type, as OpenAI's and Anthropic's do and Bedrock's do not."""


def fitting(fields: Mapping[str, msgspec.Raw]) -> tuple[type[Shape], ...]:
    """Return the formats that have a record's outermost keys, the likeliest first."""
    if "messages" in fields:
        messages = bytes(fields["messages"])
        if REFERENCE_ANSWER in fields:
            return (Graded,)
        if "schemaVersion" in fields or (BLOCKS.search(messages) and not TYPED.search(messages)):
            return (Conversation,)
        return Chat, Graded
    if fields.keys() & {"prompt", "completion"}:
        return PromptCompletion, Prompt
    if "output" in fields:
        return InputOutput, Text
    return (Text, InputOutput) if "input" in fields else ()
