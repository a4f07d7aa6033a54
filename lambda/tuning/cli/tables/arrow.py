"""Arrow, as a file, as a stream or as Feather: one batch of rows at a time."""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

import pyarrow as pa
from pyarrow import ipc

from tuning.cli.tables import arrow_messages, rows
from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading.containers import ARROW
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import MEBIBYTE, Readable

BATCH_BYTES: Final = 256 * MEBIBYTE
"""Largest batch: all of it is held. Writers make batches of a thousand to 64 thousand rows."""


def read(stream: Readable, reading: Reading) -> Iterator[Batch]:
    """Yield every row that can be read as a record.

    Raises:
        Unreadable: BAD_TABLE, FILE_TOO_LARGE, EMPTY_FILE, DUPLICATE_COLUMN.
    """
    file = rows.seekable(stream, reading)
    try:
        for size in arrow_messages.sizes(file):
            if size > BATCH_BYTES:
                figures = {"content": "largest batch of rows", "mebibytes": BATCH_BYTES // MEBIBYTE}
                raise Unreadable(Fault(Code.FILE_TOO_LARGE, figures))
        file.seek(0)
        batches = _batches(file)
    except (*rows.DAMAGED, struct.error) as error:
        raise rows.damaged(ARROW.name) from error
    yield from rows.records(batches, reading, name=ARROW.name)


def _batches(file: BinaryIO) -> Iterator[pa.RecordBatch]:
    whole = file.read(len(arrow_messages.FILE)) == arrow_messages.FILE
    file.seek(0)
    if not whole:
        yield from ipc.open_stream(file)
        return
    opened = ipc.open_file(file)
    for number in range(opened.num_record_batches):
        yield opened.get_batch(number)
