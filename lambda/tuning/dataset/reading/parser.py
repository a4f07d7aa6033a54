"""One record after another, each from the bytes of its JSON."""

import json
import re
from typing import Final

import msgspec

from tuning.dataset.codes import Code
from tuning.dataset.formats.shapes import Shape, recognised
from tuning.dataset.problems import Fault
from tuning.dataset.reading import diagnosis
from tuning.dataset.reading.file import Reading
from tuning.dataset.record import Record

KEY: Final = re.compile(rb'"\s*:')
"""Ends every key; it may stand in a text as well, so it can count too many, never too few."""


class Parser:
    """Reads records of one format: that of the first record whose keys are those of a format."""

    def __init__(self, reading: Reading, *, container: str) -> None:
        """Start without a format.

        Args:
            reading: where problems go.
            container: what holds the records, as a person calls it.
        """
        self._reading = reading
        self._container = container
        self._shape: type[Shape] | None = None
        self._decoder = msgspec.json.Decoder(Shape)

    def parse(self, text: bytes, *, line: int) -> Record | None:
        """Return the record that begins on ``line``; None after adding what is wrong with it."""
        self._reading.records += 1
        try:
            if self._shape is None and not self._settle(text):
                self._reading.add(Fault.of(Code.UNKNOWN_FORMAT), line=line)
                return None
            shaped = self._decoder.decode(text)
            if len(KEY.findall(text)) > shaped.keys:
                refuse_duplicate_keys(text)
        except DuplicateKey as error:
            self._reading.add(Fault.of(Code.DUPLICATE_KEY, key=error.key), line=line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            for fault in diagnosis.faults(text, self._shape, error):
                self._reading.add(fault, line=line)
        else:
            return shaped.record(line)
        return None

    def _settle(self, text: bytes) -> bool:
        shape = recognised(diagnosis.OUTLINE.decode(text))
        if shape:
            self._shape = shape
            self._decoder = msgspec.json.Decoder(shape)
            self._reading.format = f"{self._container} of {shape.title}"
        return shape is not None


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
    json.loads(text, object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    seen: dict[str, object] = {}
    for key, value in pairs:
        if key in seen:
            raise DuplicateKey(key)
        seen[key] = value
    return seen
