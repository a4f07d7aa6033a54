"""How a record is written for a base model, by the ``record_format`` of the catalogue."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any, Final, NamedTuple

import msgspec

from tuning.dataset.formats.conversation import (
    Block,
    Conversation,
    Message,
    Reasoning,
    Thought,
)
from tuning.dataset.formats.exchange import PromptCompletion, exchange
from tuning.dataset.formats.graded import Graded
from tuning.dataset.formats.shape import Shape
from tuning.dataset.record import REFERENCE_ANSWER, SCHEMA_VERSION, Record, Turn
from tuning.models.catalogue import RecordFormat

ENCODER: Final = msgspec.json.Encoder()

ASKED, ANSWERED = "asked", "answered"
"""What stands for the texts of a record while the bytes around them are found out."""


class Writer(NamedTuple):
    """Writes records in one format.

    Attributes:
        line: returns a record as one line of the file, LF included.
        shape: reads such a line again.
    """

    line: Callable[[Record], bytes]
    shape: type[Shape]

    def lines(
        self, asked: Sequence[str], answers: Sequence[str], *, plain: bool = False
    ) -> list[bytes]:
        """Return lines of many records that are one question and its answer.

        They are those that ``line`` would write, at four times its speed, or at twelve.

        Args:
            asked, answers: their texts.
            plain: whether nothing in the texts has to be escaped, so that they stand as they are.
        """
        before, between, after = around(self.line)
        if plain:
            opened, middle, closed = (
                f'{before.decode()}"',
                f'"{between.decode()}"',
                f'"{after.decode()}',
            )
            quoted = zip(repeat(opened), asked, repeat(middle), answers, repeat(closed))
            return [*map(str.encode, map("".join, quoted))]
        texts = map(_encoded, (asked, answers))
        pieces = zip(repeat(before), next(texts), repeat(between), next(texts), repeat(after))
        return [*map(b"".join, pieces)]


@cache
def around(line: Callable[[Record], bytes]) -> list[bytes]:
    """Return what a writer puts before, between and after a question and its answer."""
    before, rest = line(exchange(0, ASKED, ANSWERED)).split(ENCODER.encode(ASKED))
    return [before, *rest.split(ENCODER.encode(ANSWERED))]


def _encoded(texts: Sequence[str]) -> list[bytes]:
    """Return texts as JSON, one for one: no JSON text holds an LF."""
    return ENCODER.encode_lines(texts).split(b"\n")[:-1]


def converse(record: Record) -> bytes:
    """Write a Bedrock conversation; a reference answer stands for an answer that is missing."""
    turns = record.turns
    if not record.answered and REFERENCE_ANSWER in record.grading:
        turns = (*turns, Turn("assistant", (record.answer,)))
    conversation = Conversation(
        schema_version=SCHEMA_VERSION,
        messages=tuple(Message(turn.role, _blocks(turn)) for turn in turns),
        system=tuple(map(Block, record.system)) or msgspec.UNSET,
    )
    return ENCODER.encode(conversation) + b"\n"


def _blocks(turn: Turn) -> tuple[Block, ...]:
    thoughts = (Block(reasoning=Reasoning(Thought(text))) for text in turn.reasoning)
    return (*thoughts, *map(Block, turn.texts))


def openai_chat_graded(record: Record) -> bytes:
    """Write messages that end with a question; an answer becomes the reference answer."""
    messages = [("system", text) for text in record.system]
    messages += [(turn.role, "\n".join(turn.texts)) for turn in record.asked]
    graded: dict[str, Any] = {
        "messages": [{"role": role, "content": content} for role, content in messages]
    }
    return ENCODER.encode({**graded, REFERENCE_ANSWER: record.answer, **record.grading}) + b"\n"


def prompt_completion(record: Record) -> bytes:
    """Write one prompt, whoever said what of it, and its answer."""
    prompts = [*record.system, *("\n".join(turn.texts) for turn in record.asked)]
    return ENCODER.encode(PromptCompletion("\n\n".join(prompts), record.answer)) + b"\n"


WRITERS: Final[Mapping[RecordFormat, Writer]] = {
    "converse": Writer(converse, Conversation),
    "converse_prompts": Writer(converse, Conversation),
    "openai_chat_graded": Writer(openai_chat_graded, Graded),
    "prompt_completion": Writer(prompt_completion, PromptCompletion),
}
