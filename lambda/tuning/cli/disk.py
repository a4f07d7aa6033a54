"""A dataset on this disk: which file is what, opened; and files written whole or not at all."""

import errno
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO, Final

from tuning import naming
from tuning.cli.arguments import Unusable
from tuning.dataset.reading.lines import Interrupted
from tuning.registration.files import (
    RECIPE,
    TRAINING,
    Folder,
    named,
    no_recipe,
    no_training,
    sorted_out,
)
from tuning.registration.shards import Shard
from tuning.registration.toml_text import MOST_BYTES, TOO_LONG
from tuning.run.parts import EXTRAS, ExtraName, PartName
from tuning.run.recipe import Dataset
from tuning.run.registration import Unused
from tuning.text import shown

RULE: Final = f"up to {naming.TASK_LENGTH} small letters, digits and single hyphens"
"""What the name of a task may be, which is the name of its folder."""

STANDARD_INPUT: Final = "-"

MENDS: Final = {
    errno.ENOENT: "see that its name and its folder are right",
    errno.EISDIR: "name a file in it",
    errno.EEXIST: "name a folder",
    errno.EACCES: "see who may read and write it",
}
"""What to do about what the disk refuses."""


def recipe_of(path: str) -> Path | None:
    """Return the recipe that lies in a task's folder."""
    recipe = Path(path) / RECIPE
    return recipe if path != STANDARD_INPUT and recipe.is_file() else None


def near_recipe(folder: str) -> str:
    """Say which file of a folder without a recipe may be meant as one; nothing without one."""
    return no_recipe(file.name for file in Path(folder).iterdir())


def drop(
    path: str, given: Mapping[PartName, Path | None], named: Dataset
) -> dict[PartName, tuple[str, ...]]:
    """Find the files of a dataset, by what they are taken in as, the training file first.

    Args:
        path: the training file, a task's folder, or ``-``.
        given: files of the other parts, as a person named them.
        named: files of the other parts, as the recipe of a folder names them.

    Raises:
        Unusable: a folder holds no training file, or not all of its shards.
    """
    files: dict[PartName, tuple[str, ...]] = {"training": (path,)}
    if path != STANDARD_INPUT and Path(path).is_dir():
        files = _in_folder(Path(path), named)
    files |= {part: (str(file),) for part, file in given.items() if file}
    if list(files.values()).count((STANDARD_INPUT,)) > 1:
        raise Unusable("only one file can come from standard input")
    return files


def extras(path: str, named: Dataset) -> dict[ExtraName, str]:
    """Find the files of a task's folder that its recipe names and that nothing is trained on."""
    folder = Path(path)
    if path == STANDARD_INPUT or not folder.is_dir():
        return {}
    found = {name: getattr(named, name) for name in EXTRAS}
    return {name: str(folder / file) for name, file in found.items() if file}


def unused(path: str, asked: Dataset) -> tuple[Unused, ...]:
    """Return the data that a drop would not use, each under its name on this disk.

    Args:
        path: what is dropped: a training file, whose own name may start nothing, or a folder.
        asked: the files that the recipe names.
    """
    if path == STANDARD_INPUT:
        return ()
    folder = Path(path)
    if folder.is_dir():
        found = _sorted_out(folder, asked).unused
        return tuple(replace(each, name=str(folder / each.name)) for each in found)
    alone = named(folder.name)
    if alone.part and alone.part != "training":
        why = f"its name says {alone.part}, so it starts nothing by itself"
        return (Unused(name=path, why=why, fix=f"to train on it, call it train-{folder.name}"),)
    return (replace(alone.unused, name=path),) if alone.unused else ()


def refuse_no_task(folder: Path) -> None:
    """Refuse a folder whose name, which its task has, no task can have: nothing would start.

    Raises:
        Unusable: it is such a folder.
    """
    name = folder.resolve().name
    if not naming.is_task(name):
        raise Unusable(
            f"{called(name)} cannot be a task's name, which a folder gives: {RULE}; call it "
            f"{naming.slug(name)}, for example"
        )


def _in_folder(folder: Path, asked: Dataset) -> dict[PartName, tuple[str, ...]]:
    found = _sorted_out(folder, asked)
    files: dict[PartName, tuple[str, ...]] = {"training": _set(folder, found.training)}
    files |= {part: (name,) for part, name in found.beside.items()}
    return {part: tuple(str(folder / name) for name in names) for part, names in files.items()}


def _sorted_out(folder: Path, asked: Dataset) -> Folder:
    return sorted_out((file.name for file in folder.iterdir() if file.is_file()), asked)


def _set(folder: Path, training: Sequence[str]) -> tuple[str, ...]:
    """Return the one training file of a folder, or all shards of its training set."""
    if not training:
        raise Unusable(f"{folder}: {no_training([file.name for file in folder.iterdir()])}")
    shard = Shard.named(training[0])
    if shard and shard.fault:
        raise Unusable(f"{folder / training[0]}: {shard.fault}")
    names = shard.names if shard else (training[0],)
    if missing := [name for name in names if name not in training]:
        instead = shard.instead(missing[0], training) if shard else ""
        raise Unusable(
            f"{folder}: {missing[0]} is missing; the set has {len(names)} shards{instead}"
        )
    if others := [name for name in training if name not in names]:
        raise Unusable(
            f"{folder}: several training files ({names[0]}, {others[0]}): a file with {TRAINING} "
            "in its name is one, and a run takes one; give the others another name, or call them "
            "all as parts of one set: train-00001-of-00002.jsonl"
        )
    return names


def same(path: str, other: Path) -> bool:
    """Say whether two names are of one file that is there."""
    return (
        path != STANDARD_INPUT and other.exists() and Path(path).exists() and other.samefile(path)
    )


def called(path: str) -> str:
    """Return what a message calls a file."""
    return "<stdin>" if path == STANDARD_INPUT else shown(path)


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file, or standard input, for reading.

    Raises:
        Unusable: it is not there, cannot be read to its end, or changed meanwhile.
    """
    with _stream(path) as stream:
        before = _state(stream)
        try:
            yield stream
        except Interrupted as error:
            raise Unusable(f"{called(path)}: {error}") from error
        if _state(stream) != before:
            raise Unusable(
                f"{called(path)}: changed while it was read; run the command again once nothing "
                "writes to it"
            )


def _state(stream: BinaryIO) -> tuple[int, int] | None:
    """Return what changes when somebody writes to a file; None for what is no file."""
    about = os.fstat(stream.fileno())
    return (about.st_size, about.st_mtime_ns) if S_ISREG(about.st_mode) else None


def recipe_text(path: str) -> str:
    """Read the file of a recipe, or standard input.

    Raises:
        Unusable: it is not there, longer than a recipe may be, or no UTF-8.
    """
    with opened(path) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unusable(f"{shown(path)}{TOO_LONG.removeprefix(RECIPE)}")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Unusable(f"{called(path)} is not UTF-8 text") from error


def _stream(path: str) -> AbstractContextManager[BinaryIO]:
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise Unusable("standard input is closed")
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        raise unusable(path, error) from error


@contextmanager
def written(path: Path, *, force: bool | None) -> Iterator[IO[bytes]]:
    """Write a file under another name, and give it its own once it is whole.

    A pipe or a device is written to as it is.

    Args:
        path: where the file shall be.
        force: whether one that is there already may be replaced; None where a command never does.

    Raises:
        Unusable: it is there already, or cannot be written.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as pipe:
            yield pipe
        return
    if path.is_dir() or (not force and path.exists()):
        there = "there already, and is never replaced: name another place"
        hint = there if force is None else "there already; --force replaces it"
        what = "a folder: name a file" if path.is_dir() else hint
        raise Unusable(f"{called(str(path))} is {what}")
    try:
        file = NamedTemporaryFile(dir=path.absolute().parent, prefix=".", delete=False)  # noqa: SIM115  renamed below
    except OSError as error:
        raise unusable(str(path), error) from error
    try:
        with file:
            yield file
        _as_any_other(file.name)
        Path(file.name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(file.name).unlink()
        raise


def _as_any_other(file: str) -> None:
    """Give a temporary file, which only its owner may read, the rights of a new file."""
    mask = os.umask(0)
    os.umask(mask)
    Path(file).chmod(0o666 & ~mask)


def unusable(path: str, error: Exception) -> Unusable:
    """Return what to say of a file or folder that cannot be opened or made, with what to do."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    number = error.errno if isinstance(error, OSError) else None
    mend = f" ({MENDS[number]})" if number in MENDS else ""
    return Unusable(f"{called(path)}: {reason}{mend}")
