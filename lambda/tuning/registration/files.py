"""What the files of a drop are, by their names alone: one answer, whoever asks."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Final

from tuning.dataset.reading import containers
from tuning.run.parts import PARTS, PartName
from tuning.run.recipe import Dataset
from tuning.run.registration import Unused
from tuning.text import shown

RECIPE: Final = "task.toml"

MANIFEST: Final = "_ready"
"""What is written last: it names the versions that belong to a drop."""

TRAINING: Final = "train"
"""What the name of a training file contains, in any case."""

FORMS: Final = containers.suffixes("everywhere")
PACKED: Final = containers.suffixes("everywhere", containers.PACKINGS)

SUFFIXES: Final = (
    *FORMS,
    *(f"{form}{packing}" for form in FORMS for packing in PACKED),
    *containers.ZIP.suffixes,
)
"""How the names of the files end that the pipeline reads, in any case."""

READS: Final = f"{', '.join(FORMS)} (each also with {', '.join(PACKED)})"

ANSWER: Final = ".starts-nothing.txt"
"""How the name of a file ends that says why the file beside it started nothing. The rule that hears
of drops does not hear of it."""

LEFT_OUT: Final = ".left-out.jsonl"
"""How the name of a file ends that holds what was left out of the file beside it: no data."""

COMPANIONS: Final[Mapping[PartName, tuple[str, ...]]] = {
    "validation": ("validation", "valid", "val", "dev"),
    "evaluation": ("evaluation", "eval", "test"),
}
"""The words for what is used beside a training file; of two files the earlier word is used."""

PROSE: Final = frozenset({"readme", "license", "licence", "notice", "notes", "changelog"})
"""Texts of these names lie beside data and are none."""

LONGEST_NAME: Final = 255
"""Bytes; disks take no more either. Every file's name travels in the execution's state."""

MOST_NEAR: Final = 3
"""Files that are named where a folder has no training file."""

WORD: Final = re.compile(r"[a-z]+")


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a file is by its name.

    Attributes:
        part: what it is used as, ``training`` begins a run; None when it is not used.
        unused: why data are not used; None for what is used, and for what nobody takes for data.
    """

    part: PartName | None = None
    unused: Unused | None = None


@dataclass(frozen=True, kw_only=True)
class Folder:
    """The files of a task's folder.

    Attributes:
        training: what begins a run, by name.
        beside: what accompanies it; a file that the recipe names may not be there.
        unused: data that is not used, and why.
    """

    training: tuple[str, ...]
    beside: Mapping[PartName, str]
    unused: tuple[Unused, ...]


def named(name: str) -> Named:
    """Say what a file is by its name, which may be in any case."""
    folded = name.lower()
    part = _part(folded)
    if folded.endswith((ANSWER, LEFT_OUT)) or name == RECIPE:
        return Named()
    if folded == RECIPE:
        return Named(unused=_misspelled_recipe(name))
    if _bytes(name) > LONGEST_NAME:
        return Named(unused=_too_long(name))
    if is_read(name):
        return Named(part=part) if part else Named(unused=_no_word(name))
    return Named(unused=_unread(name, folded, part))


def is_read(name: str) -> bool:
    """Say whether a file's name is one that the pipeline reads."""
    return containers.made(name).read == "everywhere"


def is_training(name: str) -> bool:
    """Say whether a file's name is that of a training file."""
    return named(name).part == "training"


def sorted_out(names: Iterable[str], recipe: Dataset) -> Folder:
    """Say which files of a folder are used as what, and which are not.

    Args:
        names: of the files, without their folder.
        recipe: the files that the task's recipe names, which go before all others.
    """
    found = {name: named(name) for name in sorted(names)}
    beside: dict[PartName, str] = {}
    unused = [each.unused for each in found.values() if each.unused]
    for part, words in COMPANIONS.items():
        suited = [name for name, each in found.items() if each.part == part]
        suited.sort(key=lambda name: words.index(_companion(name.lower())[1]))
        chosen = getattr(recipe, part) or next(iter(suited), None)
        if chosen:
            beside[part] = chosen
        unused += [_second(part, name, chosen) for name in suited if chosen and name != chosen]
    asked = {*beside.values(), *recipe.files}
    return Folder(
        training=tuple(name for name, each in found.items() if each.part == "training"),
        beside={part: beside[part] for part in PARTS if part in beside},
        unused=tuple(each for each in unused if each.name not in asked),
    )


def left_behind(names: Iterable[str]) -> tuple[Unused, ...]:
    """Say of the files of earlier drops that the recipe does not name why a run leaves them."""
    found = {name: named(name) for name in sorted(names)}
    return tuple(
        each.unused
        or Unused(
            name=name,
            why="it is of an earlier drop",
            fix=f'upload it with the training file, or write {each.part} = "{name}" under '
            f"[dataset] in {RECIPE}",
        )
        for name, each in found.items()
        if each.unused or each.part in COMPANIONS
    )


def replaced(name: str) -> Unused:
    """Say that a run reads the version of its drop, although a newer one came."""
    return Unused(
        name=name,
        why="a newer version came after this drop, whose manifest names the one that is used",
        fix="to use the newer one, drop the folder again",
    )


def no_recipe(names: Iterable[str]) -> str:
    """Say which of the files that are there may be meant as the recipe; nothing without one."""
    near = [named(name).unused for name in sorted(names) if name.lower() == RECIPE]
    return "".join(f"; {each}" for each in near if each)


def no_training(names: Collection[str]) -> str:
    """Say that a folder holds no training file, and which of its files could become one."""
    rule = f"no training file; one has {TRAINING} in its name and ends {READS}"
    near = [str(found) for name in sorted(names) if (found := named(name).unused)]
    return "; ".join((rule, *near[:MOST_NEAR]))


def _part(folded: str) -> PartName | None:
    """Return what a name says; a name that begins with a companion's long word is its own."""
    part, word = _companion(folded)
    if TRAINING in folded and not (part and word == part and folded.startswith(part)):
        return "training"
    return part


def _companion(folded: str) -> tuple[PartName | None, str]:
    words = WORD.findall(folded)
    for part, known in COMPANIONS.items():
        for word in known:
            if word in words or (word == part and folded.startswith(part)):
                return part, word
    return None, ""


def _misspelled_recipe(name: str) -> Unused:
    why = f"a recipe is called {RECIPE}, in small letters"
    return Unused(name=name, why=why, fix=f"rename it to {RECIPE}")


def _too_long(name: str) -> Unused:
    return Unused(
        name=f"{name[:60]}…",
        why=f"its name has {_bytes(name)} bytes",
        fix=f"give it one of at most {LONGEST_NAME}",
    )


def _bytes(name: str) -> int:
    """Return how long a name is with its unseen characters written out, as in the state."""
    return len(shown(name).encode())


def _no_word(name: str) -> Unused:
    others = " or ".join(COMPANIONS)
    return Unused(
        name=name,
        why=f"its name says neither {TRAINING} nor {others}",
        fix=f"to train on it, call it {TRAINING}-{name}",
    )


def _unread(name: str, folded: str, part: PartName | None) -> Unused | None:
    made = containers.made(name)
    if made.read == "terminal":
        fix = containers.CONVERT.format(file=quote(name))
        return Unused(name=name, why=f"only the terminal reads {made.title}", fix=fix)
    if made.form or made.packing:
        return Unused(name=name, why=f"nobody reads {made.title} here", fix=made.mend)
    stem, dot, suffix = folded.rpartition(".")
    if (suffix == "txt" and stem not in PROSE) or (part == "training" and not dot):
        why = "its name does not end like data that the pipeline reads"
        return Unused(name=name, why=why, fix=f"save it as one of {READS}")
    return None


def _second(part: PartName, name: str, chosen: str) -> Unused:
    return Unused(
        name=name,
        why=f"{chosen} is used for {part}, and a run takes one file",
        fix=f'to use this one, write {part} = "{name}" under [dataset] in {RECIPE}',
    )
