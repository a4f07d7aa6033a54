"""Parquet, a few rows at a time: a row group of any size takes no more memory than its pages."""

from collections.abc import Iterator
from typing import Final

import pyarrow.parquet as pq

from tuning.cli.tables import rows
from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading.containers import PARQUET
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import MEBIBYTE, Readable
from tuning.dataset.reading.packings import FREE_BYTES, RATIO

ENCRYPTED: Final = b"PARE"
"""How a file begins whose footer is encrypted (Parquet Modular Encryption, "Encrypted footer")."""


def read(stream: Readable, reading: Reading) -> Iterator[Batch]:
    """Yield every row that can be read as a record.

    Raises:
        Unreadable: TABLE_ENCRYPTED, BAD_TABLE, GZIP_BOMB, EMPTY_FILE, DUPLICATE_COLUMN.
    """
    file = rows.seekable(stream, reading)
    if file.read(len(ENCRYPTED)) == ENCRYPTED:
        raise Unreadable(Fault.of(Code.TABLE_ENCRYPTED, container=PARQUET.name))
    try:
        table = pq.ParquetFile(file, buffer_size=MEBIBYTE, pre_buffer=False)
    except rows.DAMAGED as error:
        raise rows.damaged(PARQUET.name) from error
    groups = [table.metadata.row_group(at) for at in range(table.num_row_groups)]
    if sum(group.total_byte_size for group in groups) > max(
        FREE_BYTES, RATIO * reading.facts.bytes
    ):
        raise Unreadable(Fault.of(Code.GZIP_BOMB, ratio=RATIO))
    batches = table.iter_batches(batch_size=rows.BATCH_ROWS, use_threads=False)
    yield from rows.records(batches, reading, name=PARQUET.name)
