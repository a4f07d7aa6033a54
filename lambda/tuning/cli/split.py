"""`python -m tuning split FILE -o FOLDER`: the split that the pipeline would make, as files."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Set
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tuning.cli import arguments as options
from tuning.cli import dataset_options, disk, left_out
from tuning.cli.arguments import Unusable
from tuning.cli.convert import converted, read, refused
from tuning.cli.output import printer
from tuning.dataset.division import divide
from tuning.dataset.formats.writers import WRITERS
from tuning.dataset.piece import Piece
from tuning.dataset.problems import worded
from tuning.dataset.record import Record
from tuning.report.words import PARTS, count
from tuning.run.handling import Handling
from tuning.run.parts import PartName

FILES: Final[dict[PartName, str]] = {
    "training": "train.jsonl",
    "validation": "validation.jsonl",
    "evaluation": "evaluation.jsonl",
}


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", metavar="FILE", help=options.ANY_FORMAT)
    options.add_model(parser)
    options.add_handling(parser)
    parser.add_argument(
        "-o", dest="output", type=Path, required=True, metavar="FOLDER", help="where to write"
    )
    parser.add_argument(
        "--evaluation",
        dest="evaluation_share",
        type=options.share,
        metavar="SHARE",
        help="held out (default: the recipe's, or 0.2)",
    )
    parser.add_argument(
        "--validation",
        dest="validation_share",
        type=options.share,
        metavar="SHARE",
        help="validated (default: the recipe's, or 0.1)",
    )
    parser.add_argument("--force", action="store_true", help="overwrite files that exist")


def run(chosen: Namespace) -> int:
    """Split a file by its prompts, converted, and print the sizes; return 1 when it has errors.

    All files are written, or none; a part without records has no file.

    Raises:
        Unusable: the file cannot be read, or the folder cannot be written to, or the file
            itself would be overwritten.
        BadRecipe: the recipe cannot be followed.
    """
    handling = dataset_options.handling(chosen, dataset_options.recipe_of(chosen))
    folder = chosen.output
    for name in FILES.values():
        if disk.same(chosen.file, folder / name):
            raise Unusable(f"{folder / name} is the file that is split: choose another folder")
    with read(chosen.file, handling) as piece:
        say = printer(sys.stdout)
        if refused(piece, say):
            other = "" if left_out.refusal(piece) else ", or split what convert --skip-bad writes"
            say(f"{piece.facts.file}: nothing was written; mend it{other}")
            return 1
        if not piece.lines.records:
            say(f"{piece.facts.file}: it holds no record: nothing was written")
            return 1
        division = divide(
            {"training": piece.sheet},
            handling,
            wanted={"validation", "evaluation"},
            texts=lambda _, rows: _records(piece, handling, rows),
        )
        assigned = division.split.parts
        for fault in division.faults():
            say(str(worded(fault, file=piece.facts.file)))
        records = {part: assigned.count(part) for part in FILES}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk.unusable(str(folder), error) from error
        with ExitStack() as stack:
            targets = {
                part: stack.enter_context(disk.written(folder / name, force=chosen.force))
                for part, name in FILES.items()
                if records[part]
            }
            for part, line in zip(assigned, converted(piece), strict=True):
                targets[part].write(line)
        for part in targets:
            say(f"{folder / FILES[part]}: {count(records[part], 'record')}, {PARTS[part]}")
    return 0


def _records(piece: Piece, handling: Handling, rows: Set[int]) -> Iterator[Record]:
    """Read records back, as the pipeline does to tell which of them are nearly the same."""
    decode = WRITERS[handling.rules.record_format].shape.decoder().decode
    numbered = zip(sorted(rows), piece.lines.picked(rows), strict=False)
    return (decode(line).record(row) for row, line in numbered)
