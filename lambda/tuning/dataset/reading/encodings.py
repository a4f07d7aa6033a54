"""What a text is written in: UTF-8, or another encoding where it is certain. It is read as UTF-8.

A mark at the beginning says it, and so do the NUL bytes of UTF-16 beside letters of ASCII. Code
pages have no mark: Windows-1252 is taken where no other page could have meant anything else.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading import code_pages
from tuning.dataset.reading.code_pages import HIGH, WINDOWS_1252
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import MEBIBYTE

UTF_8_MARK: Final = codecs.BOM_UTF8

MARKED: Final = {
    codecs.BOM_UTF32_LE: ("UTF-32", "utf-32-le"),
    codecs.BOM_UTF32_BE: ("UTF-32", "utf-32-be"),
    codecs.BOM_UTF16_LE: ("UTF-16", "utf-16-le"),
    codecs.BOM_UTF16_BE: ("UTF-16", "utf-16-be"),
}
"""By the mark; that of UTF-32 begins with that of UTF-16."""

UNMARKED: Final = {
    re.compile(rb"(?:[\t\n\r\x20-\x7e]\x00){2}"): ("UTF-16", "utf-16-le"),
    re.compile(rb"(?:\x00[\t\n\r\x20-\x7e]){2}"): ("UTF-16", "utf-16-be"),
}
"""Records and headers begin with two characters of ASCII, and no text holds NUL."""

SEQUENCE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
"""A character of UTF-8 beyond ASCII."""

NO_CHARACTER: Final = re.compile(
    rb"\xe0[\x80-\x9f][\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]"
    rb"|\xf0[\x80-\x8f][\x80-\xbf]{2}|\xf4[\x90-\xbf][\x80-\xbf]{2}"
)
"""The sequences that a decoder refuses: spelled too long, halves of characters, beyond Unicode.
Some tools write them in what is UTF-8 otherwise; no byte of one can belong to another sequence."""

ASCII: Final = bytes(range(0x80))

LOOKED_AT: Final = MEBIBYTE
"""Bytes by which a code page must have shown itself, from the first one beyond ASCII on."""

CUT: Final = "unexpected end of data"
"""How Python refuses a character that is cut at the end of what is read."""

FEW: Final = 3
"""Places that are no UTF-8; fewer are damage in UTF-8, which each line is told of."""


def as_utf_8(pieces: Iterable[bytes], reading: Reading) -> Iterator[bytes]:
    """Yield a text in UTF-8, without a byte order mark.

    Args:
        pieces: of the text. They may begin inside their file, which then has no mark.
        reading: where it is said what the text is written in, or where a person has said it.

    Raises:
        Unreadable: UNKNOWN_ENCODING, BAD_ENCODING.
    """
    rest = iter(pieces)
    head = next(rest, b"")
    whole = chain([head.removeprefix(UTF_8_MARK)], rest)
    if reading.encoding:
        yield from _decoded(whole, reading.encoding, reading.encoding, reading)
    elif reading.goes_on_as or not (shown := _shown(head)):
        yield from _by_code_page(whole, reading)
    else:
        mark, name, codec = shown
        yield from _decoded(chain([head.removeprefix(mark)], rest), name, codec, reading)


def _shown(head: bytes) -> tuple[bytes, str, str] | None:
    """Return the mark, the name and the codec of what a text shows itself to be written in."""
    for mark, (name, codec) in MARKED.items():
        if head.startswith(mark):
            return mark, name, codec
    for begin, (name, codec) in UNMARKED.items():
        if begin.match(head):
            return b"", name, codec
    return None


def _decoded(
    pieces: Iterable[bytes], name: str, codec: str, reading: Reading, *, line: int = 1
) -> Iterator[bytes]:
    reading.facts.encoding = name
    reading.add(Fault.of(Code.OTHER_ENCODING, encoding=name))
    decoder = codecs.getincrementaldecoder(codec)()
    for piece in chain(pieces, [b""]):
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(codec, "replace")
            fault = Fault.of(Code.BAD_ENCODING, encoding=name)
            raise Unreadable(fault, line=line + before.count("\n")) from None
        line += text.count("\n")
        if text:
            yield text.encode(errors="replace")


def _by_code_page(pieces: Iterator[bytes], reading: Reading) -> Iterator[bytes]:
    """Pass UTF-8 on as it is, and write anew what is certainly Windows-1252.

    Up to the first byte beyond ASCII they are the same.
    """
    line = 1
    for piece in pieces:
        if piece.isascii():
            line += piece.count(b"\n")
            yield piece
            continue
        text = piece
        while not (codec := _codec(text)) and len(text) < LOOKED_AT:
            more = next(pieces, b"")
            text += more
            if not more:
                break
        if codec == WINDOWS_1252.codec:
            of_one = _of_one(chain([text], pieces), line=line)
            yield from _decoded(of_one, WINDOWS_1252.name, codec, reading, line=line)
        elif codec or _counted(text)[1] < FEW:
            yield text
            yield from pieces
        else:
            raise _unknown(text, line)


def _codec(text: bytes) -> str | None:
    """Return what a text beyond ASCII is written in; None where that is not certain."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        right, wrong = _counted(text[: error.start] if error.reason == CUT else text)
        if right > wrong:
            return "utf-8"
        certain = code_pages.certain(text, code_pages.writers(text))
        return WINDOWS_1252.codec if certain else None
    return "utf-8"


def _counted(text: bytes) -> tuple[int, int]:
    """Return how many sequences of UTF-8 a text holds beyond ASCII, and bytes that are of none."""
    spelled = NO_CHARACTER.sub("\ufffd".encode(), text)
    known = spelled.decode(errors="ignore")
    characters = len(known) - len(spelled) + len(spelled.translate(None, ASCII))
    return characters, len(spelled) - len(known.encode())


def _of_one(pieces: Iterable[bytes], *, line: int) -> Iterator[bytes]:
    """Pass on what is written in Windows-1252 throughout; a part in UTF-8 would be misread."""
    for piece in pieces:
        right, wrong = _counted(piece)
        if right > max(wrong, FEW):
            found = SEQUENCE.search(piece)
            line += piece.count(b"\n", 0, found.start()) if found else 0
            raise Unreadable(Fault.of(Code.BAD_ENCODING, encoding=WINDOWS_1252.name), line=line)
        line += piece.count(b"\n")
        yield piece


def _unknown(text: bytes, line: int) -> Unreadable:
    """Say where a text is not UTF-8, and what it may be written in."""
    first = next(HIGH.finditer(text), None)
    line += text.count(b"\n", 0, first.start()) if first else 0
    named = " or ".join(f"{page.name} ({page.tongues})" for page in code_pages.likely(text))
    fault = Fault(Code.UNKNOWN_ENCODING, {"likely": f"; it may be {named}" if named else ""})
    return Unreadable(fault, line=line)
