"""What the record formats have in common: how each is decoded, seen as columns, and counted."""

from collections.abc import Sequence
from typing import ClassVar, Protocol, Self, TypeVar

import msgspec
from msgspec import UnsetType

from tuning.dataset.batch import Columns
from tuning.dataset.record import Record
from tuning.run.formats import FormatName
from tuning.run.handling import Handling

Value = TypeVar("Value")
Decoded = TypeVar("Decoded", covariant=True)


class Decoder(Protocol[Decoded]):
    """Reads the JSON of one record."""

    def decode(self, text: bytes, /) -> Decoded:
        """Return the record.

        Raises:
            msgspec.DecodeError, UnicodeDecodeError, RecursionError: it is no such record.
        """
        ...


class Titled(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A form that JSON is expected to have.

    Attributes:
        title: names it to a person.
        open: whether it may have keys of any name beside its own.
    """

    title: ClassVar[str]
    open: ClassVar[bool] = False


class Shape(Titled, frozen=True):
    """One record as it stands in a file.

    Attributes:
        name: what the format is asked for by.
    """

    name: ClassVar[FormatName]

    @classmethod
    def decoder(cls) -> Decoder[Self]:
        """Return what reads the JSON of one record."""
        return msgspec.json.Decoder(cls)

    @classmethod
    def columns(cls, shapes: Sequence[Self], handling: Handling) -> Columns:
        """Return the texts of many records of this format."""
        return Columns.of(shape.record(0) for shape in shapes)

    @classmethod
    def strings(cls, shapes: Sequence[Self]) -> int | None:
        """Count the JSON strings of many records, keys included; None where that is not told."""
        return None

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        raise NotImplementedError


def set_or(value: Value | UnsetType, default: Value) -> Value:
    """Return what a field was set to."""
    return default if isinstance(value, UnsetType) else value
