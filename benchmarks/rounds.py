"""Laps, each in a process of its own, in rounds: a machine that slows down slows all alike."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import msgspec

from benchmarks import data
from benchmarks.contenders import MB, Contender

PATIENCE: Final = 900
"""Seconds after which a lap has failed."""


class Failed(RuntimeError):
    """A contender could not finish; the message is what it said last."""


class Lap(msgspec.Struct, frozen=True):
    """One measurement.

    Attributes:
        startup: seconds from asking for the process until it began to read.
        seconds: that it took from there.
        bytes, records: what it read.
        memory: the most that the process held, in bytes.
    """

    startup: float
    seconds: float
    bytes: int
    records: int
    memory: int


@dataclass(frozen=True)
class Laps:
    """All measurements of one contender."""

    contender: Contender
    laps: tuple[Lap, ...]

    @property
    def best(self) -> float:
        """Million bytes a second, of the best lap."""
        return max(map(_speed, self.laps))

    @property
    def median(self) -> float:
        """Million bytes a second, of the middle one."""
        return median(map(_speed, self.laps))

    @property
    def records(self) -> float:
        """Records a second, of the best lap."""
        return max(lap.records / lap.seconds for lap in self.laps)

    @property
    def startup(self) -> float:
        """Seconds, of the best lap."""
        return min(lap.startup for lap in self.laps)

    @property
    def memory(self) -> int:
        """Bytes, of the worst lap."""
        return max(lap.memory for lap in self.laps)


def _speed(lap: Lap) -> float:
    return lap.bytes / MB / lap.seconds


def measured(
    contenders: Iterable[Contender], *, size: int, rounds: int, tell: Callable[[str], None]
) -> list[Laps]:
    """Measure every contender once a round.

    Args:
        contenders: who.
        size: bytes of the whole file.
        rounds: how often.
        tell: is given a line about what happens now.

    Raises:
        Failed: a contender did not finish.
    """
    chosen = list(contenders)
    files: Mapping[str, Path] = {}
    for contender in chosen:
        kind, wanted = data.KINDS[contender.data], min(size, contender.most or size)
        tell(f"writing {wanted // MB} MB of {kind.name}")
        files = {**files, contender.name: data.made(kind, wanted)}
    laps: dict[str, list[Lap]] = {contender.name: [] for contender in chosen}
    for number in range(1, rounds + 1):
        for contender in chosen:
            tell(f"round {number} of {rounds}: {contender.name}")
            laps[contender.name].append(_lap(contender, files[contender.name]))
    return [Laps(contender, tuple(laps[contender.name])) for contender in chosen]


def _lap(contender: Contender, file: Path) -> Lap:
    _warm(file)
    command = [sys.executable, "-m", "benchmarks.lap", f"benchmarks.{contender.module}"]
    now = time.monotonic_ns()
    answer = subprocess.run(
        [*command, contender.function, str(file), str(now)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if answer.returncode:
        said = answer.stderr.strip().splitlines()[-1:] or ["nothing"]
        raise Failed(f"{contender.name}: {said[0]}")
    return msgspec.json.decode(answer.stdout, type=Lap)


def _warm(file: Path) -> None:
    """Bring a file into the page cache, from which everyone reads it then."""
    with file.open("rb") as source, Path(os.devnull).open("wb") as nowhere:
        shutil.copyfileobj(source, nowhere, MB)
