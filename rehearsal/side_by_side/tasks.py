"""What the tasks bring: the same recipes, and each its own part of the records."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from rehearsal import dataset
from rehearsal.dataset import RehearsedDataset

LEFT_OUT: Final = 10
"""Of so many records one is left out at most: fewer would train worse than what costs nothing."""


def brought(folders: Sequence[Path], number: int, *, work: Path) -> list[RehearsedDataset]:
    """Return what each task drops.

    The tasks take the folders in turn. Of those that share one, each leaves out another tenth of
    the training records, or less, so that no two train the same model.

    Args:
        folders: of datasets whose training file is JSONL.
        number: of tasks.
        work: where the training files are written.
    """
    found = [dataset.find(each, task=None, datasets=each.parent) for each in folders]
    return [_part(found[at % len(found)], at, number, work) for at in range(number)]


def _part(whole: RehearsedDataset, at: int, number: int, work: Path) -> RehearsedDataset:
    name = f"{whole.task}-{at + 1:02}"
    lines = whole.training.read_bytes().splitlines(keepends=True)
    folder = work / name
    folder.mkdir()
    training = folder / whole.training.name
    training.write_bytes(
        b"".join(line for row, line in enumerate(lines) if row % max(number, LEFT_OUT) != at)
    )
    return replace(whole, task=name, training=training)
