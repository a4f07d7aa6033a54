"""JSON Lines: one record on each line."""

from collections.abc import Iterable, Iterator

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import LINE_BYTES, MEBIBYTE, lines
from tuning.dataset.reading.parser import Parser
from tuning.dataset.record import Record


def read(pieces: Iterable[bytes], reading: Reading) -> Iterator[Record]:
    """Yield every record that can be read.

    A CR before the LF is dropped, with one warning for the file: the snapshot is written anew.
    """
    parser = Parser(reading, container="JSONL")
    carriage_returns = 0
    for number, line in lines(pieces):
        if line is None:
            limit = LINE_BYTES // MEBIBYTE
            reading.records += 1
            reading.add(Fault.of(Code.LINE_TOO_LONG, mebibytes=limit), line=number)
            continue
        if line.endswith(b"\r"):
            carriage_returns += 1
        if not line.strip():
            reading.add(Fault.of(Code.BLANK_LINE), line=number)
        elif record := parser.parse(line, line=number):
            yield record
    if carriage_returns:
        reading.add(Fault.of(Code.CRLF))
