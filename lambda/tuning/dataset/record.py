"""One record, whatever format it came in: system text, turns, the last of them the answer."""

from typing import Final

import msgspec

SCHEMA_VERSION: Final = "bedrock-conversation-2024"


class Turn(msgspec.Struct, frozen=True, gc=False):
    """What one side says: one text for each content block."""

    role: str
    texts: tuple[str, ...]


class Record(msgspec.Struct, frozen=True, gc=False):
    """A training example and the line that it begins on."""

    line: int
    system: tuple[str, ...]
    turns: tuple[Turn, ...]

    @property
    def asked(self) -> tuple[Turn, ...]:
        """The turns that a model is asked to answer."""
        return self.turns[:-1]

    @property
    def answer(self) -> str:
        """What the model shall learn to say."""
        return "\n".join(self.turns[-1].texts)

    @property
    def prompt_characters(self) -> int:
        """Length of everything before the answer."""
        asked = sum(len(text) for turn in self.asked for text in turn.texts)
        return asked + sum(map(len, self.system))

    @property
    def answer_characters(self) -> int:
        """Length of the answer."""
        return sum(map(len, self.turns[-1].texts))
