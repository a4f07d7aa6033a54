"""Streams that are packed by gzip or bzip2, unpacked piece by piece."""

import bz2
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading.containers import GZIP
from tuning.dataset.reading.lines import CHUNK_BYTES, MEBIBYTE

RATIO: Final = 200
"""Most that packed bytes may expand: records that share a long system text reach 100, deflate ends
at 1,032."""

FREE_BYTES: Final = MEBIBYTE
"""Expanded size below which the ratio says nothing."""

GZIP_WBITS: Final = 31

SLICE_BYTES: Final = 8 * 1024
"""Of packed bytes that are expanded at a time: what is left of them is copied at every end of a
member."""


class Expansion:
    """Counts what goes in and what comes out, and ends what expands too far.

    Attributes:
        packing: what the stream is packed by, as a person calls it.
    """

    def __init__(self, packing: str) -> None:
        """Start with nothing read."""
        self.packing = packing
        self._packed = 0
        self._unpacked = 0

    def slices(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Pass packed bytes on, a few at a time."""
        for piece in pieces:
            for start in range(0, len(piece), SLICE_BYTES):
                part = piece[start : start + SLICE_BYTES]
                self.took(len(part))
                yield part

    def took(self, count: int) -> None:
        """Count packed bytes."""
        self._packed += count

    def gave(self, part: bytes) -> bytes:
        """Pass unpacked bytes on.

        Raises:
            Unreadable: GZIP_BOMB once they are more than ``RATIO`` times the packed ones.
        """
        self._unpacked += len(part)
        if self._unpacked > max(FREE_BYTES, RATIO * self._packed):
            raise Unreadable(Fault.of(Code.GZIP_BOMB, ratio=RATIO))
        return part

    def damaged(self) -> Unreadable:
        """Say that the stream is not what its name says, or not all of it."""
        if self.packing == GZIP.name:
            return Unreadable(Fault.of(Code.BAD_GZIP))
        return Unreadable(Fault.of(Code.BAD_PACKING, packing=self.packing))


def gunzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Expand gzip, member by member, never more than one chunk at a time.

    Raises:
        Unreadable: BAD_GZIP, GZIP_BOMB.
    """
    expansion = Expansion(GZIP.name)
    member, complete = _member(), True
    for piece in expansion.slices(pieces):
        rest, full = piece, False
        while rest or full:
            try:
                part = member.decompress(rest, CHUNK_BYTES)
            except zlib.error:
                raise expansion.damaged() from None
            if part:
                yield expansion.gave(part)
            rest, full, complete = member.unconsumed_tail, len(part) == CHUNK_BYTES, member.eof
            if complete:
                rest, full, member = member.unused_data, False, _member()
    if not complete:
        raise expansion.damaged()


def _member() -> "zlib._Decompress":
    return zlib.decompressobj(wbits=GZIP_WBITS)


def bunzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Expand bzip2, stream by stream, never more than one chunk at a time.

    Raises:
        Unreadable: BAD_PACKING, GZIP_BOMB.
    """
    expansion = Expansion("bzip2")
    stream, complete = bz2.BZ2Decompressor(), True
    for piece in expansion.slices(pieces):
        rest, more = piece, True
        while more:
            try:
                part = stream.decompress(rest, CHUNK_BYTES)
            except OSError:
                raise expansion.damaged() from None
            if part:
                yield expansion.gave(part)
            rest, more, complete = b"", not stream.needs_input, stream.eof
            if complete:
                rest, stream = stream.unused_data, bz2.BZ2Decompressor()
                more = bool(rest)
    if not complete:
        raise expansion.damaged()
