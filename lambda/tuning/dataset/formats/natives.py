"""Records of the formats that a decoder knows, with more in them than it takes."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tuning.dataset.formats import dialogues
from tuning.dataset.formats.chat import Chat
from tuning.dataset.formats.conversation import Conversation
from tuning.dataset.formats.exchange import InputOutput, Prompt, PromptCompletion, Text
from tuning.dataset.formats.shape import Shape
from tuning.dataset.formats.telling import Fields, Telling
from tuning.dataset.record import SCHEMA_VERSION

ASKED_AS_PROMPTS: Final = (Prompt, Conversation, Chat)
"""What may hold a prompt that has no answer."""


def exchange(fields: Fields, telling: Telling) -> dict[str, Any]:
    """Return the question and the answer, numbers and truth values as text."""
    known = [key for key in ("prompt", "completion", "input", "output") if key in fields]
    telling.beside(fields, known)
    return {key: _told(fields[key], key, telling) for key in known}


def _told(value: object, key: str, telling: Telling) -> object:
    if isinstance(value, bool | int | float):
        return telling.text(value, key)
    return value


def chat(fields: Fields, telling: Telling) -> dict[str, Any] | None:
    """Return the messages without what stands beside them."""
    return dialogues.of_record(fields, telling, key="messages")


def conversation(fields: Fields, telling: Telling) -> dict[str, Any]:
    """Return a conversation with its schema version, which the service does not ask for."""
    known = ("schemaVersion", "system", "messages")
    telling.beside(fields, known)
    return {"schemaVersion": SCHEMA_VERSION} | {k: fields[k] for k in known if k in fields}


RETELL: Final[Mapping[type[Shape], Callable[[Fields, Telling], dict[str, Any] | None]]] = {
    PromptCompletion: exchange,
    InputOutput: exchange,
    Prompt: exchange,
    Text: exchange,
    Chat: chat,
    Conversation: conversation,
}
"""What makes a record fit its shape; reinforcement records keep every key as metadata."""
