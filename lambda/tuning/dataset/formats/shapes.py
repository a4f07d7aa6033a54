"""The record formats that are taken in, each as the exact shape of its JSON."""

import re
from collections.abc import Mapping
from typing import ClassVar, Final, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from tuning.dataset.record import SCHEMA_VERSION, Record, Turn

LIST_CONTENT: Final = re.compile(rb'"content"\s*:\s*\[')
"""Content blocks; inside a text the quotes would be escaped."""

Value = TypeVar("Value")


class Titled(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A form that JSON is expected to have; ``title`` names it to a person."""

    title: ClassVar[str]


class Shape(Titled, frozen=True):
    """One record as it stands in a file."""

    @property
    def keys(self) -> int:
        """How many keys the record has, those of its inner objects included."""
        return len(self.__struct_fields__)

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        raise NotImplementedError


class PromptCompletion(Shape, frozen=True):
    """``{"prompt": …, "completion": …}``."""

    title = "prompt/completion"
    prompt: str
    completion: str

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        return exchange(line, self.prompt, self.completion)


class InputOutput(Shape, frozen=True):
    """``{"input": …, "output": …}``."""

    title = "input/output"
    input: str
    output: str

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        return exchange(line, self.input, self.output)


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A content block; images and video are not taken."""

    text: str


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A turn of a Bedrock conversation."""

    role: str
    content: tuple[Block, ...]


class Conversation(Shape, frozen=True):
    """What Bedrock takes for Nova: schema version, system blocks, messages of content blocks."""

    title = SCHEMA_VERSION
    schema_version: Literal["bedrock-conversation-2024"] = msgspec.field(name="schemaVersion")
    messages: tuple[Message, ...]
    system: tuple[Block, ...] | UnsetType = UNSET

    @property
    def keys(self) -> int:
        """How many keys the record has, those of its inner objects included."""
        system = 0 if self.system is UNSET else 1 + len(self.system)
        return 2 + system + sum(2 + len(message.content) for message in self.messages)

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        return Record(
            line,
            tuple(block.text for block in set_or(self.system, ())),
            tuple(Turn(m.role, tuple(b.text for b in m.content)) for m in self.messages),
        )


class ChatMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A turn whose content is one text."""

    role: str
    content: str


class Chat(Shape, frozen=True):
    """OpenAI's and Anthropic's messages; a leading system message becomes the system text."""

    title = "messages"
    messages: tuple[ChatMessage, ...]
    system: str | UnsetType = UNSET

    @property
    def keys(self) -> int:
        """How many keys the record has, those of its inner objects included."""
        return 1 + (self.system is not UNSET) + 2 * len(self.messages)

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        system = () if self.system is UNSET else (set_or(self.system, ""),)
        first, rest = self.messages[:1], self.messages[1:]
        leading = first if first and first[0].role == "system" else ()
        return Record(
            line,
            system + tuple(message.content for message in leading),
            tuple(
                Turn(message.role, (message.content,))
                for message in (rest if leading else self.messages)
            ),
        )


def exchange(line: int, prompt: str, answer: str) -> Record:
    """Return a record of one question and its answer."""
    return Record(line, (), (Turn("user", (prompt,)), Turn("assistant", (answer,))))


def set_or(value: Value | UnsetType, default: Value) -> Value:
    """Return what a field was set to."""
    return default if isinstance(value, UnsetType) else value


def recognised(fields: Mapping[str, msgspec.Raw]) -> type[Shape] | None:
    """Tell the format from a record's outermost keys; None when they fit none."""
    if "messages" in fields:
        blocks = LIST_CONTENT.search(bytes(fields["messages"]))
        return Conversation if blocks or "schemaVersion" in fields else Chat
    if fields.keys() & {"prompt", "completion"}:
        return PromptCompletion
    if fields.keys() & {"input", "output"}:
        return InputOutput
    return None


def converse(record: Record) -> bytes:
    """Write a record as the one line that Bedrock's conversation format asks for, LF included."""
    system = tuple(Block(text) for text in record.system)
    conversation = Conversation(
        schema_version=SCHEMA_VERSION,
        messages=tuple(Message(turn.role, tuple(map(Block, turn.texts))) for turn in record.turns),
        system=system or UNSET,
    )
    return ENCODER.encode(conversation) + b"\n"


ENCODER: Final = msgspec.json.Encoder()
