"""Records of one question, and its answer where there is one, each under its own key."""

from collections.abc import Sequence
from typing import Any, Final, Self, TypeGuard

from msgspec import UNSET, UnsetType

from tuning.dataset import structure
from tuning.dataset.batch import Columns, blanks
from tuning.dataset.codes import Code
from tuning.dataset.formats.capabilities import answer_needed, answer_taken
from tuning.dataset.formats.shape import Shape
from tuning.dataset.problems import Fault
from tuning.dataset.record import Record, Turn
from tuning.run.handling import Handling

Answer = str | dict[str, Any] | list[Any]
"""An object or array becomes canonical JSON text."""

STRINGS: Final = 4
"""JSON strings of a record whose answer is a text: two keys, two texts."""


class Exchange(Shape, frozen=True):
    """A question and its answer, whatever their keys."""

    @classmethod
    def pairs(cls, shapes: Sequence[Self]) -> tuple[list[str], list[Answer | UnsetType]]:
        """Return the questions of many records, and their answers."""
        raise NotImplementedError

    @classmethod
    def columns(cls, shapes: Sequence[Self], handling: Handling) -> Columns:
        """Return the texts of many records of this format."""
        asked, answers = cls.pairs(shapes)
        needed, taken = answer_needed(handling), answer_taken(handling)
        if texts_alone(answers):
            unfit = blanks(answers) if taken else set(range(len(answers)))
            return Columns(asked, answers, blanks(asked) | unfit)
        unfit = {
            position
            for position, answer in enumerate(answers)
            if (needed if answer is UNSET else not (taken and filled(answer)))
        }
        answered = zip(shapes, answers, strict=True)
        texts = ["" if answer is UNSET else shape.record(0).answer for shape, answer in answered]
        return Columns(asked, texts, blanks(asked) | unfit)

    @classmethod
    def strings(cls, shapes: Sequence[Self]) -> int | None:
        """Count the JSON strings of many records, keys included; None where that is not told."""
        _, answers = cls.pairs(shapes)
        if texts_alone(answers):
            return STRINGS * len(answers)
        if any(isinstance(answer, dict | list) for answer in answers):
            return None
        return sum(STRINGS if isinstance(answer, str) else STRINGS // 2 for answer in answers)

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        ((asked,), (answer,)) = self.pairs([self])
        return exchange(line, asked, answer)


class PromptCompletion(Exchange, frozen=True):
    """``{"prompt": …, "completion": …}``."""

    name = "prompt_completion"
    title = "prompt/completion"
    prompt: str
    completion: Answer

    @classmethod
    def pairs(cls, shapes: Sequence[Self]) -> tuple[list[str], list[Answer | UnsetType]]:
        """Return the questions of many records, and their answers."""
        return [shape.prompt for shape in shapes], [shape.completion for shape in shapes]


class InputOutput(Exchange, frozen=True):
    """``{"input": …, "output": …}``."""

    name = "input_output"
    title = "input/output"
    input: str
    output: Answer

    @classmethod
    def pairs(cls, shapes: Sequence[Self]) -> tuple[list[str], list[Answer | UnsetType]]:
        """Return the questions of many records, and their answers."""
        return [shape.input for shape in shapes], [shape.output for shape in shapes]


class Prompt(Exchange, frozen=True):
    """``{"prompt": …}``, for a teacher model to answer; a completion shows it the answer wanted."""

    name = "prompts"
    title = "prompts"
    prompt: str
    completion: Answer | UnsetType = UNSET

    @classmethod
    def pairs(cls, shapes: Sequence[Self]) -> tuple[list[str], list[Answer | UnsetType]]:
        """Return the questions of many records, and their answers."""
        return [shape.prompt for shape in shapes], [shape.completion for shape in shapes]


class Text(Exchange, frozen=True):
    """``{"input": …}`` alone, as continued pre-training takes it."""

    name = "text"
    title = "text"
    input: str
    output: Answer | UnsetType = UNSET

    @classmethod
    def pairs(cls, shapes: Sequence[Self]) -> tuple[list[str], list[Answer | UnsetType]]:
        """Return the questions of many records, and their answers."""
        return [shape.input for shape in shapes], [shape.output for shape in shapes]


def texts_alone(answers: list[Answer | UnsetType]) -> TypeGuard[list[str]]:
    """Tell whether every answer is a text."""
    return set(map(type, answers)) <= {str}


def filled(answer: Answer | UnsetType) -> bool:
    """Tell whether an answer is a text in which something is said."""
    return isinstance(answer, str) and bool(answer.strip())


def exchange(line: int, asked: str, answer: Answer | UnsetType) -> Record:
    """Return a record of one question and its answer."""
    question = Turn("user", (asked,))
    if isinstance(answer, UnsetType):
        return Record(line, (), (question,))
    if isinstance(answer, str):
        return Record(line, (), (question, Turn("assistant", (answer,))))
    turn, noted = structured("assistant", answer)
    return Record(line, (), (question, turn), noted=noted)


def structured(role: str, value: dict[str, Any] | list[Any]) -> tuple[Turn, tuple[Fault, ...]]:
    """Return what is said as an object or array, and what is to be told about that."""
    if noted := tuple(structure.faults(value)):
        return Turn(role, ("",)), noted
    found = "an array" if isinstance(value, list) else "an object"
    told = Fault.of(Code.STRUCTURED_OUTPUT, found=found)
    return Turn(role, (structure.text_of(value),), value), (told,)
