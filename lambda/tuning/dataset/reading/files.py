"""Tell what a file is from its name and its first bytes, and read its records."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final

from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading import containers, elements, examples, jsonl, table
from tuning.dataset.reading.containers import BZIP2, CSV, GZIP, TSV, ZIP, Container, Made
from tuning.dataset.reading.encodings import as_utf_8
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import FILE_BYTES, Readable, bounded, chunks, gathered
from tuning.dataset.reading.packings import bunzipped, gunzipped
from tuning.dataset.reading.zipped import Archive

TABLES: Final = (CSV, TSV)

Reader = Callable[[Readable, Reading], Iterator[Batch]]
"""Yields the records of a stream; what is wrong with the others goes to the reading."""

NUL_SHARE: Final = 0.1
"""Binary data have more NUL bytes than this; text has none."""


def read(stream: Readable, reading: Reading) -> Iterator[Batch]:
    """Yield every record that can be read; what is wrong with the others goes to ``reading``.

    Whatever the bytes are, nothing is raised but that the stream broke off. Memory stays bounded
    by the longest line (or the largest JSON document) that is taken.

    Raises:
        Interrupted: the stream cannot be read to its end.
    """
    return told(_batches(stream, reading), reading)


def told(batches: Iterator[Batch], reading: Reading) -> Iterator[Batch]:
    """Pass batches on until their file cannot be read any further, which it is told of."""
    try:
        yield from batches
    except Unreadable as stop:
        reading.facts.lost = True
        reading.problems.add(stop.fault, file=reading.facts.file, line=stop.line)


def _batches(stream: Readable, reading: Reading) -> Iterator[Batch]:
    name = containers.made(reading.facts.file)
    pieces = counted(stream, reading)
    form, pieces = _unpacked(name, pieces)
    pieces = gathered(bounded(pieces, limit=FILE_BYTES, content="file"))
    head = next(pieces, b"")
    if found := containers.recognised(head):
        by_name = name.form if found is ZIP and name.form and name.form.read == "nowhere" else found
        fault = Fault.of(Code.NOT_TEXT, content=by_name.name, mend=_mend(by_name, name))
        raise Unreadable(fault)
    text = as_utf_8(chain([head], pieces), reading)
    if reading.goes_on_as:
        yield from jsonl.read(text, reading)
        return
    head = next(text, b"")
    if not head:
        raise Unreadable(Fault.of(Code.EMPTY_FILE))
    if content := binary(head):
        raise Unreadable(Fault.of(Code.NOT_TEXT, content=content, mend=containers.EXPORT))
    text = chain([head], text)
    yield from table.read(text, reading) if form in TABLES else _json(head, text, reading)


def _unpacked(name: Made, pieces: Iterator[bytes]) -> tuple[Container | None, Iterator[bytes]]:
    """Return what holds the records of a file, and its bytes as they were before packing."""
    if name.packing is GZIP:
        return name.form, gunzipped(pieces)
    if name.packing is BZIP2:
        return name.form, bunzipped(pieces)
    if name.packing is ZIP:
        archive = Archive(pieces)
        return containers.made(archive.name).form, archive.unpacked()
    return name.form, pieces


def _mend(found: Container, name: Made) -> str:
    """Say what to do with a file that is something else than its name says."""
    if name.packing:
        return "unpack it once, and see what it holds"
    if found.read == "nowhere":
        return found.mend
    return f"give it a name that ends {found.suffixes[0]}"


def _json(head: bytes, text: Iterable[bytes], reading: Reading) -> Iterator[Batch]:
    if examples.START.match(head):
        yield from examples.read(text, reading)
    elif name := elements.container(head, only=reading.only):
        yield from elements.read(text, reading, name=name)
    else:
        yield from jsonl.read(text, reading)


def counted(stream: Readable, reading: Reading) -> Iterator[bytes]:
    """Pass a stream on piece by piece, and note its size and its hash.

    Raises:
        Interrupted: the stream cannot be read to its end.
    """
    digest = hashlib.sha256() if reading.hashed else None
    for piece in chunks(stream):
        if digest:
            digest.update(piece)
        reading.facts.bytes += len(piece)
        yield piece
    reading.facts.sha256 = digest.hexdigest() if digest else None


def binary(head: bytes) -> str | None:
    """Name what a file's first bytes are if they are no text; None when they may be."""
    if found := containers.recognised(head):
        return found.name
    return "binary or UTF-16" if head.count(0) > NUL_SHARE * len(head) else None
