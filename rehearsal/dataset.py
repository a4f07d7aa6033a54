"""Find what a person wants to drop: a folder that is a task, or one file of records."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rehearsal import recipes
from rehearsal.errors import UnusableArgument
from tuning import naming
from tuning.registration.files import (
    READS,
    RECIPE,
    TRAINING,
    is_read,
    is_training,
    no_training,
    sorted_out,
)
from tuning.registration.shards import Shard
from tuning.run.parts import EXTRAS, PARTS, PartName
from tuning.run.recipe import Dataset

NAMELESS: Final = ("train", "training", "data", "dataset", "unnamed")
"""Names of files that say nothing of their task; that of the folder says more."""


@dataclass(frozen=True, kw_only=True)
class RehearsedDataset:
    """The files of a drop.

    Attributes:
        training: the training file; of a set of shards the one that starts the run.
        recipe: what the recipe says that is dropped.
        training_name: the name that it is dropped under: its own, when that starts a run.
        shards: the other files of its set, which are dropped before it.
        companions: validation and evaluation files that are dropped before it.
        notes: what was taken for granted, in lines.
    """

    task: str
    recipe: bytes
    training: Path
    training_name: str
    companions: tuple[Path, ...]
    shards: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Where the training file is dropped in the datasets bucket."""
        return self.key_of(self.training_name)

    def key_of(self, name: str) -> str:
        """Return where a file of this name is dropped."""
        return f"{naming.INCOMING}/{self.task}/{name}"


def find(path: Path, *, task: str | None, datasets: Path) -> RehearsedDataset:
    """Find the files to drop.

    Args:
        path: a folder, or one file of records.
        task: the task's name; without it the folder's name, when the folder has a recipe.
        datasets: the folder of the known tasks, whose recipes serve files that bring none.

    Raises:
        UnusableArgument: what is missing or wrong, and what would do.
    """
    if not (path.is_file() or path.is_dir()) or not os.access(path, os.R_OK):
        raise UnusableArgument(f"{path}: there is no such file or folder that can be read")
    folder = path if path.is_dir() else path.parent
    recipe = _recipe(folder, task=task, datasets=datasets)
    name = task or (folder.resolve().name if recipe else _task(path.resolve()))
    if not naming.is_task(name):
        raise UnusableArgument(
            f"{name!r} cannot be a task's name: 1 to {naming.TASK_LENGTH} lower-case letters, "
            "digits and single hyphens; give it one with --task"
        )
    training, *shards = _set(_training(path) if path.is_dir() else path)
    dropped_as = training_name(training)
    content = recipe.read_bytes() if recipe else b""
    beside, notes = _beside(path, recipes.named(content), {training, *shards}, bare=not recipe)
    if recipe and recipe.parent != folder:
        content, more = _of_others(content, beside, task=name)
        notes += more
    if not recipe:
        files: dict[PartName, list[Path]] = {
            "training": sorted((training, *shards)),
            **_parts(beside),
        }
        content, more = recipes.chosen(files, path)
        notes = (*more, *notes)
    return RehearsedDataset(
        task=name,
        recipe=content,
        training=training,
        training_name=dropped_as,
        shards=tuple(shards),
        companions=tuple(beside.values()),
        notes=notes,
    )


def known_tasks(datasets: Path) -> tuple[str, ...]:
    """Return the tasks that have a recipe in this folder."""
    return tuple(sorted(recipe.parent.name for recipe in datasets.glob(f"*/{RECIPE}")))


def _recipe(folder: Path, *, task: str | None, datasets: Path) -> Path | None:
    """Return the recipe of a folder, or of the task that is named; None where there is none."""
    own = folder / RECIPE
    tasks = known_tasks(datasets)
    # In a folder of one's own, --task gives a new task its name; in that of a known one, it is a
    # slip of the pen.
    misnamed = folder.resolve().parent == datasets.resolve() and task not in (None, *tasks)
    if own.is_file() and not misnamed:
        return own
    if task is None:
        return None
    shared = datasets / task / RECIPE
    if not naming.is_task(task) or not shared.is_file():
        known = ", ".join(tasks) or "none"
        raise UnusableArgument(f"unknown task {task!r}: known tasks are {known}")
    return shared


def _task(path: Path) -> str:
    """Name the task of files that bring no recipe."""
    own = naming.slug(path.name if path.is_dir() else path.name.partition(".")[0])
    return own if path.is_dir() or own not in NAMELESS else naming.slug(path.parent.name)


def _training(folder: Path) -> Path:
    found = [file for file in _data_files(folder) if is_training(file.name)]
    if not found:
        raise UnusableArgument(f"{folder}: {no_training([f.name for f in folder.iterdir()])}")
    if len(found) > 1 and not set(found) <= set(_set(found[0])):
        names = ", ".join(file.name for file in found)
        raise UnusableArgument(f"{folder} has several training files ({names}): name one of them")
    return found[0]


def _set(training: Path) -> list[Path]:
    """Return a training file, or the shards of its set that are there, the starting one first."""
    shard = Shard.named(training.name)
    if not shard:
        return [training]
    beside = {file: Shard.named(file.name) for file in _data_files(training.parent)}
    shards = {file: other for file, other in beside.items() if other and other.set == shard.set}
    if all(other.follows for other in shards.values()):
        raise UnusableArgument(
            f"{training.parent} lacks the shard of {shard.stem} that starts the run: number 0, or "
            f"{shard.total} when the set is counted from 1"
        )
    return sorted(shards, key=lambda file: shards[file].follows)


def training_name(training: Path) -> str:
    """Return the name that a training file is dropped under, so that it starts a run.

    Raises:
        UnusableArgument: it does not end like one.
    """
    if not is_read(training.name):
        raise UnusableArgument(f"{training}: a training file ends {READS}")
    starts = is_training(training.name)
    return training.name if starts else f"{TRAINING}-{training.name}"


def _beside(
    path: Path, asked: Dataset, training: set[Path], *, bare: bool
) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Return what accompanies a training file, by what it is used as, and what is to be said of it.

    That are the files which the recipe names, and in a folder those that are there. What a recipe
    names and is not there is left out, for the pipeline to say that it never came. A file without a
    recipe is accompanied by what lies beside it, unless that may belong to another training file.

    Args:
        path: the folder or the file that a person named.
        asked: the files that its recipe names.
        training: the training file, or all shards of its set.
        bare: whether there is no recipe.
    """
    folder = path if path.is_dir() else path.parent
    here = _data_files(folder)
    there = [file.name for file in here] if bare or path.is_dir() else []
    names: dict[str, str | None] = dict(sorted_out(there, asked).beside.items())
    names |= {key: getattr(asked, key) for key in EXTRAS}
    found = {
        key: folder / name for key, name in names.items() if name and (folder / name).is_file()
    }
    others = [file.name for file in here if is_training(file.name) and file not in training]
    said = ", ".join(file.name for file in found.values())
    if not bare or not found:
        return found, ()
    if others:
        return {}, (f"Not used: {said}, which may belong to {others[0]}.",)
    return found, (f"Used beside it: {said}.",)


def _parts(beside: Mapping[str, Path]) -> dict[PartName, list[Path]]:
    return {part: [beside[part]] for part in PARTS if part in beside}


def _of_others(
    recipe: bytes, beside: Mapping[str, Path], *, task: str
) -> tuple[bytes, tuple[str, ...]]:
    """Return the recipe of a known task without its files, which are not of this dataset."""
    there = {file.name for file in beside.values()}
    files = [name for name in recipes.named(recipe).files if name not in there]
    if not files:
        return recipe, ()
    note = (
        f"The recipe of {task} is used without its files ({', '.join(files)}): they are of other "
        "records."
    )
    return recipes.without(recipe, files), (note,)


def _data_files(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.is_file() and is_read(f.name))
