"""Records from the bytes of their JSON: many at once while all are good, else one after another."""

import json
from collections.abc import Sequence
from typing import Final

import msgspec

from tuning.dataset.batch import Batch, Columns
from tuning.dataset.codes import Code
from tuning.dataset.expressions import Expressions
from tuning.dataset.formats.shape import Decoder, Shape
from tuning.dataset.formats.shapes import NAMED, recognised
from tuning.dataset.problems import Fault
from tuning.dataset.reading import diagnosis
from tuning.dataset.reading.file import Reading

REFUSALS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What the decoder raises when bytes are not what they should be."""

PAIR: Final = 2

MISPLACED: Final = (rb"[^}]\n", rb"\n[^{]", rb"\}[ \t\r]*\{")
"""Ends of lines inside an object, or between what is none; two objects on one line. It may find
such bytes in a text as well, never too few."""

KEY: Final = rb'[^\\]"[ \t\r]*:'
THREE_KEYS: Final = rb"[^\n]*".join((KEY, KEY, KEY))
"""On one line. A quote that a backslash escapes ends no key of any format."""

LAYOUT: Final = Expressions((THREE_KEYS, *MISPLACED), once=True)

ESCAPED_QUOTE: Final = rb"\u0022"


class Parser:
    """Reads records of one format: that of the first record whose keys are those of a format."""

    def __init__(self, reading: Reading, *, container: str) -> None:
        """Start without a format, unless the file is known to go on in one.

        Args:
            reading: where problems go.
            container: what holds the records, as a person calls it.
        """
        self._reading = reading
        self._container = container
        self._shape: type[Shape] | None = None
        self._decoder: Decoder[Shape]
        if reading.goes_on_as:
            self._settle(NAMED[reading.goes_on_as])

    def parse_all(self, text: bytes, *, line: int) -> Batch | None:
        """Return the records of some lines if each line is exactly one good record.

        Args:
            text: the lines.
            line: the number of the first one.
        """
        if self._shape is None:
            return None
        layout = LAYOUT.present(text)
        try:
            shapes = self._decoded_all(text, one_a_line=one_object_a_line(text, layout))
        except REFUSALS:
            return None
        batch = self.batch(shapes, range(line, line + len(shapes)))
        two_keys = self._has_two_keys and 0 not in layout
        if not two_keys and self._repeats_keys(text, shapes, batch.columns):
            return None
        self._reading.facts.records += len(shapes)
        return batch

    def parse(self, text: bytes, *, line: int) -> Shape | None:
        """Return the record that begins on ``line``; None after adding what is wrong with it."""
        self._reading.facts.records += 1
        try:
            shape = self._decoded(text)
        except DuplicateKey as error:
            self._reading.add(Fault.of(Code.DUPLICATE_KEY, key=error.key), line=line)
        except REFUSALS as error:
            for fault in diagnosis.faults(text, self._shape, error, self._reading.handling):
                self._reading.add(fault, line=line)
        else:
            if shape is None:
                self._reading.add(Fault.of(Code.UNKNOWN_FORMAT), line=line)
            return shape
        return None

    def batch(self, shapes: Sequence[Shape], lines: Sequence[int]) -> Batch:
        """Hold records that were parsed, with the lines on which they begin."""
        return Batch(shapes, lines, self._columns(shapes))

    def _columns(self, shapes: Sequence[Shape]) -> Columns:
        if not self._shape:
            return Columns([], [], set())
        return self._shape.columns(shapes, self._reading.handling)

    def _decoded_all(self, text: bytes, *, one_a_line: bool) -> list[Shape]:
        decoder = self._decoder
        if isinstance(decoder, msgspec.json.Decoder) and one_a_line:
            return decoder.decode_lines(text)
        return [decoder.decode(line) for line in text.removesuffix(b"\n").split(b"\n")]

    def _decoded(self, text: bytes) -> Shape | None:
        if self._shape is None:
            shape = recognised(diagnosis.OUTLINE.decode(text), self._reading.handling)
            if shape is None:
                return None
            self._settle(shape)
        record = self._decoder.decode(text)
        if self._repeats_keys(text, [record], self._columns([record])):
            refuse_duplicate_keys(text)
        return record

    def _settle(self, shape: type[Shape]) -> None:
        self._shape = shape
        self._decoder = shape.decoder()
        fields = msgspec.structs.fields(shape)
        self._has_two_keys = len(fields) == PAIR and all(field.required for field in fields)
        self._reading.facts.form = shape.name
        self._reading.facts.format = f"{self._container} of {shape.title}"

    def _repeats_keys(self, text: bytes, shapes: Sequence[Shape], columns: Columns) -> bool:
        """Tell whether an object may have a key twice, of which a reader sees only the last.

        Every string stands between two quotes, and every other quote is inside a text, where it
        is escaped. So without repeated keys there are as many as the records that were read have.
        """
        strings = self._shape.strings(shapes) if self._shape else None
        if strings is None:
            return True
        others = text.count(b'"') - 2 * strings
        if not others:
            return False
        inside = sum("".join(texts).count('"') for texts in columns[:2])
        return others != inside or ESCAPED_QUOTE in text


def one_object_a_line(text: bytes, layout: Sequence[int]) -> bool:
    """Tell whether the JSON values of lines, if they are objects, stand one on each line.

    Inside an object a closing brace is never followed by an opening one, so lines that all end and
    begin with braces begin and end objects.
    """
    bounded = text.startswith(b"{") and text.endswith((b"}\n", b"}"))
    return bounded and not any(layout)


class DuplicateKey(ValueError):
    """An object has a key twice; readers differ in which one they believe."""

    def __init__(self, key: str) -> None:
        """Name the key, if it can be shown."""
        super().__init__()
        self.key = diagnosis.shown(key)


def refuse_duplicate_keys(text: bytes) -> None:
    """Look through every object of a record.

    Raises:
        DuplicateKey: an object has a key twice.
    """
    json.loads(text, object_pairs_hook=_unique, parse_int=str)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys: dict[str, object] = {}
    for key, value in pairs:
        if key in keys:
            raise DuplicateKey(key)
        keys[key] = value
    return keys
