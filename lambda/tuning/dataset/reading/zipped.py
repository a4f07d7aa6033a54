"""A zip archive with one file of data, unpacked as it comes: nothing of it is kept.

What every file begins with tells its name, its packing and its end (APPNOTE.TXT, 4.3.7 to 4.3.9),
so the list at the archive's end is not needed, and an archive of any size takes no memory.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading import containers
from tuning.dataset.reading.containers import ZIP
from tuning.dataset.reading.lines import CHUNK_BYTES
from tuning.dataset.reading.packings import Expansion

FILE: Final = b"PK\x03\x04"
SIGNATURES: Final = (FILE, b"PK\x01\x02", b"PK\x06\x06", b"PK\x05\x06")
"""What a file begins with, and what may follow the last one."""

HEADER: Final = struct.Struct("<HHHHHIIIHH")
"""Version, flags, method, time, date, checksum, sizes packed and not, lengths of name and more."""

ENCRYPTED: Final = 0x1
SIZES_BEHIND: Final = 0x8
STORED: Final = 0
DEFLATED: Final = 8

WIDE: Final = 0xFFFFFFFF
"""In the place of a size that stands among what is more, in 64 bits."""

CHECKSUM: Final = b"PK\x07\x08"

BEHIND: Final = (12, 16, 20, 24)
"""Bytes that may stand behind a file: its checksum and sizes, of 32 or 64 bits, with a signature
or without."""

BESIDE: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
"""Names or beginnings of what systems put into an archive by themselves."""


ABOUT: Final = ("readme", "license", "licence", "notice", "citation", "changelog", ".gitattributes")
"""How the names begin of what people put beside a dataset, to say what it is."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file in an archive: its name, how it is packed, its checksum and its packed size.

    The size is None, and the checksum is 0, where they stand behind the file.
    """

    name: str
    flags: int
    method: int
    checksum: int
    size: int | None

    @property
    def holds_data(self) -> bool:
        """Whether a person put it there, as data."""
        last = self.name.rstrip("/").rpartition("/")[2]
        if containers.made(last).form is None and last.lower().startswith(ABOUT):
            return False
        return not (self.name.endswith("/") or self.name.startswith(BESIDE[0]) or last in BESIDE)


class Archive:
    """Reads an archive from its beginning.

    Attributes:
        name: of its file of data.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Go to the first file of data.

        Raises:
            Unreadable: there is none, or it cannot be unpacked, or this is no archive.
        """
        self._expansion = Expansion(ZIP.name)
        self._pieces = self._expansion.slices(pieces)
        self._rest = b""
        self._entry = self._next()
        self.name = self._entry.name if self._entry else ""

    def unpacked(self) -> Iterator[bytes]:
        """Yield what the file holds; there must be no other.

        Raises:
            Unreadable: ZIP_FILES, BAD_PACKING, GZIP_BOMB.
        """
        if self._entry is None:
            raise Unreadable(Fault.of(Code.ZIP_FILES, files="no file"))
        yield from self._content(self._entry)
        if self._next():
            raise Unreadable(Fault.of(Code.ZIP_FILES, files="more than one file"))
        for _ in self._pieces:
            pass

    def _next(self) -> Entry | None:
        """Go to the next file of data; None behind the last one."""
        while entry := self._header():
            if entry.holds_data:
                if entry.flags & ENCRYPTED:
                    raise Unreadable(Fault.of(Code.ZIP_ENCRYPTED))
                return entry
            for _ in self._content(entry):
                pass
        return None

    def _header(self) -> Entry | None:
        signature = self._take(len(FILE))
        if signature != FILE:
            if signature in SIGNATURES:
                return None
            raise self._expansion.damaged()
        _, flags, method, _, _, checksum, size, _, named, more = HEADER.unpack(
            self._take(HEADER.size)
        )
        name = self._take(named).decode(errors="replace")
        extra = self._take(more)
        known = None if flags & SIZES_BEHIND and not size else size
        if size == WIDE:
            known = _wide(extra)
        return Entry(name=name, flags=flags, method=method, checksum=checksum, size=known)

    def _content(self, entry: Entry) -> Iterator[bytes]:
        if entry.method == DEFLATED:
            parts = self._inflated()
        elif entry.method == STORED and entry.size is not None:
            parts = self._stored(entry.size)
        else:
            raise Unreadable(Fault.of(Code.ZIP_METHOD))
        checksum = 0
        for part in parts:
            checksum = zlib.crc32(part, checksum)
            yield self._expansion.gave(part)
        said = self._checksum_behind() if entry.flags & SIZES_BEHIND else entry.checksum
        if checksum != said:
            raise self._expansion.damaged()

    def _inflated(self) -> Iterator[bytes]:
        stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        packed, full = self._some(), False
        while packed or full:
            try:
                part = stream.decompress(packed, CHUNK_BYTES)
            except zlib.error:
                raise self._expansion.damaged() from None
            if part:
                yield part
            if stream.eof:
                self._rest = stream.unused_data
                return
            full = len(part) == CHUNK_BYTES
            packed = stream.unconsumed_tail or (b"" if full else self._some())
        raise self._expansion.damaged()

    def _stored(self, size: int) -> Iterator[bytes]:
        while size:
            part = self._some()
            if not part:
                raise self._expansion.damaged()
            self._rest = part[size:]
            size -= len(part[:size])
            yield part[: len(part) - len(self._rest)]

    def _checksum_behind(self) -> int:
        """Go behind what stands behind a file, and return its checksum."""
        behind = self._take(BEHIND[-1] + len(FILE), exactly=False)
        at = next((at for at in BEHIND if behind.startswith(SIGNATURES, at)), None)
        if at is None:
            raise self._expansion.damaged()
        self._rest = behind[at:] + self._rest
        return int.from_bytes(behind[:at].removeprefix(CHECKSUM)[:4], "little")

    def _some(self) -> bytes:
        """Return the next bytes, however many there are; nothing at the end."""
        some, self._rest = self._rest or next(self._pieces, b""), b""
        return some

    def _take(self, size: int, *, exactly: bool = True) -> bytes:
        """Return so many bytes; fewer at the end only where that may be."""
        while len(self._rest) < size and (more := next(self._pieces, b"")):
            self._rest += more
        if exactly and len(self._rest) < size:
            raise self._expansion.damaged()
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def _wide(extra: bytes) -> int | None:
    """Return the packed size from what is more: behind the unpacked one, in a field of its own."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1 and length >= 16 and at + 20 <= len(extra):
            packed: int = struct.unpack_from("<Q", extra, at + 12)[0]
            return packed
        at += 4 + length
    return None
