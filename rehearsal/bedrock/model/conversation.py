"""What the language model reads and writes."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One message."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """The messages so far; a training record ends with the assistant's, which is what is learned.

    Raises:
        ValueError: there is no turn, or none of the user's.
    """

    turns: tuple[Turn, ...]
    system: str = ""

    def __post_init__(self) -> None:
        if not any(turn.role == "user" for turn in self.turns):
            raise ValueError("a conversation needs at least one turn of the user")

    @property
    def question(self) -> tuple[Turn, ...]:
        """The turns to be answered: all but the assistant's at the end."""
        return self.turns if self.turns[-1].role == "user" else self.turns[:-1]

    @property
    def reference(self) -> str:
        """The answer that a training record teaches; empty where there is none."""
        return "" if self.turns[-1].role == "user" else self.turns[-1].text


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the model said, and what it would be billed for."""

    text: str
    input_tokens: int
    output_tokens: int
    stop_reason: Literal["end_turn", "max_tokens"]
