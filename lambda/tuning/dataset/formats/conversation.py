"""Bedrock's conversations: schema version, system blocks, messages of content blocks."""

from collections.abc import Sequence
from typing import Literal, Self

import msgspec
from msgspec import UNSET, UnsetType

from tuning.dataset.formats.shape import set_or
from tuning.dataset.formats.turns import UNTOLD, Said, Turned
from tuning.dataset.record import SCHEMA_VERSION, Record, Turn


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A content block; images and video are not taken."""

    text: str


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A turn of a conversation."""

    role: str
    content: tuple[Block, ...]


class Conversation(Turned, frozen=True):
    """What Bedrock takes for Nova and Llama, as its Converse API spells it."""

    name = "converse"
    title = SCHEMA_VERSION
    schema_version: Literal["bedrock-conversation-2024"] = msgspec.field(name="schemaVersion")
    messages: tuple[Message, ...]
    system: tuple[Block, ...] | UnsetType = UNSET

    def said(self) -> Said:
        """Return what is said if each turn is one text, otherwise ``UNTOLD``."""
        messages = self.messages
        texts = [message.content[0].text for message in messages if len(message.content) == 1]
        if len(texts) != len(messages):
            return UNTOLD
        system = [] if self.system is UNSET else [block.text for block in self.system]
        return system, tuple([message.role for message in messages]), texts

    @classmethod
    def strings(cls, shapes: Sequence[Self]) -> int | None:
        """Count the JSON strings of many records, keys included."""
        messages = [message for shape in shapes for message in shape.messages]
        blocks = sum([len(message.content) for message in messages])
        systems = [shape.system for shape in shapes if not isinstance(shape.system, UnsetType)]
        system = sum([1 + 2 * len(texts) for texts in systems])
        return 3 * len(shapes) + 3 * len(messages) + 2 * blocks + system

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        return Record(
            line,
            tuple(block.text for block in set_or(self.system, ())),
            tuple(Turn(m.role, tuple(b.text for b in m.content)) for m in self.messages),
        )
