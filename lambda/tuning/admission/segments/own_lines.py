"""The lines that belong to a byte range of a file."""

from typing import Final

from tuning.dataset.reading.lines import Readable

LF: Final = b"\n"


class OwnLines:
    """Reads the lines that begin in a byte range, whole, and nothing else.

    They begin after the first LF at or after the start, unless the file itself begins there, and
    end with the first LF at or after the end. A range in which no line begins holds none, and is
    not read beyond its end.
    """

    def __init__(self, stream: Readable, *, length: int, begins_file: bool) -> None:
        """Read from a stream that stands at the start of a range.

        Args:
            stream: the file from there on, to its end.
            length: of the range, in bytes.
            begins_file: whether the start is that of the file.
        """
        self._stream = stream
        self._length = length
        self._position = 0
        self._within = begins_file
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes of the range's lines; nothing at the end."""
        while not self._ended and (chunk := self._stream.read(size)):
            at = self._position
            self._position += len(chunk)
            own = self._until_end(chunk, at) if self._within else self._from_begin(chunk, at)
            if own:
                return own
        return b""

    def _from_begin(self, chunk: bytes, at: int) -> bytes:
        begin = chunk.find(LF) + 1
        if begin and at + begin <= self._length:
            self._within = True
            return self._until_end(chunk[begin:], at + begin)
        self._ended = self._position >= self._length
        return b""

    def _until_end(self, chunk: bytes, at: int) -> bytes:
        end = chunk.find(LF, max(0, self._length - at)) + 1
        self._ended = end > 0
        return chunk[:end] if end else chunk
