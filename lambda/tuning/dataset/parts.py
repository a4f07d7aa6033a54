"""Converted lines while they are gathered, in temporary files."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import Final, Self

from tuning.tokens import Tokens

SPOOL_BYTES: Final = 8 << 20
"""Held in memory before the lines move to /tmp."""


class Spool:
    """JSONL lines in the order in which they come; use it as a context manager."""

    def __init__(self) -> None:
        """Start empty."""
        self.file = SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115  closed in __exit__
        self.records = 0
        self.bytes = 0

    def write(self, line: bytes) -> None:
        """Append one line, its LF included."""
        self.file.write(line)
        self.records += 1
        self.bytes += len(line)

    def append(self, after: "Spool", *, most: int) -> None:
        """Append the lines of another spool, until there are ``most`` in all."""
        for line in islice(after.lines(), max(0, most - self.records)):
            self.write(line)

    def lines(self) -> Iterator[bytes]:
        """Yield every line again; nothing may be written meanwhile."""
        self.file.seek(0)
        # Not "yield from": a generator that is left early would close the file with itself.
        for line in self.file:  # noqa: UP028
            yield line

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


class GatheredPart(Spool):
    """The lines of one part of a snapshot, hashed as they come.

    Attributes:
        tokens: of their texts.
    """

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.tokens = Tokens()
        self._digest = hashlib.sha256()

    def add(self, line: bytes) -> None:
        """Append one line, its LF included."""
        self.write(line)
        self._digest.update(line)

    def repeat(self, times: int) -> None:
        """Let all lines so far stand so often, one pass after the other."""
        for start in list(range(0, self.bytes, SPOOL_BYTES)) * (times - 1):
            self.file.seek(start)
            chunk = self.file.read(min(SPOOL_BYTES, self.bytes - start))
            self.file.seek(0, SEEK_END)
            self.file.write(chunk)
            self._digest.update(chunk)
        self.bytes *= times
        self.records *= times

    @property
    def sha256(self) -> str:
        """Of all lines so far."""
        return self._digest.hexdigest()
