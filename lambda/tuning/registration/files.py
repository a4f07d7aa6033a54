"""What the files of a drop are, by their names alone."""

from typing import Final

from tuning import naming
from tuning.run.parts import PartName

RECIPE: Final = "task.toml"

TRAINING: Final = "train"
"""What the name of a training file contains; the rule that hears of drops goes by it."""

SUFFIXES: Final = (".jsonl", ".jsonl.gz", ".json", ".csv")

COMPANIONS: Final[tuple[PartName, ...]] = ("validation", "evaluation")
"""What the names of files begin with that are used beside a training file."""


def is_training(name: str) -> bool:
    """Say whether a file's name is that of a training file."""
    return not _why_none(name)


def why_no_drop(key: str) -> str:
    """Say why nobody expects a run of this key; empty when somebody does.

    A training file in the wrong place was meant to start a run, so it is no such key: whoever
    dropped it is told where it belongs.
    """
    _, _, path = key.partition(f"{naming.INCOMING}/")
    folder, _, file = path.rpartition("/")
    if "/" in folder:
        return f"{key}: only files directly in {naming.INCOMING}/<task>/ start a run"
    because = _why_none(file)
    return because and f"{key}: {because}"


def _why_none(name: str) -> str:
    if name.startswith(COMPANIONS):
        return "its name marks it as a companion of a training file"
    if TRAINING not in name or not name.endswith(SUFFIXES):
        ends = ", ".join(SUFFIXES)
        return f"a training file has {TRAINING!r} in its name and ends with one of {ends}"
    return ""
