"""OpenAI's and Anthropic's messages; what the system says leads, under a key or as messages."""

from collections.abc import Sequence
from typing import Any, Literal, Self

import msgspec
from msgspec import UNSET, UnsetType

from tuning.dataset.codes import Code
from tuning.dataset.formats.exchange import structured
from tuning.dataset.formats.roles import SYSTEM_ROLES, role_of
from tuning.dataset.formats.turns import UNTOLD, Said, Turned, without_blanks
from tuning.dataset.problems import Fault
from tuning.dataset.record import Record, Turn


class TypedBlock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A content block that says its type; only text is taken."""

    type: Literal["text"]
    text: str


Content = str | tuple[TypedBlock, ...]


class ChatMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A message; an assistant's whose content is an object becomes canonical JSON text."""

    role: str
    content: Content | dict[str, Any]


class Chat(Turned, frozen=True):
    """``{"messages": [{"role": …, "content": …}]}``, with a system text or without."""

    name = "messages"
    title = "messages"
    messages: tuple[ChatMessage, ...]
    system: Content | UnsetType = UNSET

    def said(self) -> Said:
        """Return what is said if each turn is one text, otherwise ``UNTOLD``."""
        messages, lead = self.messages, self.system
        texts = [m.content for m in messages if isinstance(m.content, str)]
        if len(texts) != len(messages) or isinstance(lead, tuple):
            return UNTOLD
        system = [] if isinstance(lead, UnsetType) else [lead]
        roles = tuple([message.role for message in messages])
        if roles and roles[0] in SYSTEM_ROLES:
            return [*system, texts[0]], roles[1:], texts[1:]
        return system, roles, texts

    @classmethod
    def strings(cls, shapes: Sequence[Self]) -> int | None:
        """Count the JSON strings of many records, keys included; None where that is not told."""
        messages = [message for shape in shapes for message in shape.messages]
        if any(not isinstance(message.content, str) for message in messages):
            return None
        systems = [shape.system for shape in shapes if not isinstance(shape.system, UnsetType)]
        if any(not isinstance(system, str) for system in systems):
            return None
        return len(shapes) + 4 * len(messages) + 2 * len(systems)

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        return told(line, self.system, self.messages)


def told(line: int, system: Content | UnsetType, messages: Sequence[ChatMessage]) -> Record:
    """Return the record of messages, those of the system that lead taken for its text."""
    roles = [role_of(message.role) for message in messages]
    leading = 0
    while leading < len(roles) and roles[leading] in SYSTEM_ROLES:
        leading += 1
    texts = list(texts_of(system))
    noted: list[Fault] = []
    turns: list[Turn] = []
    for number, (role, message) in enumerate(zip(roles, messages, strict=True), 1):
        if isinstance(message.content, dict):
            turn, found = structured(role, message.content)
            noted += found if role == "assistant" else [_not_a_text(number)]
        else:
            turn = Turn(role, texts_of(message.content))
        if number <= leading:
            texts += turn.texts
        else:
            turns.append(turn)
    said, blank = without_blanks(texts)
    return Record(line, said, tuple(turns), noted=(*noted, *blank))


def texts_of(content: Content | UnsetType) -> tuple[str, ...]:
    """Return the texts of a content, block by block."""
    if isinstance(content, UnsetType):
        return ()
    return (content,) if isinstance(content, str) else tuple(block.text for block in content)


def _not_a_text(number: int) -> Fault:
    where = f" in messages[{number - 1}].content"
    return Fault.of(Code.WRONG_TYPE, found="an object", expected="text", where=where)
