"""`python -m tuning split FILE -o FOLDER`: the split that the pipeline would make, as files."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tuning.cli import disk
from tuning.cli.arguments import Unusable
from tuning.cli.convert import converted, read, refused
from tuning.cli.output import printer
from tuning.dataset.split import Shares, assign
from tuning.report.words import PARTS, count
from tuning.run.handling import Handling
from tuning.run.parts import PartName

FILES: Final[dict[PartName, str]] = {
    "training": "train.jsonl",
    "validation": "validation.jsonl",
    "evaluation": "evaluation.jsonl",
}


def split(file: str, handling: Handling, *, folder: Path, shares: Shares, force: bool) -> int:
    """Split a file by its prompts, converted; tell the sizes; return the exit code.

    All files are written, or none; a part of which there would be no record is not.

    Args:
        file: any known format.
        handling: the base model that shall read the files, and how the file is taken in.
        folder: where to write; made when it is not there.
        shares: how much to split off.
        force: whether files that are there already may be replaced.

    Raises:
        Unusable: the file cannot be read, or the folder cannot be written to.
    """
    with read(file, handling) as piece:
        say = printer(sys.stdout)
        if refused(piece, say):
            return 1
        assigned = assign(piece.sheet, wanted={"validation", "evaluation"}, shares=shares)
        records = {part: assigned.count(part) for part in FILES}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unusable(f"{disk.shown(str(folder))}: {error.strerror}") from error
        with ExitStack() as stack:
            targets = {
                part: stack.enter_context(disk.written(folder / name, force=force))
                for part, name in FILES.items()
                if records[part]
            }
            for part, line in zip(assigned, converted(piece), strict=True):
                targets[part].write(line)
        for part in targets:
            say(f"{folder / FILES[part]}: {count(records[part], 'record')}, {PARTS[part]}")
    return 0
