"""One record, whatever format it came in: system text, turns, the last of them the answer."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from tuning.dataset import structure
from tuning.dataset.problems import Fault
from tuning.tokens import Tokens, count

SCHEMA_VERSION: Final = "bedrock-conversation-2024"

REFERENCE_ANSWER: Final = "reference_answer"
"""The key of what a grader compares an answer with."""

EXCHANGE_TURNS: Final = 2
"""Turns of a record with one question and its answer."""


class Turn(msgspec.Struct, frozen=True, gc=False):
    """What one side says.

    Attributes:
        role: who.
        texts: one text for each content block.
        structured: the object or array whose canonical JSON the text is, if it is one.
        reasoning: what an assistant thinks before it says the texts.
    """

    role: str
    texts: tuple[str, ...]
    structured: Any = None
    reasoning: tuple[str, ...] = ()

    @property
    def characters(self) -> int:
        """Length of all that is said and thought."""
        return sum(map(len, self.texts)) + sum(map(len, self.reasoning))

    def rewritten(self, change: Callable[[str], str]) -> "Turn":
        """Return the turn with every text changed."""
        if self.structured is None:
            return msgspec.structs.replace(
                self,
                texts=tuple(map(change, self.texts)),
                reasoning=tuple(map(change, self.reasoning)),
            )
        value = structure.rewritten(self.structured, change)
        return Turn(self.role, (structure.text_of(value),), value)


class TextField(NamedTuple):
    """One text of a record.

    Attributes:
        where: which one it is, as a message to a person says it.
        text: the text.
        instructs: whether it is the user's or the system's, where Bedrock reserves words.
        whole: whether it stands alone, not inside a structured value, where it may be empty.
    """

    where: str
    text: str
    instructs: bool = False
    whole: bool = True


class Record(msgspec.Struct, frozen=True, gc=False):
    """A training example and the line that it begins on.

    Attributes:
        line: counted from 1.
        system: the system text, one for each block of it.
        turns: user and assistant in turn; the last is the answer where there is one.
        grading: what only a grader sees: the reference answer, and further keys as its metadata.
        noted: what the record's own form showed already while it was read.
    """

    line: int
    system: tuple[str, ...]
    turns: tuple[Turn, ...]
    grading: Mapping[str, Any] = {}
    noted: tuple[Fault, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the last turn is an answer."""
        return bool(self.turns) and self.turns[-1].role == "assistant"

    @property
    def asked(self) -> tuple[Turn, ...]:
        """The turns that a model is asked to answer."""
        return self.turns[:-1] if self.answered else self.turns

    @property
    def prompt(self) -> str:
        """Everything before the answer, text by text, joined by LF."""
        return "\n".join([*self.system, *(text for turn in self.asked for text in turn.texts)])

    @property
    def answer(self) -> str:
        """What the model shall learn to say; without it what a grader compares with, or nothing."""
        if self.answered:
            return "\n".join(self.turns[-1].texts)
        return structure.text_of(self.grading.get(REFERENCE_ANSWER, ""))

    @property
    def learned(self) -> str:
        """What a model learns to say: the reasoning of the last turn, if any, and the answer."""
        if self.answered and self.turns[-1].reasoning:
            return "\n".join([*self.turns[-1].reasoning, self.answer])
        return self.answer

    @property
    def prompt_characters(self) -> int:
        """Length of everything before the answer."""
        return sum(turn.characters for turn in self.asked) + sum(map(len, self.system))

    @property
    def answer_characters(self) -> int:
        """Length of what is learned."""
        if self.answered:
            return self.turns[-1].characters
        return len(self.answer)

    @property
    def tokens(self) -> Tokens:
        """Of all that is said and thought, and of what a grader compares with."""
        said = [*self.system, *(t for turn in self.turns for t in (*turn.reasoning, *turn.texts))]
        return count("".join(said if self.answered else [*said, self.answer]))

    def texts(self) -> Iterator[TextField]:
        """Yield every text of the record, those inside structured values included."""
        for text in self.system:
            yield TextField("the system text", text, instructs=True)
        for where, turn in self._said():
            if turn.structured is not None:
                yield from _inside(where, turn.structured)
                continue
            for text in turn.reasoning:
                yield TextField(f"the reasoning of {where}", text)
            for text in turn.texts or ("",):
                yield TextField(where, text, instructs=turn.role != "assistant")
        for key, value in self.grading.items():
            if key != REFERENCE_ANSWER:
                yield from _inside("the grader's metadata", {key: value})
            elif isinstance(value, str):
                yield TextField("the reference answer", value)
            else:
                yield from _inside("the reference answer", value)

    def structures(self) -> Iterator[tuple[str, Any]]:
        """Yield every object and array of the record, and where it stands."""
        for where, turn in self._said():
            if turn.structured is not None:
                yield where, turn.structured
        for key, value in self.grading.items():
            if key != REFERENCE_ANSWER:
                yield "the grader's metadata", {key: value}
            elif not isinstance(value, str):
                yield "the reference answer", value

    def _said(self) -> Iterator[tuple[str, Turn]]:
        last = len(self.turns)
        for number, turn in enumerate(self.turns, 1):
            if number == last and self.answered:
                yield "the answer", turn
            else:
                yield "the prompt" if last <= EXCHANGE_TURNS else f"turn {number}", turn

    def rewritten(self, change: Callable[[str], str]) -> "Record":
        """Return the record with every text changed, those inside structured values included."""
        return msgspec.structs.replace(
            self,
            system=tuple(map(change, self.system)),
            turns=tuple(turn.rewritten(change) for turn in self.turns),
            grading={
                key if key == REFERENCE_ANSWER else change(key): structure.rewritten(value, change)
                for key, value in self.grading.items()
            },
        )


def _inside(where: str, value: object) -> Iterator[TextField]:
    for text in structure.strings(value):
        yield TextField(where, text, whole=False)
