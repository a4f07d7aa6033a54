"""JSON Lines: one record on each line."""

from collections.abc import Iterable, Iterator
from typing import Final

from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.formats.shape import Shape
from tuning.dataset.problems import Fault
from tuning.dataset.reading.blocks import blocks
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import LINE_BYTES, MEBIBYTE
from tuning.dataset.reading.parser import Parser

FEW_BYTES: Final = 4 * 1024
"""Read line by line at once where something is wrong; more are halved, so that one bad line takes
few others with it."""


def read(pieces: Iterable[bytes], reading: Reading, *, container: str = "JSONL") -> Iterator[Batch]:
    """Yield every record that can be read, block by block.

    A CR before the LF is dropped and counted: the snapshot is written anew.
    """
    parser = Parser(reading, container=container)
    for block in blocks(pieces):
        yield from _batches(block, parser, reading)


def _batches(block: bytes | None, parser: Parser, reading: Reading) -> Iterator[Batch]:
    batch = _at_once(block, parser, reading)
    if batch is None and block is not None and 0 < (middle := _middle(block)) < len(block):
        yield from _batches(block[:middle], parser, reading)
        yield from _batches(block[middle:], parser, reading)
    else:
        yield batch or _one_by_one(block, parser, reading)


def _middle(block: bytes) -> int:
    """Return where a line ends that halves a block; 0 where it is too small to be halved."""
    return block.find(b"\n", len(block) // 2) + 1 if len(block) > FEW_BYTES else 0


def _at_once(block: bytes | None, parser: Parser, reading: Reading) -> Batch | None:
    if block is None or len(block) > LINE_BYTES:
        return None
    text = block.replace(b"\r\n", b"\n").removesuffix(b"\r") if b"\r" in block else block
    batch = parser.parse_all(text, line=reading.facts.lines + 1)
    if batch:
        reading.facts.lines += len(batch)
        reading.facts.carriage_returns += len(block) - len(text)
    return batch


def _one_by_one(block: bytes | None, parser: Parser, reading: Reading) -> Batch:
    """Read the lines of a block in which something is wrong, or may be."""
    facts = reading.facts
    shapes: list[Shape] = []
    numbers: list[int] = []
    for line in _lines(block):
        facts.lines += 1
        if line is None:
            facts.records += 1
            too_long = Fault.of(Code.LINE_TOO_LONG, mebibytes=LINE_BYTES // MEBIBYTE)
            reading.add(too_long, line=facts.lines)
            continue
        text = line.removesuffix(b"\r")
        facts.carriage_returns += len(line) - len(text)
        if not text.strip():
            reading.add(Fault.of(Code.BLANK_LINE), line=facts.lines)
        elif (shape := parser.parse(text, line=facts.lines)) is not None:
            shapes.append(shape)
            numbers.append(facts.lines)
    return parser.batch(shapes, numbers)


def _lines(block: bytes | None) -> Iterator[bytes | None]:
    """Yield each line without its LF; None for one that is too long."""
    lines = [None] if block is None else block.removesuffix(b"\n").split(b"\n")
    return (line if line is not None and len(line) <= LINE_BYTES else None for line in lines)
