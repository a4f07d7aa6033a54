"""Bedrock's conversations: schema version, system blocks, messages of content blocks."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Literal, Self, TypeGuard

import msgspec
from msgspec import UNSET, UnsetType

from tuning.dataset.batch import Columns, blanks
from tuning.dataset.codes import Code
from tuning.dataset.formats.capabilities import answer_needed, answer_taken
from tuning.dataset.formats.shape import set_or
from tuning.dataset.formats.turns import UNTOLD, Said, Turned, without_blanks
from tuning.dataset.problems import Fault
from tuning.dataset.record import EXCHANGE_TURNS, SCHEMA_VERSION, Record, Turn
from tuning.run.handling import Handling


class Thought(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A text of reasoning; the signature that proves whose it is cannot be learned from."""

    text: str


class Reasoning(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Reasoning as the Converse API wraps it; redacted reasoning is not taken."""

    thought: Thought = msgspec.field(name="reasoningText")


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A content block: a text, or reasoning; images and video are not taken."""

    text: str | UnsetType = UNSET
    reasoning: Reasoning | UnsetType = msgspec.field(default=UNSET, name="reasoningContent")


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
        system = [] if self.system is UNSET else [block.text for block in self.system]
        if len(texts) != len(messages) or not (all_told(texts) and all_told(system)):
            return UNTOLD
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
        blocks = [block for message in messages for block in message.content]
        thoughts = sum([block.reasoning is not UNSET for block in blocks])
        systems = [shape.system for shape in shapes if not isinstance(shape.system, UnsetType)]
        system = sum([1 + 2 * len(texts) for texts in systems])
        told = 2 * len(blocks) + 2 * thoughts
        return 3 * len(shapes) + 3 * len(messages) + told + system

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        system, blank = without_blanks(texts_of(set_or(self.system, ())))
        return Record(
            line,
            system,
            tuple(
                Turn(m.role, texts_of(m.content), reasoning=thoughts_of(m.content))
                for m in self.messages
            ),
            noted=(*self._faults(), *blank),
        )

    def _faults(self) -> Iterator[Fault]:
        system = set_or(self.system, ())
        yield from _misshapen("system", system)
        if thoughts_of(system):
            yield Fault.of(Code.NOT_ONLY_TEXT, what="reasoning in the system text")
        for number, message in enumerate(self.messages):
            yield from _misshapen(f"messages[{number}].content", message.content)


def texts_of(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return what is said in content blocks."""
    return tuple(block.text for block in blocks if not isinstance(block.text, UnsetType))


def thoughts_of(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return what is thought in content blocks."""
    reasoned = (block.reasoning for block in blocks)
    return tuple(each.thought.text for each in reasoned if not isinstance(each, UnsetType))


def all_told(texts: list[str | UnsetType]) -> TypeGuard[list[str]]:
    """Tell whether every block has a text."""
    return set(map(type, texts)) <= {str}


def _misshapen(where: str, blocks: Sequence[Block]) -> Iterator[Fault]:
    """Yield the blocks that are not exactly one of the two things that a block can be."""
    for number, block in enumerate(blocks):
        place = f" in {where}[{number}]"
        if block.text is UNSET and block.reasoning is UNSET:
            yield Fault.of(Code.MISSING_KEY, key="text", where=place)
        elif not (block.text is UNSET or block.reasoning is UNSET):
            what = "a block of text"
            yield Fault.of(Code.UNKNOWN_KEY, key="reasoningContent", format=what, where=place)


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
    texts = [block.text for (block,) in contents]
    return texts if all_told(texts) else []
