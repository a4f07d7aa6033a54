"""Converted lines while they are gathered, in temporary files."""

import hashlib
from array import array
from collections.abc import Container, Iterator, Sequence
from itertools import accumulate, chain, compress, count
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import Final, Self

from tuning.dataset.reading.lines import Readable
from tuning.tokens import Tokens

SPOOL_BYTES: Final = 8 << 20
"""Held in memory before the lines move to /tmp."""

CHUNK_BYTES: Final = 256 * 1024
"""Of lines that are read again at a time, and the line that passes them."""


class Spool:
    """JSONL lines in the order in which they come; use it as a context manager."""

    def __init__(self) -> None:
        """Start empty."""
        self.file = SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115  closed in __exit__
        self.records = 0
        self.bytes = 0
        self._sizes = array("I")

    def write(self, lines: Sequence[bytes]) -> bytes:
        """Append lines, the LF of each included; return what was written."""
        together = b"".join(lines)
        self.file.write(together)
        self.records += len(lines)
        self.bytes += len(together)
        self._sizes.fromlist([*map(len, lines)])
        return together

    def fill(self, stream: Readable) -> None:
        """Append all lines of a stream, each of which ends with an LF."""
        begun = b""
        while chunk := stream.read(CHUNK_BYTES):
            *lines, begun = b"".join((begun, chunk)).split(b"\n")
            self.write([line + b"\n" for line in lines])

    def append(self, after: "Spool", *, most: int) -> None:
        """Append the lines of another spool, until there are ``most`` in all."""
        for lines in after.chunks():
            self.write(lines[: max(0, most - self.records)])

    def chunks(self) -> Iterator[list[bytes]]:
        """Yield every line again, many at a time; nothing may be written meanwhile."""
        self.file.seek(0)
        while lines := self.file.readlines(CHUNK_BYTES):
            yield lines

    def lines(self) -> Iterator[bytes]:
        """Yield every line again, likewise."""
        return chain.from_iterable(self.chunks())

    def picked(self, numbers: Container[int]) -> Iterator[bytes]:
        """Yield lines by their numbers, from 0, in their order; likewise."""
        places = zip(accumulate(self._sizes, initial=0), self._sizes, strict=False)
        for start, size in compress(places, map(numbers.__contains__, count())):
            self.file.seek(start)
            yield self.file.read(size)

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

    def write(self, lines: Sequence[bytes]) -> bytes:
        """Append lines, the LF of each included; return what was written."""
        written = super().write(lines)
        self._digest.update(written)
        return written

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
        self._sizes *= times

    @property
    def sha256(self) -> str:
        """Of all lines so far."""
        return self._digest.hexdigest()
