"""What is asked, framed as the model was trained: one question, or the records of a file."""

import sys

import msgspec

from tuning.cli import convert, disk
from tuning.cli.arguments import Unusable
from tuning.cli.output import printer
from tuning.cli.unlimited import unlimited
from tuning.dataset.record import Turn
from tuning.evaluation.answers import HeldOut
from tuning.evaluation.conversation import NOT_ANSWERED, framed
from tuning.run.recipe import Recipe

Numbered = list[tuple[int, HeldOut]]


def one(text: str, recipe: Recipe) -> HeldOut:
    """Return a question as the recipe frames it."""
    return framed((Turn("user", (text,)),), recipe)


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
