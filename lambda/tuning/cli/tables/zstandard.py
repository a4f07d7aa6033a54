"""What Zstandard packs: unpacked as it comes, and then read as the pipeline reads it."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tuning.cli.tables import rows
from tuning.dataset.batch import Batch
from tuning.dataset.reading import files
from tuning.dataset.reading.containers import ZSTANDARD
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import Readable
from tuning.dataset.reading.packings import Expansion


class Lent:
    """A stream that who unpacks it cannot close."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        """Lend a stream."""
        self.read = stream.read

    def close(self) -> None:
        """Leave it open: it is another's."""


class Unpacked:
    """A packed stream as the bytes that were packed."""

    def __init__(self, packed: BinaryIO) -> None:
        """Unpack a stream from where it stands."""
        self._packed = packed
        self._expansion = Expansion(ZSTANDARD.name)
        self._unpacked = pa.CompressedInputStream(pa.PythonFile(Lent(packed), mode="r"), "zstd")
        self._taken = packed.tell()

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; nothing at the end.

        Raises:
            Unreadable: BAD_PACKING, GZIP_BOMB.
        """
        try:
            part: bytes = self._unpacked.read(size)
        except rows.DAMAGED as error:
            raise self._expansion.damaged() from error
        self._expansion.took(self._packed.tell() - self._taken)
        self._taken = self._packed.tell()
        return self._expansion.gave(part)


def read(stream: Readable, reading: Reading) -> Iterator[Batch]:
    """Yield every record that can be read.

    Raises:
        Interrupted: the stream cannot be read to its end.
    """
    file = rows.seekable(stream, reading)
    packed = reading.facts.bytes, reading.facts.sha256
    yield from files.read(Unpacked(file), reading)
    reading.facts.bytes, reading.facts.sha256 = packed
