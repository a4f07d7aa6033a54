"""Find what a person wants to drop: a folder that is a task, or one training file of a task."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

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
from tuning.run.recipe import Dataset


@dataclass(frozen=True, kw_only=True)
class RehearsedDataset:
    """The files of a drop.

    Attributes:
        training: the training file; of a set of shards the one that starts the run.
        training_name: the name that it is dropped under: its own, when that starts a run.
        shards: the other files of its set, which are dropped before it.
        companions: validation and evaluation files that are dropped before it.
    """

    task: str
    recipe: Path
    training: Path
    training_name: str
    companions: tuple[Path, ...]
    shards: tuple[Path, ...] = ()

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
        path: a folder, or one training file.
        task: the task's name; without it the folder's name, when the folder has a recipe.
        datasets: the folder of the known tasks, whose recipes serve files that bring none.

    Raises:
        UnusableArgument: what is missing or wrong, and what would do.
    """
    if not (path.is_file() or path.is_dir()) or not os.access(path, os.R_OK):
        raise UnusableArgument(f"{path}: there is no such file or folder that can be read")
    folder = path if path.is_dir() else path.parent
    recipe = _recipe(folder, task=task, datasets=datasets)
    name = task or folder.resolve().name
    if not naming.is_task(name):
        raise UnusableArgument(
            f"{name!r} cannot be a task's name: 1 to {naming.TASK_LENGTH} lower-case letters, "
            "digits and single hyphens; give it one with --task"
        )
    training, *shards = _set(_training(path) if path.is_dir() else path)
    return RehearsedDataset(
        task=name,
        recipe=recipe,
        training=training,
        training_name=training_name(training),
        shards=tuple(shards),
        companions=_companions(folder, recipe, whole_folder=path.is_dir()),
    )


def known_tasks(datasets: Path) -> tuple[str, ...]:
    """Return the tasks that have a recipe in this folder."""
    return tuple(sorted(recipe.parent.name for recipe in datasets.glob(f"*/{RECIPE}")))


def _recipe(folder: Path, *, task: str | None, datasets: Path) -> Path:
    own = folder / RECIPE
    tasks = known_tasks(datasets)
    # In a folder of one's own, --task gives a new task its name; in that of a known one, it is a
    # slip of the pen.
    misnamed = folder.resolve().parent == datasets.resolve() and task not in (None, *tasks)
    if own.is_file() and not misnamed:
        return own
    known = ", ".join(tasks) or "none"
    if task is None:
        raise UnusableArgument(
            f"{folder} has no {RECIPE}: put one there, or name a task with --task (known: {known})"
        )
    shared = datasets / task / RECIPE
    if not naming.is_task(task) or not shared.is_file():
        raise UnusableArgument(f"unknown task {task!r}: known tasks are {known}")
    return shared


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


def _companions(folder: Path, recipe: Path, *, whole_folder: bool) -> tuple[Path, ...]:
    """Return the companions: those that the recipe names, and in a folder those that are there.

    Files that the recipe names and that are not beside the training file come from beside the
    recipe; what is in neither place is left out, for the pipeline to say that it never came.
    """
    asked = Dataset(
        validation=_named(recipe, "validation"),
        evaluation=_named(recipe, "evaluation"),
        recorded=_named(recipe, "recorded"),
        labels=_named(recipe, "labels"),
    )
    here = [file.name for file in _data_files(folder)] if whole_folder else []
    names = (*sorted_out(here, asked).beside.values(), asked.recorded, asked.labels)
    paths = ((folder / name, recipe.parent / name) for name in names if name)
    return tuple(file for both in paths for file in [f for f in both if f.is_file()][:1])


def _data_files(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.is_file() and is_read(f.name))


def _named(recipe: Path, part: str) -> str | None:
    """Return the companion's name in the recipe; a broken recipe is the pipeline's to refuse."""
    try:
        name = tomllib.loads(recipe.read_text()).get("dataset", {}).get(part)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError):
        return None
    return name if isinstance(name, str) else None
