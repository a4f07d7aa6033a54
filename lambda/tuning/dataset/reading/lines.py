"""Streams of bytes, bounded: chunks and lines."""

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.errors import TuningError

MEBIBYTE: Final = 1 << 20
CHUNK_BYTES: Final = 256 * 1024
"""Read at a time. One bad line sends all of them through a slower path, so more would cost more
than it gains."""

FILE_BYTES: Final = 16 * 1024 * MEBIBYTE
"""Largest file, expanded: 20,000 records of 32,000 tokens have 3.84 billion characters of at most
4 bytes, so a larger file holds more than any base model takes. What is kept of it waits in /tmp."""

LINE_BYTES: Final = 2 * MEBIBYTE
r"""Longest line: a sample of 32,000 tokens has 192,000 characters, of 6 bytes each as \uXXXX."""


class Readable(Protocol):
    """A stream of bytes: a file, standard input, or the body of an S3 object."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; nothing at the end."""
        ...


class Interrupted(TuningError):
    """A stream broke off before its end; reading the file again may help."""


def chunks(stream: Readable) -> Iterator[bytes]:
    """Yield the stream piece by piece.

    Raises:
        Interrupted: the stream cannot be read any further.
    """
    while True:
        try:
            chunk = stream.read(CHUNK_BYTES)
        except OSError as error:
            raise Interrupted(f"reading broke off: {error.strerror or error}") from error
        if not chunk:
            return
        yield chunk


def gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join small pieces, because a stream may give fewer bytes than it was asked for."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= CHUNK_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


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
