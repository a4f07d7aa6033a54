"""Every record format that is taken in, and how one is told from the others."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from tuning.dataset.formats.capabilities import answer_needed
from tuning.dataset.formats.chat import Chat
from tuning.dataset.formats.conversation import Conversation
from tuning.dataset.formats.exchange import InputOutput, Prompt, PromptCompletion, Text
from tuning.dataset.formats.graded import Graded
from tuning.dataset.formats.shape import Shape
from tuning.dataset.record import REFERENCE_ANSWER
from tuning.run.formats import FormatName
from tuning.run.handling import Handling

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

ASKED_AS_PROMPTS: Final = (Prompt, Conversation, Chat)
"""What may hold a prompt that has no answer."""

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


def recognised(fields: Mapping[str, msgspec.Raw], handling: Handling) -> type[Shape] | None:
    """Tell the format of a file from its first record; None when the keys are those of none.

    A format that was asked for is taken for granted: the records must fit it.
    """
    fits = fitting(fields)
    if handling.format == Prompt.name:
        return next((shape for shape in ASKED_AS_PROMPTS if shape in fits), Prompt)
    if handling.format:
        return NAMED[handling.format]
    if Prompt in fits and "completion" not in fields and not answer_needed(handling):
        return Prompt
    return fits[0] if fits else None
