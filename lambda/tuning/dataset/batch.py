"""Records that were read together, as columns: what most rules need, without making each record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, Self

from tuning.dataset.keys import Spoken
from tuning.dataset.record import Record


class Shaped(Protocol):
    """A record as it was parsed."""

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        ...


class Columns(NamedTuple):
    """The texts of many records, position by position.

    Attributes:
        asked: everything before the answer, the texts of one record joined by LF.
        answers: what the model shall learn to say, likewise; empty where a format has none.
        doubtful: positions whose form must be looked at closely: an empty text, roles out of
            order, a turn without a text, … A position that is not here has a flawless form.
        spoken: the turns of those that are more than one question and its answer, by position.
    """

    asked: list[str]
    answers: list[str]
    doubtful: set[int]
    spoken: Mapping[int, Spoken] = {}

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """Take the texts out of records of which nothing is known yet."""
        held = list(records)
        asked = [record.prompt for record in held]
        return cls(
            asked,
            [record.learned for record in held],
            set(range(len(held))),
            {n: said for n, record in enumerate(held) if (said := Spoken.of(record))},
        )

    def more(self) -> set[int]:
        """Return the positions of records that are not just one question and its answer."""
        if not self.answers:
            return set(range(len(self.asked)))
        unanswered = [n for n, text in enumerate(self.answers) if not text]
        return self.doubtful.union(self.spoken, unanswered)


def blanks(texts: Sequence[str]) -> set[int]:
    """Return the positions of texts that are empty or nothing but white space."""
    if not all(texts) or any(map(str.isspace, texts)):
        return {position for position, text in enumerate(texts) if not text.strip()}
    return set()


class Batch:
    """Records of one block of a file.

    Attributes:
        lines: the line on which each record begins.
        columns: their texts.
        told: the lines themselves, a record on each, if their texts stand in them as they are:
            nothing is escaped. None where that is not so.
    """

    __slots__ = ("_shapes", "columns", "lines", "told")

    def __init__(
        self,
        shapes: Sequence[Shaped],
        lines: Sequence[int],
        columns: Columns,
        told: bytes | None = None,
    ) -> None:
        """Hold records as they were parsed."""
        self.told = told
        self._shapes = shapes
        self.lines = lines
        self.columns = columns

    def record(self, position: int) -> Record:
        """Make the record at a position, for what looks closely at it or writes it."""
        return self._shapes[position].record(self.lines[position])

    def __len__(self) -> int:
        return len(self._shapes)
