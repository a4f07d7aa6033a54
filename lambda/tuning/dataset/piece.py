"""What reading a file yields, or a piece of one: figures, problems and converted lines."""

from collections import Counter
from typing import Self

from tuning.dataset.parts import Spool
from tuning.dataset.problems import Problems
from tuning.dataset.reading.file import Facts
from tuning.dataset.sheet import Sheet


class Piece:
    """A file that was read, or some of its lines; use it as a context manager.

    Pieces of a file that were read apart, put one after the other, are the piece that reading
    the file in one go would have given.

    Attributes:
        facts: what the file turned out to be.
        problems: of its lines, which are counted from the first one of the piece.
        sheet: figures of the good records.
        lines: the first good records as the base model takes them, as many as it takes at most.
        privacy: what was found in the texts, by kind.
    """

    def __init__(self, file: str) -> None:
        """Start with nothing read of a file of this name."""
        self.facts = Facts(file=file)
        self.problems = Problems()
        self.problems.begin(file)
        self.sheet = Sheet()
        self.lines = Spool()
        self.privacy: Counter[str] = Counter()

    def append(self, after: Self, *, most: int) -> None:
        """Put the piece that comes next in the same file after this one.

        Args:
            after: the next piece; its lines are counted on from here.
            most: how many converted lines to keep at most.
        """
        self.problems.append(after.problems, shift=self.facts.lines)
        self.sheet.append(after.sheet, shift=self.facts.lines)
        self.facts.append(after.facts)
        self.lines.append(after.lines, most=most)
        self.privacy += after.privacy

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.lines.file.close()
