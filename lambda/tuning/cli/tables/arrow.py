"""Arrow, as a file, as a stream or as Feather: one batch of rows at a time."""

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

import pyarrow as pa
from pyarrow import ipc

from tuning.cli.tables import rows
from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading.containers import ARROW
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import MEBIBYTE, Readable

BATCH_BYTES: Final = 256 * MEBIBYTE
"""Largest batch: all of it is held. Writers make batches of a thousand to 64 thousand rows."""

METADATA_BYTES: Final = 16 * MEBIBYTE
"""More than what describes a batch of thousands of columns."""

FILE: Final = b"ARROW1\x00\x00"
"""What a file begins with; a stream begins with its first message."""

CONTINUES: Final = b"\xff\xff\xff\xff"

BODY_LENGTH: Final = 4 + 2 * 3
"""Where the table of a message's fields says where its fourth one is, how long the body is; it ends
before where there is none."""


def read(stream: Readable, reading: Reading) -> Iterator[Batch]:
    """Yield every row that can be read as a record.

    Raises:
        Unreadable: BAD_TABLE, FILE_TOO_LARGE, EMPTY_FILE, DUPLICATE_COLUMN.
    """
    file = rows.seekable(stream, reading)
    try:
        for size in _bodies(file):
            if size > BATCH_BYTES:
                figures = {"content": "largest batch of rows", "mebibytes": BATCH_BYTES // MEBIBYTE}
                raise Unreadable(Fault(Code.FILE_TOO_LARGE, figures))
        file.seek(0)
        batches = _batches(file)
    except (*rows.DAMAGED, struct.error) as error:
        raise rows.damaged(ARROW.name) from error
    yield from rows.records(batches, reading, name=ARROW.name)


def _batches(file: BinaryIO) -> Iterator[pa.RecordBatch]:
    whole = file.read(len(FILE)) == FILE
    file.seek(0)
    if not whole:
        yield from ipc.open_stream(file)
        return
    opened = ipc.open_file(file)
    for number in range(opened.num_record_batches):
        yield opened.get_batch(number)


def _bodies(file: BinaryIO) -> Iterator[int]:
    """Yield how long the body of each message is, without reading it.

    (Arrow columnar format, "Encapsulated message format"; a file is a stream and a list behind it.)
    """
    file.seek(len(FILE) if file.read(len(FILE)) == FILE else 0)
    while word := file.read(4):
        (size,) = struct.unpack("<i", file.read(4) if word == CONTINUES else word)
        if not size:
            return
        if not 0 < size <= METADATA_BYTES:
            raise EOFError
        body = _body(file.read(size))
        if body < 0:
            raise EOFError
        yield body
        file.seek(body, os.SEEK_CUR)


def _body(message: bytes) -> int:
    """Return how long a message says that its body is."""
    (table,) = struct.unpack_from("<I", message)
    fields = table - struct.unpack_from("<i", message, table)[0]
    (length,) = struct.unpack_from("<H", message, fields)
    if length <= BODY_LENGTH:
        return 0
    (at,) = struct.unpack_from("<H", message, fields + BODY_LENGTH)
    size: int = struct.unpack_from("<q", message, table + at)[0] if at else 0
    return size
