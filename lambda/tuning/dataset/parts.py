"""The parts of a snapshot while they are gathered: converted lines in a temporary file."""

import hashlib
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Final, Self

from tuning.costs.estimate import tokens

SPOOL_BYTES: Final = 8 << 20
"""Held in memory before a part moves to /tmp."""


class GatheredPart:
    """JSONL lines, counted and hashed as they come; use it as a context manager."""

    def __init__(self) -> None:
        """Start empty."""
        self.file = SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115  closed in __exit__
        self.records = 0
        self.tokens = 0
        self._digest = hashlib.sha256()

    def add(self, line: bytes, *, characters: int) -> None:
        """Append one line, its LF included, that stands for so many characters of text."""
        self.file.write(line)
        self._digest.update(line)
        self.records += 1
        self.tokens += tokens(characters)

    @property
    def sha256(self) -> str:
        """Of all lines so far."""
        return self._digest.hexdigest()

    def lines(self) -> Iterator[bytes]:
        """Yield every line again; nothing may be added afterwards."""
        self.file.seek(0)
        yield from self.file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
