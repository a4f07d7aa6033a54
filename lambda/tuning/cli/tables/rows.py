"""Rows of a table as records: each becomes the JSON that says the same, and is read as a line."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final, cast

import msgspec
import pyarrow as pa

from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.formats.beside import key_name
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading import files, jsonl
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import Readable

BATCH_ROWS: Final = 256
"""Held at a time: of the longest records that are taken half a gigabyte, usually a megabyte."""

ENCODER: Final = msgspec.json.Encoder()

DAMAGED: Final = (pa.ArrowException, OSError, EOFError)
"""How pyarrow refuses a file that is not what its name says."""


def seekable(stream: Readable, reading: Reading) -> BinaryIO:
    """Return a stream at its beginning, once its bytes are counted.

    A table says at its end where its columns are, so it is read from a file and not from a pipe.
    """
    file = cast(BinaryIO, stream)
    for _ in files.counted(stream, reading):
        pass
    file.seek(0, os.SEEK_SET)
    return file


def records(batches: Iterable[pa.RecordBatch], reading: Reading, *, name: str) -> Iterator[Batch]:
    """Yield the rows of a table that can be read; a row is named where a line would be.

    Args:
        batches: of rows, in their order.
        reading: where their problems go.
        name: of the container, as a person calls it.

    Raises:
        Unreadable: the table is damaged, or two columns have one name.
    """
    try:
        yield from jsonl.read(_lines(batches), reading, container=name)
    except DAMAGED as error:
        raise damaged(name) from error


def damaged(name: str) -> Unreadable:
    """Say that a file is no table, whatever its name says."""
    return Unreadable(Fault.of(Code.BAD_TABLE, container=name))


def _lines(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    for batch in batches:
        names = batch.schema.names
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise Unreadable(Fault.of(Code.DUPLICATE_COLUMN, column=key_name(twice)))
        for start in range(0, batch.num_rows, BATCH_ROWS):
            yield b"".join(map(_line, _said(batch.slice(start, BATCH_ROWS))))


def _said(rows: pa.RecordBatch) -> Iterator[Mapping[str, Any] | None]:
    """Yield what each row says; None of one that says something that is no text."""
    try:
        yield from rows.to_pylist()
    except (UnicodeDecodeError, ValueError, OverflowError):
        for at in range(rows.num_rows):
            try:
                (row,) = rows.slice(at, 1).to_pylist()
            except (UnicodeDecodeError, ValueError, OverflowError):
                yield None
            else:
                yield row


def _line(row: Mapping[str, Any] | None) -> bytes:
    if row is None:
        return NO_TEXT
    if any(map(is_binary, row.values())):
        return OTHER_CONTENT
    try:
        return ENCODER.encode({key: plain(value) for key, value in row.items()}) + b"\n"
    except (UnicodeError, ValueError, TypeError):
        return NO_TEXT


NO_TEXT: Final = b"\xff\n"
"""The line of a row that is no text, which its reader says of it."""


OTHER_CONTENT: Final = b'{"inlineData": true}\n'
"""The line of a row that holds an image or the like, which its reader says of it."""


def is_binary(value: Any) -> bool:
    """Tell whether a value, or what is in it, is bytes that are no text: an image, a vector."""
    if isinstance(value, dict):
        return any(map(is_binary, value.values()))
    if isinstance(value, list):
        return any(map(is_binary, value))
    return isinstance(value, bytes) and not is_text(value)


def is_text(value: bytes) -> bool:
    """Tell whether bytes are text: UTF-8 that holds no NUL."""
    try:
        return "\0" not in value.decode()
    except UnicodeDecodeError:
        return False


def plain(value: Any) -> Any:
    """Return a value as JSON has it.

    A column of objects has every key in every row: one that a row does not have is null there.
    """
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.decode() if isinstance(value, bytes) else value
