"""Records from the bytes of their JSON: many at once while all are good, else one after another."""

import json
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from tuning.dataset.batch import Batch, Columns
from tuning.dataset.codes import Code
from tuning.dataset.expressions import Expressions
from tuning.dataset.formats import media, nearness
from tuning.dataset.formats.beside import key_name
from tuning.dataset.formats.casing import folded
from tuning.dataset.formats.form import Form, Raw
from tuning.dataset.formats.forms import in_case, named
from tuning.dataset.formats.recognition import mixed, recognised
from tuning.dataset.formats.shape import Decoder, Shape
from tuning.dataset.formats.telling import Telling, beyond_text
from tuning.dataset.problems import LISTED_PER_CODE, Fault
from tuning.dataset.reading import diagnosis
from tuning.dataset.reading.file import Reading
from tuning.dataset.structure import as_spelled

REFUSALS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What the decoder raises when bytes are not what they should be."""

PAIR: Final = 2

MISPLACED: Final = (rb"[^}\x00]\n", rb"\n[^{\x00]", rb"\}[ \t\r]*\{")
"""Ends of lines inside an object, or between what is none; two objects on one line. It may find
such bytes in a text as well, never too few. NUL stands behind all that is searched, and no JSON
holds it."""

KEY: Final = rb'[^\\]"[ \t\r]*:'
THREE_KEYS: Final = rb"[^\n]*".join((KEY, KEY, KEY))
"""On one line. A quote that a backslash escapes ends no key of any format."""

LAYOUT: Final = Expressions((THREE_KEYS, *MISPLACED), once=True)

ENCODER: Final = msgspec.json.Encoder()

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
        self._form: Form | None = None
        self._met: dict[str, Fault] = {}
        self._shape: type[Shape] | None = None
        self._decoder: Decoder[Shape]
        if reading.goes_on_as:
            self._settle(named(reading.goes_on_as, reading.handling))

    def parse_all(self, text: bytes, *, line: int) -> Batch | None:
        """Return the records of some lines if each line is exactly one good record.

        Args:
            text: the lines.
            line: the number of the first one.
        """
        if self._form is None or not self._form.native:
            return None
        layout = LAYOUT.present(text)
        try:
            shapes = self._decoded_all(text, one_a_line=one_object_a_line(text, layout))
        except REFUSALS:
            return None
        told = None if b"\\" in text else text
        batch = Batch(shapes, range(line, line + len(shapes)), self._columns(shapes), told)
        two_keys = self._has_two_keys and 0 not in layout
        if not two_keys and self._repeats_keys(text, shapes, batch.columns):
            return None
        self._reading.facts.records += len(shapes)
        return batch

    def parse(self, text: bytes, *, line: int) -> Shape | None:
        """Return the record that begins on ``line``; None after adding what is wrong with it."""
        self._reading.facts.records += 1
        try:
            if self._form is None and not self._recognise(text, line):
                return None
            if self._form and not self._form.native:
                return self._retold(text, line)
            return self._decoded(text)
        except DuplicateKey as error:
            self._reading.add(Fault.of(Code.DUPLICATE_KEY, key=error.key), line=line)
        except msgspec.ValidationError as error:
            return self._loosened(text, error, line)
        except REFUSALS as error:
            self._diagnose(text, error, line)
        return None

    def _recognise(self, text: bytes, line: int) -> bool:
        """Tell whether the form of the file is known from now on."""
        fields = folded(diagnosis.OUTLINE.decode(text))
        columns = self._reading.handling.columns
        form = recognised(fields, self._reading.handling)
        if form:
            self._settle(form, called=form.called(fields))
            if columns and not {*in_case(columns)} <= fields.keys():
                names = ", ".join(map(key_name, columns))
                fault = Fault.of(Code.COLUMNS_NOT_THERE, columns=names, format=form.title)
                self._reading.add(fault, line=line)
            return True
        held = list(media.of_record(text))
        for what in held:
            self._reading.add(beyond_text(what, self._reading.handling), line=line)
        if not held:
            self._reading.add(self._unknown(fields), line=line)
        return False

    def _unknown(self, fields: Raw) -> Fault:
        """Name the keys of a record of no known form, and the form that is most like it."""
        keys = nearness.keys_met(fields)
        if keys not in self._met and len(self._met) < LISTED_PER_CODE:
            self._met[keys] = nearness.fault(fields)
        return self._met.get(keys) or next(iter(self._met.values()))

    def _loosened(self, text: bytes, refusal: Exception, line: int) -> Shape | None:
        """Read a record that its decoder refuses, if that is for what stands beside it."""
        try:
            return self._retold(text, line)
        except DuplicateKey as error:
            self._reading.add(Fault.of(Code.DUPLICATE_KEY, key=error.key), line=line)
        except REFUSALS:
            self._diagnose(text, refusal, line)
        return None

    def _retold(self, text: bytes, line: int) -> Shape | None:
        """Return a record of another tool as the shape that its form becomes."""
        form, handling = self._form, self._reading.handling
        outline = folded(diagnosis.OUTLINE.decode(text))
        if form is None or form.retell is None:
            raise msgspec.ValidationError
        if fault := mixed(form, outline):
            self._reading.add(fault, line=line)
            return None
        telling = Telling(handling, form.called(outline))
        for what in diagnosis.not_taken(text, form.shape, handling):
            telling.beyond_text(what)
        read = folded(msgspec.json.decode(text, type=dict[str, Any]))
        fields = {key: as_spelled(value, bytes(outline[key])) for key, value in read.items()}
        refuse_duplicate_keys(text)
        record = None if telling.refused else form.retell(fields, telling)
        self._reading.varied.look(fields, record, telling)
        for fault in telling.faults:
            self._reading.add(fault, line=line)
        if telling.refused or record is None:
            return None
        try:
            return msgspec.convert(record, form.shape)
        except msgspec.ValidationError as error:
            self._diagnose(ENCODER.encode(record), error, line)
            return None

    def _diagnose(self, text: bytes, refusal: Exception, line: int) -> None:
        for fault in diagnosis.faults(text, self._shape, refusal, self._reading.handling):
            self._reading.add(fault, line=line)

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

    def _decoded(self, text: bytes) -> Shape:
        record = self._decoder.decode(text)
        if self._repeats_keys(text, [record], self._columns([record])):
            refuse_duplicate_keys(text)
        return record

    def _settle(self, form: Form, *, called: str | None = None) -> None:
        shape = form.shape
        self._form = form
        self._shape = shape
        self._decoder = shape.decoder()
        fields = msgspec.structs.fields(shape)
        self._has_two_keys = len(fields) == PAIR and all(field.required for field in fields)
        self._reading.facts.form = form.name
        self._reading.facts.format = f"{self._container} of {called or form.title}"

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
        self.key = key_name(key)


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
