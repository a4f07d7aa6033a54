"""Bedrock's conversations: schema version, system blocks, messages of content blocks."""

from collections.abc import Sequence
from itertools import chain
from typing import Literal, Self

import msgspec
from msgspec import UNSET, UnsetType

from tuning.dataset.batch import Columns, blanks
from tuning.dataset.formats.room import answer_needed, answer_taken
from tuning.dataset.formats.shape import set_or
from tuning.dataset.formats.turns import UNTOLD, Said, Turned
from tuning.dataset.handling import Handling
from tuning.dataset.record import EXCHANGE_TURNS, SCHEMA_VERSION, Record, Turn


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
    def columns(cls, shapes: Sequence[Self], handling: Handling) -> Columns:
        """Return the texts of many records of this format."""
        if answer_needed(handling) and answer_taken(handling):
            texts = exchanged(shapes)
            if texts:
                asked, answers = texts[::2], texts[1::2]
                return Columns(asked, answers, blanks(asked) | blanks(answers))
        return super().columns(shapes, handling)

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


def exchanged(shapes: Sequence[Conversation]) -> list[str]:
    """Return questions and answers in turn where nothing else is said, as most conversations are.

    Nothing is returned where a record has more than one question, its answer and a text each.
    """
    messages = [shape.messages for shape in shapes if shape.system is UNSET]
    turns = list(chain.from_iterable(messages))
    contents = [turn.content for turn in turns]
    paired = len(messages) == len(shapes) and set(map(len, messages)) == {EXCHANGE_TURNS}
    if not paired or set(map(len, contents)) != {1}:
        return []
    if [turn.role for turn in turns] != ["user", "assistant"] * len(shapes):
        return []
    return [block.text for (block,) in contents]
