"""One JSON document, ``{"examples": [...]}``, whose examples are records."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import msgspec

from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.formats.shape import Titled
from tuning.dataset.problems import Fault
from tuning.dataset.reading import diagnosis
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import MEBIBYTE, bounded
from tuning.dataset.reading.parser import Parser

DOCUMENT_BYTES: Final = 32 * MEBIBYTE
"""Largest document: it has no lines, so all of it is held in memory, 40 times its size where every
example is one digit. JSONL has no such limit."""

BATCH_EXAMPLES: Final = 1024

START: Final = re.compile(rb'\s*\{\s*"examples"\s*:\s*\[')
END: Final = re.compile(rb"\s*\]\s*\}\s*")
SEPARATORS: Final = b" \t\r\n,"


class Document(Titled, frozen=True):
    """The document; each example is kept as its own bytes."""

    title = '{"examples": [...]}'
    examples: tuple[msgspec.Raw, ...]


DECODER: Final = msgspec.json.Decoder(Document)


def read(pieces: Iterable[bytes], reading: Reading) -> Iterator[Batch]:
    """Yield every record that can be read, with the line on which it begins.

    Raises:
        Unreadable: FILE_TOO_LARGE.
    """
    text = b"".join(bounded(pieces, limit=DOCUMENT_BYTES, content="JSON document"))
    try:
        document = DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        for fault in diagnosis.faults(text, Document, error, reading.handling):
            byte = fault.figures.get("byte")
            line = text.count(b"\n", 0, byte) + 1 if isinstance(byte, int) else None
            reading.add(fault, line=line)
        return
    parser = Parser(reading, container="JSON examples")
    numbered = _numbered(text, document.examples, reading)
    while some := list(islice(numbered, BATCH_EXAMPLES)):
        read = [(parser.parse(example, line=line), line) for line, example in some]
        shapes = [shape for shape, _ in read if shape is not None]
        yield parser.batch(shapes, [line for shape, line in read if shape is not None])


def _numbered(
    text: bytes, examples: Iterable[msgspec.Raw], reading: Reading
) -> Iterator[tuple[int, bytes]]:
    """Find the examples again in the text that they came from: each begins where one ended.

    Anything else between them is a second list of examples, of which a reader sees only the last.
    """
    start = START.match(text)
    ended = start.end() if start else 0
    line = 1 + text.count(b"\n", 0, ended)
    alone = True
    for example in examples:
        content = bytes(example)
        began = text.index(content, ended)
        alone = alone and not text[ended:began].strip(SEPARATORS)
        line += text.count(b"\n", ended, began)
        yield line, content
        ended = began + len(content)
        line += content.count(b"\n")
    if not (alone and END.fullmatch(text, ended)):
        reading.add(Fault.of(Code.DUPLICATE_KEY, key="examples"))
