"""What is wrong with a dataset, with its line and how to fix it."""

from bisect import insort
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from operator import itemgetter
from typing import Final, Self

from tuning.dataset.wording import Severity, Wording, filled
from tuning.errors import TuningError

LISTED_PER_CODE: Final = 20
"""Problems listed in full for each code; the rest are counted. Nobody reads the 4,113th."""

MOST_SAID: Final = 1000
"""Different words that are said once; whoever makes more of them is a flood, and is counted."""

WHOLE_FILE: Final = inf
"""The line of a problem of a whole file: after every other."""


@dataclass(frozen=True)
class Fault:
    """A code and the figures that its message states; where it is comes later."""

    code: Wording
    figures: Mapping[str, object]

    @classmethod
    def of(cls, code: Wording, **figures: object) -> Self:
        """Make a fault; ``figures`` fill the placeholders of the code's message and fix."""
        return cls(code, figures)

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        return filled(self.code.message, self.figures)

    @property
    def fix(self) -> str:
        """How a person mends it."""
        return filled(self.code.fix, self.figures)

    @property
    def severity(self) -> Severity:
        """Whether it refuses the dataset or advises."""
        return self.code.severity


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One problem for a person to fix.

    Attributes:
        file: the name of the dropped file.
        line: counted from 1; None when it is the file as a whole.
    """

    file: str
    line: int | None
    code: str
    severity: Severity
    message: str
    fix: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.code} {self.message} ({self.fix})"


class Problems:
    """Every problem of a drop: of each code the first ones in full, all of them counted.

    The first ones are those of the lowest lines of the files that were taken first, in whatever
    order they are added: neither the size of a block nor how a file was cut changes the list.
    """

    def __init__(self) -> None:
        """Start with nothing wrong."""
        self.counts: Counter[Wording] = Counter()
        self._files: dict[str, int] = {}
        self._first: dict[Wording, list[tuple[tuple[int, float], Fault]]] = {}
        self._said: dict[tuple[str, str], tuple[int, float]] = {}

    def begin(self, file: str) -> None:
        """Note that a file is taken now: its problems are listed before those of later ones."""
        self._files.setdefault(file, len(self._files))

    def add(self, fault: Fault, *, file: str, line: int | None = None) -> None:
        """Count a fault, and keep it if it is one of the first of its kind.

        What a file is to hear once is counted once.
        """
        self.begin(file)
        place = self._files[file], WHOLE_FILE if line is None else line
        first = self._first.setdefault(fault.code, [])
        if fault.code.once and len(self._said) < MOST_SAID:
            words = file, f"{fault.code.name} {dict(fault.figures)}"
            said = self._said.setdefault(words, place)
            if said <= place and said is not place:
                return
            if said > place:
                first[:] = [each for each in first if each != (said, fault)]
                self._said[words] = place
                self.counts[fault.code] -= 1
        self.counts[fault.code] += 1
        if len(first) < LISTED_PER_CODE or place < first[-1][0]:
            insort(first, (place, fault), key=itemgetter(0))
            del first[LISTED_PER_CODE:]

    def append(self, other: "Problems", *, shift: int = 0) -> None:
        """Add all problems of another file, or of the piece of the same file that comes next.

        Args:
            other: what was found there.
            shift: lines of the same file that come before its first one.
        """
        counts = self.counts + other.counts
        for file in other._files:
            self.begin(file)
        for file, line, fault in other.kept:
            self.add(fault, file=file, line=None if line is None else line + shift)
        once = {code: n for code, n in self.counts.items() if code.once}
        self.counts = Counter({**counts, **once})

    @property
    def kept(self) -> list[tuple[str, int | None, Fault]]:
        """File, line and fault of what is listed, by file, line and code."""
        files = list(self._files)
        ordered = sorted(
            ((place, fault) for first in self._first.values() for place, fault in first),
            key=lambda entry: (entry[0], entry[1].code.name),
        )
        return [
            (files[order], None if line == WHOLE_FILE else int(line), fault)
            for (order, line), fault in ordered
        ]

    @property
    def listed(self) -> list[Problem]:
        """The first problems of each code in words, by file, line and code."""
        return [worded(fault, file=file, line=line) for file, line, fault in self.kept]

    @property
    def errors(self) -> int:
        """How many problems refuse the dataset."""
        return self._count("error")

    @property
    def warnings(self) -> int:
        """How many problems are advice."""
        return self._count("warning")

    def _count(self, severity: Severity) -> int:
        return sum(n for code, n in self.counts.items() if code.severity == severity)


def worded(fault: Fault, *, file: str, line: int | None = None) -> Problem:
    """Return a fault as people read it, with where it is."""
    return Problem(
        file=file,
        line=line,
        code=fault.code.name,
        severity=fault.severity,
        message=fault.message,
        fix=fault.fix,
    )


class Unreadable(TuningError):
    """A file cannot be read any further; the fault says why. Never leaves this room."""

    def __init__(self, fault: Fault, *, line: int | None = None) -> None:
        """Carry the fault to where the file's name is known."""
        super().__init__(fault.code.name)
        self.fault = fault
        self.line = line
