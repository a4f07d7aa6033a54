"""Pydantic: one model for each record form, validated from the line's bytes."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

STRICT = ConfigDict(extra="forbid", strict=True)
NO_CONTROL = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
Text = Annotated[str, Field(min_length=1, max_length=192_000)]


class Pair(BaseModel):
    """A prompt/completion record."""

    model_config = STRICT
    prompt: Text
    completion: Text


def filled(text: str) -> str:
    """Refuse a text of spaces."""
    if not text.strip():
        raise ValueError("blank")
    return text


Plain = Annotated[Text, StringConstraints(pattern=NO_CONTROL), AfterValidator(filled)]


class PlainPair(BaseModel):
    """A prompt/completion record without blank texts and control characters."""

    model_config = STRICT
    prompt: Plain
    completion: Plain


class Block(BaseModel):
    """A content block."""

    model_config = STRICT
    text: Text


class Message(BaseModel):
    """A turn of a conversation."""

    model_config = STRICT
    role: Literal["user", "assistant"]
    content: Annotated[list[Block], Field(min_length=1)]


class Conversation(BaseModel):
    """A conversation whose roles must alternate."""

    model_config = STRICT
    schemaVersion: Literal["bedrock-conversation-2024"]  # noqa: N815  the format spells it so
    system: list[Block] | None = None
    messages: Annotated[list[Message], Field(min_length=2)]

    @model_validator(mode="after")
    def roles_alternate(self) -> Self:
        """Refuse any other order than user, assistant, user, assistant."""
        roles = [message.role for message in self.messages]
        if roles != ["user", "assistant"] * (len(roles) // 2):
            raise ValueError("roles do not alternate")
        return self


def pairs(path: Path) -> Callable[[], int]:
    """Validate prompt/completion records."""
    return partial(_validate, path, Pair)


def plain_pairs(path: Path) -> Callable[[], int]:
    """Validate prompt/completion records, blank texts, control characters and duplicates too."""
    return partial(_validate_unlike, path)


def conversations(path: Path) -> Callable[[], int]:
    """Validate conversations."""
    return partial(_validate, path, Conversation)


def _validate(path: Path, model: type[BaseModel]) -> int:
    records = faulty = 0
    with path.open("rb") as file:
        for line in file:
            records += 1
            try:
                model.model_validate_json(line)
            except ValidationError:
                faulty += 1
    return records


def _validate_unlike(path: Path) -> int:
    records = faulty = 0
    seen: set[int] = set()
    with path.open("rb") as file:
        for line in file:
            records += 1
            try:
                pair = PlainPair.model_validate_json(line)
            except ValidationError:
                faulty += 1
            else:
                key = hash((pair.prompt, pair.completion))
                faulty += key in seen
                seen.add(key)
    return records
