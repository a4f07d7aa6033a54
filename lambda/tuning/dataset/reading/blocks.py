"""A stream as blocks that end where lines end, so that many records can be read at a time."""

from collections.abc import Iterable, Iterator

from tuning.dataset.reading.lines import LINE_BYTES


def blocks(pieces: Iterable[bytes]) -> Iterator[bytes | None]:
    """Cut a stream where lines end; blocks are about as large as its pieces.

    Lines end at LF bytes alone: U+2028 and its like may stand inside a JSON text. A line that is
    longer than ``LINE_BYTES`` is passed over without being held, and None stands for it.
    """
    rest, endless = b"", False
    for piece in pieces:
        start, end = 0, piece.rfind(b"\n") + 1
        if endless:
            if not end:
                continue
            yield None
            start, endless = piece.index(b"\n") + 1, False
        if end > start:
            yield b"".join((rest, memoryview(piece)[start:end]))
            rest = b""
        rest += piece[end:]
        if len(rest) > LINE_BYTES:
            rest, endless = b"", True
    if endless:
        yield None
    elif rest:
        yield rest
