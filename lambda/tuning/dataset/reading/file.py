"""One dropped file while it is read: its name, its problems, what it turned out to be."""

from dataclasses import dataclass

from tuning.dataset.problems import Fault, Problems


@dataclass(kw_only=True)
class Reading:
    """What is known of a file so far.

    Attributes:
        file: the name that problems go by; its suffix helps to tell the format.
        format: container and record format, as a person calls them; None until recognised.
        records: how many were met, faulty ones included.
        bytes: how many were read, before any expansion.
        sha256: of those bytes; None unless the file was read to its end.
    """

    file: str
    problems: Problems
    format: str | None = None
    records: int = 0
    bytes: int = 0
    sha256: str | None = None

    def add(self, fault: Fault, *, line: int | None = None) -> None:
        """Add a problem of this file."""
        self.problems.add(fault, file=self.file, line=line)
