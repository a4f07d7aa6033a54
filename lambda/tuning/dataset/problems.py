"""What is wrong with a dataset, with its line and how to mend it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from tuning.dataset.codes import Code, Severity
from tuning.errors import TuningError

LISTED_PER_CODE: Final = 20
"""Problems listed in full for each code; the rest are counted. Nobody reads the 4,113th."""


@dataclass(frozen=True)
class Fault:
    """A code and the figures that its message states; where it is comes later."""

    code: Code
    figures: Mapping[str, object]

    @classmethod
    def of(cls, code: Code, **figures: object) -> Self:
        """Make a fault; ``figures`` fill the placeholders of the code's message and fix."""
        return cls(code, figures)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One problem for a person to mend.

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
    """Every problem of a drop: the first ones of each code in full, all of them counted."""

    def __init__(self) -> None:
        """Start with nothing wrong."""
        self.listed: list[Problem] = []
        self.counts: Counter[Code] = Counter()

    def add(self, fault: Fault, *, file: str, line: int | None = None) -> None:
        """Count a fault, and list it unless enough of its kind are listed already."""
        self.counts[fault.code] += 1
        if self.counts[fault.code] > LISTED_PER_CODE:
            return
        wording = fault.code.value
        self.listed.append(
            Problem(
                file=file,
                line=line,
                code=fault.code.name,
                severity=wording.severity,
                message=wording.message.format_map(fault.figures),
                fix=wording.fix.format_map(fault.figures),
            )
        )

    @property
    def errors(self) -> int:
        """How many problems refuse the dataset."""
        return self._count("error")

    @property
    def warnings(self) -> int:
        """How many problems are advice."""
        return self._count("warning")

    def _count(self, severity: Severity) -> int:
        return sum(n for code, n in self.counts.items() if code.value.severity == severity)


class Unreadable(TuningError):
    """A file cannot be read any further; the fault says why. Never leaves this room."""

    def __init__(self, fault: Fault, *, line: int | None = None) -> None:
        """Carry the fault to where the file's name is known."""
        super().__init__(fault.code.name)
        self.fault = fault
        self.line = line
