"""A training set in shards: ``train-00001-of-00008.jsonl`` and its seven companions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

NAME: Final = re.compile(r"(?P<stem>.+)-(?P<number>\d+)-of-(?P<count>\d+)(?P<suffix>\..+)")

MOST: Final = 30
"""They are all named in the execution's state, which holds 256 KiB."""


@dataclass(frozen=True, kw_only=True)
class Shard:
    """One file of a set, as its name says.

    Sets are counted from 0 (``00000-of-00008`` to ``00007-of-00008``) or from 1; only one file of
    a set tells which: the one with the number 0, or the last one of a set that is counted from 1.
    That one starts the run; the others follow, whether they come earlier or later.

    Attributes:
        width: digits of the number.
        total: the count as it is written.
    """

    stem: str
    number: int
    width: int
    total: str
    suffix: str

    @classmethod
    def named(cls, file: str) -> Self | None:
        """Read a file's name; None when it is no shard's."""
        found = NAME.fullmatch(file)
        return found and cls(
            stem=found["stem"],
            number=int(found["number"]),
            width=len(found["number"]),
            total=found["count"],
            suffix=found["suffix"],
        )

    @property
    def count(self) -> int:
        """How many files the set has."""
        return int(self.total)

    @property
    def set(self) -> tuple[str, str, str]:
        """What the names of all files of the set have in common."""
        return self.stem, self.total, self.suffix

    @property
    def follows(self) -> bool:
        """Whether another file of the set starts the run."""
        return 0 < self.number < self.count

    @property
    def names(self) -> tuple[str, ...]:
        """All files of the set whose run this file starts, in their order."""
        first = 0 if self.number == 0 else 1
        return tuple(
            f"{self.stem}-{number:0{self.width}}-of-{self.total}{self.suffix}"
            for number in range(first, first + self.count)
        )

    def instead(self, name: str, present: Iterable[str]) -> str:
        """Say which file may be meant for one of the set that is not there; nothing without one.

        The files of a set are spelled alike, in letters and in what their names end with.
        """
        wanted = Shard.named(name)
        for other in sorted(present):
            found = Shard.named(other)
            if (
                wanted
                and found
                and found.stem.lower() == wanted.stem.lower()
                and ((found.number, found.count) == (wanted.number, wanted.count))
            ):
                return f"; {other} is there, and the files of a set are spelled alike: rename it"
        return ""

    @property
    def fault(self) -> str | None:
        """Say why there can be no set with this file; None when there can."""
        if self.number > self.count or not self.count:
            return f"there is no shard {self.number} of {self.count}"
        if self.count > MOST:
            return f"a set has at most {MOST} shards, not {self.count}; write fewer, larger ones"
        return None
