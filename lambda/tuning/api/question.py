"""A question: what both shapes of a request come to, and how a conversation is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta, Struct

from tuning.api.refused import invalid
from tuning.dataset.record import Turn
from tuning.evaluation.inference import LIKELIEST, Sampling

Temperature = Annotated[float, Meta(ge=0, le=1)]
TopP = Annotated[float, Meta(ge=0, le=1)]
"""What Converse takes (InferenceConfiguration)."""

Tokens = Annotated[int, Meta(ge=1)]


class Text(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="text"):
    """A piece of a message; pictures, sounds and tools are of other types, and not taken."""

    text: str


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | tuple[Text, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Its texts, without empty ones."""
        whole = (self.content,) if isinstance(self.content, str) else self.content
        pieces = (piece if isinstance(piece, str) else piece.text for piece in whole)
        return tuple(piece for piece in pieces if piece)


Messages = Annotated[tuple[Message, ...], Meta(min_length=1)]

Stop = Annotated[str, Meta(min_length=1)]
Stops = Annotated[tuple[Stop, ...], Meta(max_length=4)]
"""Texts before which an answer ends: as many as OpenAI takes, and Nova. Converse takes no empty one
(InferenceConfiguration)."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a caller asks.

    Attributes:
        task: whose model answers.
        turns: of user and assistant in turn; the last is the user's.
        system: what the model is told before them; none: the recipe's instruction.
        max_tokens: of the longest answer; None: as long as the recipe had it measured.
        sampling: how the answer is drawn.
    """

    task: str
    turns: tuple[Turn, ...]
    system: tuple[str, ...] = ()
    max_tokens: int | None = None
    sampling: Sampling = LIKELIEST


def asked(
    task: str,
    messages: Sequence[Message],
    *,
    system: Iterable[str] = (),
    max_tokens: int | None,
    temperature: float | None,
    top_p: float | None,
    stop: str | tuple[str, ...] | None,
) -> Question:
    """Return a question; messages of one side that follow each other are one turn of it.

    Raises:
        Refused: the conversation is not one that a model can answer.
    """
    turns: list[Turn] = []
    told = [*system]
    for number, message in enumerate(messages):
        if message.role in ("system", "developer"):
            told += message.texts
        elif not message.texts:
            raise invalid("A message must have a text.", param=f"messages[{number}].content")
        elif turns and turns[-1].role == message.role:
            turns[-1] = Turn(message.role, (*turns[-1].texts, *message.texts))
        else:
            turns.append(Turn(message.role, message.texts))
    if not turns or turns[0].role != "user" or turns[-1].role != "user":
        raise invalid("A conversation begins and ends with what the user says.", param="messages")
    return Question(
        task=task,
        turns=tuple(turns),
        system=tuple(told),
        max_tokens=max_tokens,
        sampling=Sampling(
            temperature=LIKELIEST.temperature if temperature is None else temperature,
            top_p=top_p,
            stop=(stop,) if isinstance(stop, str) else (stop or ()),
        ),
    )
