"""How much memory the batches of an Arrow file take, read from its messages before any is unpacked.

Arrow columnar format, "Encapsulated message format" and "Compression"; the tables of a message are
FlatBuffers: where a table begins stands how far before it its list of fields is.
"""

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from tuning.dataset.reading.lines import MEBIBYTE

METADATA_BYTES: Final = 16 * MEBIBYTE
"""More than what describes a batch of thousands of columns."""

FILE: Final = b"ARROW1\x00\x00"
"""What a file begins with; a stream begins with its first message."""

CONTINUES: Final = b"\xff\xff\xff\xff"

DICTIONARY: Final = 2
BATCH: Final = 3
"""What a message holds, by the number of its kind; every other kind has no body."""

KIND, HEADER, BODY = 1, 2, 3
"""The fields of a message: what it holds, where that is, and how long the body behind it is."""

BUFFERS, COMPRESSION = 2, 3
"""The fields of a batch: where its columns lie in the body, and how they are packed."""

DATA: Final = 1
"""The field of a dictionary that is a batch."""

BUFFER: Final = struct.Struct("<qq")
UNPACKED: Final = struct.Struct("<q")
"""Before what is packed stands how long it is unpacked; less than 0 where it is not packed."""


class Table(NamedTuple):
    """A table of a message, by where it begins."""

    message: bytes
    start: int

    def field(self, number: int) -> int:
        """Return where the value of a field is; 0 where there is none."""
        fields = self.start - struct.unpack_from("<i", self.message, self.start)[0]
        (length,) = struct.unpack_from("<H", self.message, fields)
        at = 4 + 2 * number
        if at + 2 > length:
            return 0
        (offset,) = struct.unpack_from("<H", self.message, fields + at)
        return self.start + offset if offset else 0

    def inner(self, number: int) -> "Table | None":
        """Return the table that a field points to."""
        at = self.field(number)
        return Table(self.message, _pointed(self.message, at)) if at else None


def sizes(file: BinaryIO) -> Iterator[int]:
    """Yield how many bytes the body of each message is, unpacked, without unpacking it.

    Raises:
        EOFError, struct.error: the file is none, or damaged.
    """
    file.seek(len(FILE) if file.read(len(FILE)) == FILE else 0)
    while word := file.read(4):
        (size,) = struct.unpack("<i", file.read(4) if word == CONTINUES else word)
        if not size:
            return
        if not 0 < size <= METADATA_BYTES:
            raise EOFError
        content = file.read(size)
        message = Table(content, _pointed(content, 0))
        at = message.field(BODY)
        body = struct.unpack_from("<q", content, at)[0] if at else 0
        if body < 0:
            raise EOFError
        start = file.tell()
        yield max(body, _unpacked(message, file))
        file.seek(start + body, os.SEEK_SET)


def _unpacked(message: Table, file: BinaryIO) -> int:
    """Return how many bytes the columns of a batch are; 0 where they are not packed."""
    at = message.field(KIND)
    kind = message.message[at] if at else 0
    batch = message.inner(HEADER) if kind in (DICTIONARY, BATCH) else None
    if batch and kind == DICTIONARY:
        batch = batch.inner(DATA)
    if not batch or not batch.field(COMPRESSION):
        return 0
    start, total = file.tell(), 0
    for offset, length in _buffers(batch):
        if length >= UNPACKED.size:
            file.seek(start + offset)
            (size,) = UNPACKED.unpack(file.read(UNPACKED.size))
            total += max(size, 0)
    return total


def _buffers(batch: Table) -> Iterator[tuple[int, int]]:
    """Yield where in the body each column lies, and how long it is there."""
    at = batch.field(BUFFERS)
    if at:
        vector = _pointed(batch.message, at)
        (count,) = struct.unpack_from("<I", batch.message, vector)
        for number in range(count):
            offset, length = BUFFER.unpack_from(batch.message, vector + 4 + number * BUFFER.size)
            yield offset, length


def _pointed(message: bytes, at: int) -> int:
    """Return where something is, by what says how far behind it is."""
    offset: int = struct.unpack_from("<I", message, at)[0]
    return at + offset
