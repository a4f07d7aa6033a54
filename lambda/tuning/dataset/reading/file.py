"""One dropped file while it is read: its name, its problems, what it turned out to be."""

from dataclasses import dataclass, field
from typing import Final, Self

from tuning.dataset.codes import Code
from tuning.dataset.formats.varied import Varied
from tuning.dataset.problems import Fault, Problems, Unreadable
from tuning.run.formats import FormatName
from tuning.run.handling import Handling

MOST_ERRORS: Final = 1_000_000
"""Errors of one file after which the rest is not read: whoever wrote it wrote something else."""


@dataclass(kw_only=True)
class Facts:
    """What a file, or a piece of one, turned out to be.

    Attributes:
        file: the name that problems go by; its suffix helps to tell the format.
        format: container and record format, as a person calls them; None until recognised.
        form: the record format alone, by its name.
        records: how many were met, faulty ones included.
        lines: how many were read; 0 for what has no lines of its own.
        bytes: how many were read, before any expansion.
        carriage_returns: lines that end in CR LF.
        encoding: what its text is written in; None for UTF-8.
        lost: whether lines were passed over that may hold records: the rest was not read, or an
            open quote took them in. How many records those are is not known.
        sha256: of its bytes; None unless they were asked for and read to the end.
    """

    file: str
    format: str | None = None
    form: FormatName | None = None
    records: int = 0
    lines: int = 0
    bytes: int = 0
    carriage_returns: int = 0
    encoding: str | None = None
    lost: bool = False
    sha256: str | None = None

    def append(self, after: "Facts") -> None:
        """Add what the piece that comes next turned out to be.

        The hash of the whole does not follow from those of its pieces, so it is unknown.
        """
        self.format = self.format or after.format
        self.form = self.form or after.form
        self.encoding = self.encoding or after.encoding
        self.records += after.records
        self.lines += after.lines
        self.bytes += after.bytes
        self.carriage_returns += after.carriage_returns
        self.lost |= after.lost
        self.sha256 = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A file that is being read.

    Attributes:
        facts: what is known of it so far.
        problems: where its problems go.
        handling: how it is to be read.
        goes_on_as: set when the bytes are not the beginning of their file: its record format.
        hashed: whether the hash of its bytes is asked for.
        encoding: what a person says that its text is written in, as Python calls it.
        only: of a document of several lists, the one whose records are asked for, by its name;
            None for what is trained on.
        varied: what its records hold under keys whose names do not say enough.
    """

    facts: Facts
    problems: Problems
    handling: Handling
    goes_on_as: FormatName | None = None
    hashed: bool = False
    encoding: str | None = None
    only: str | None = None
    varied: Varied = field(default_factory=Varied)

    @classmethod
    def of(cls, file: str, handling: Handling, *, encoding: str | None = None) -> Self:
        """Begin to read a file of which nothing was met yet."""
        facts = Facts(file=file)
        return cls(facts=facts, problems=Problems(), handling=handling, encoding=encoding)

    def add(self, fault: Fault, *, line: int | None = None) -> None:
        """Add a problem of this file.

        Raises:
            Unreadable: TOO_MANY_ERRORS.
        """
        self.problems.add(fault, file=self.facts.file, line=line)
        if self.problems.errors > MOST_ERRORS:
            raise Unreadable(Fault.of(Code.TOO_MANY_ERRORS, most=MOST_ERRORS))
