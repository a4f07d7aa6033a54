"""What is asked, framed as the model was trained: one question, or the records of a file."""

import sys
from typing import Final

import msgspec

from tuning.cli import convert, disk
from tuning.cli.arguments import Unusable
from tuning.cli.output import printer
from tuning.cli.unlimited import unlimited
from tuning.dataset.framing import Frame
from tuning.dataset.record import Record, Turn
from tuning.evaluation.answers import HeldOut, Message, TextBlock
from tuning.run.recipe import Recipe

NOT_ANSWERED: Final = Message(role="assistant", content=())
"""In the place of the answer that a record of a dataset has."""

Numbered = list[tuple[int, HeldOut]]


def one(text: str, recipe: Recipe) -> HeldOut:
    """Return a question as the recipe frames it."""
    asked = Record(line=1, system=(), turns=(Turn("user", (text,)),))
    framed = Frame.of(recipe.handling).around(asked)
    question = Message(role="user", content=tuple(map(TextBlock, framed.turns[0].texts)))
    return HeldOut(messages=(question, NOT_ANSWERED), system=tuple(map(TextBlock, framed.system)))


def read(path: str, recipe: Recipe) -> Numbered:
    """Return the records of a file in any form of a dataset, with or without answers.

    Args:
        path: of the file; ``-`` is standard input.
        recipe: says what stands around each of them, and which columns of a table are taken.

    Returns:
        Each with its number in the file, from 1.

    Raises:
        Unusable: the file cannot be read, is empty, or has errors, of which each was told.
    """
    decoder = msgspec.json.Decoder(HeldOut)
    with convert.read(path, unlimited(recipe.handling, "converse_prompts")) as piece:
        errors = [each for each in piece.problems.listed if each.severity == "error"]
        say = printer(sys.stderr)
        for problem in errors:
            say(str(problem))
        if errors:
            raise Unusable(f"{disk.called(path)}: nothing was asked")
        records = [_asked(decoder.decode(line)) for line in convert.converted(piece)]
    if not records:
        raise Unusable(f"{disk.called(path)} has no prompts: write one JSON object on each line")
    return [*enumerate(records, 1)]


def _asked(record: HeldOut) -> HeldOut:
    """Return a record that ends with its answer; one without any gets an empty one."""
    if record.messages[-1].role == "assistant":
        return record
    return msgspec.structs.replace(record, messages=(*record.messages, NOT_ANSWERED))
