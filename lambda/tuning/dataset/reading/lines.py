"""Streams of bytes, bounded: chunks, gzip, lines."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable

MEBIBYTE: Final = 1 << 20
CHUNK_BYTES: Final = 256 * 1024

FILE_BYTES: Final = 512 * MEBIBYTE
"""Largest file, expanded: 20,000 records of 26 KB. What is converted waits in /tmp."""

LINE_BYTES: Final = 2 * MEBIBYTE
r"""Longest line: a sample of 32,000 tokens has 192,000 characters, of 6 bytes each as \uXXXX."""

GZIP_RATIO: Final = 200
"""Most that gzip may expand: records that share a long system text reach 100, deflate ends at
1,032."""

GZIP_FREE_BYTES: Final = MEBIBYTE
"""Expanded size below which the ratio says nothing."""

GZIP_WBITS: Final = 31


class Readable(Protocol):
    """A stream of bytes: a file, standard input, or the body of an S3 object."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; nothing at the end."""
        ...


def chunks(stream: Readable) -> Iterator[bytes]:
    """Yield the stream piece by piece."""
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def bounded(pieces: Iterable[bytes], *, limit: int, content: str) -> Iterator[bytes]:
    """Pass pieces on until they exceed ``limit`` bytes.

    Raises:
        Unreadable: FILE_TOO_LARGE.
    """
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise Unreadable(
                Fault.of(Code.FILE_TOO_LARGE, content=content, mebibytes=limit // MEBIBYTE)
            )
        yield piece


def expanded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Expand gzip, member by member, never more than one chunk at a time.

    Raises:
        Unreadable: BAD_GZIP, or GZIP_BOMB once it expands beyond ``GZIP_RATIO``.
    """
    member, packed, unpacked, complete = _member(), 0, 0, True
    for piece in pieces:
        packed += len(piece)
        rest, full = piece, False
        while rest or full:
            try:
                part = member.decompress(rest, CHUNK_BYTES)
            except zlib.error:
                raise Unreadable(Fault.of(Code.BAD_GZIP)) from None
            unpacked += len(part)
            if unpacked > max(GZIP_FREE_BYTES, GZIP_RATIO * packed):
                raise Unreadable(Fault.of(Code.GZIP_BOMB, ratio=GZIP_RATIO))
            if part:
                yield part
            rest, full, complete = member.unconsumed_tail, len(part) == CHUNK_BYTES, member.eof
            if complete:
                rest, full, member = member.unused_data, False, _member()
    if not complete:
        raise Unreadable(Fault.of(Code.BAD_GZIP))


def _member() -> "zlib._Decompress":
    return zlib.decompressobj(wbits=GZIP_WBITS)


def lines(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line's number, from 1, and its bytes without the LF; None when it is too long.

    Lines end at LF bytes alone: U+2028 and its like may stand inside a JSON text. A line that is
    longer than ``LINE_BYTES`` is passed over without being held.
    """
    number = 1
    line: bytes | None = b""
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for end in ended:
            yield number, _joined(line, end)
            number, line = number + 1, b""
        line = _joined(line, rest)
    if line != b"":
        yield number, line


def _joined(line: bytes | None, more: bytes) -> bytes | None:
    if line is None or len(line) + len(more) > LINE_BYTES:
        return None
    return line + more
