"""Tell what a file is from its name and its first bytes, and read its records."""

import hashlib
from collections.abc import Iterator
from itertools import chain
from typing import Final

from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading import elements, examples, jsonl, table
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import FILE_BYTES, Readable, bounded, chunks, expanded, gathered

GZIP: Final = ".gz"
TABLES: Final = (".csv", ".tsv")

MAGIC: Final = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "a zip archive",
    b"PAR1": "Parquet",
    b"ARROW1": "Arrow",
    b"Obj\x01": "Avro",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"SQLite format 3": "an SQLite database",
    b"%PDF": "PDF",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
"""First bytes of what people drop by mistake."""

NUL_SHARE: Final = 0.1
"""Binary data and UTF-16 without a mark have more NUL bytes than this; text has none."""

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def read(stream: Readable, reading: Reading) -> Iterator[Batch]:
    """Yield every record that can be read; what is wrong with the others goes to ``reading``.

    Whatever the bytes are, nothing is raised but that the stream broke off. Memory stays bounded
    by the longest line (or the largest JSON document) that is taken.

    Raises:
        Interrupted: the stream cannot be read to its end.
    """
    try:
        yield from _batches(stream, reading)
    except Unreadable as stop:
        reading.problems.add(stop.fault, file=reading.facts.file, line=stop.line)


def _batches(stream: Readable, reading: Reading) -> Iterator[Batch]:
    name = reading.facts.file.lower()
    pieces = _counted(stream, reading)
    if name.endswith(GZIP):
        pieces = expanded(pieces)
    pieces = gathered(bounded(pieces, limit=FILE_BYTES, content="file"))
    if reading.goes_on_as:
        yield from jsonl.read(pieces, reading)
        return
    head = next(pieces, b"")
    content = binary(head)
    if not head:
        reading.add(Fault.of(Code.EMPTY_FILE))
    elif content:
        reading.add(Fault.of(Code.NOT_TEXT, content=content))
    elif name.removesuffix(GZIP).endswith(TABLES):
        yield from table.read(chain([head], pieces), reading)
    else:
        if head.startswith(BYTE_ORDER_MARK):
            reading.add(Fault.of(Code.BYTE_ORDER_MARK), line=1)
            head = head.removeprefix(BYTE_ORDER_MARK)
        yield from _json(head, pieces, reading)


def _json(head: bytes, pieces: Iterator[bytes], reading: Reading) -> Iterator[Batch]:
    text = chain([head], pieces)
    if examples.START.match(head):
        yield from examples.read(text, reading)
    elif name := elements.container(head):
        yield from elements.read(text, reading, name=name)
    else:
        yield from jsonl.read(text, reading)


def _counted(stream: Readable, reading: Reading) -> Iterator[bytes]:
    digest = hashlib.sha256() if reading.hashed else None
    for piece in chunks(stream):
        if digest:
            digest.update(piece)
        reading.facts.bytes += len(piece)
        yield piece
    reading.facts.sha256 = digest.hexdigest() if digest else None


def binary(head: bytes) -> str | None:
    """Name what a file's first bytes are if they are no text; None when they may be."""
    for magic, content in MAGIC.items():
        if head.startswith(magic):
            return content
    return "binary or UTF-16" if head.count(0) > NUL_SHARE * len(head) else None
