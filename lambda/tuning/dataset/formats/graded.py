"""Reinforcement records: messages to answer, and what a grader judges the answer by."""

from collections.abc import Iterator
from typing import Any, ClassVar, Final, Generic, Self, TypeVar

import msgspec
from msgspec import UNSET

from tuning.dataset import structure
from tuning.dataset.codes import Code
from tuning.dataset.formats.chat import ChatMessage, told
from tuning.dataset.formats.media import beyond_text
from tuning.dataset.formats.shape import Decoder, Shape
from tuning.dataset.problems import Fault
from tuning.dataset.record import REFERENCE_ANSWER, Record


class Graded(Shape, frozen=True):
    """``{"messages": …, "reference_answer": …}``; further keys are metadata for the grader.

    Each is looked at closely: a Bedrock job takes 20,000 of them at most.
    """

    name = "graded"
    title = "messages with reference_answer"
    open: ClassVar[bool] = True
    messages: tuple[ChatMessage, ...]
    reference_answer: Any
    metadata: dict[str, Any] = msgspec.field(default_factory=dict)

    @classmethod
    def decoder(cls) -> Decoder[Self]:
        """Return what reads the JSON of one record."""
        return GradedDecoder(cls)

    def record(self, line: int) -> Record:
        """Return the record in the form that every format shares."""
        record = told(line, UNSET, self.messages)
        grading = {REFERENCE_ANSWER: self.reference_answer, **self.metadata}
        faults = tuple(self._faults(grading))
        return msgspec.structs.replace(
            record, grading={} if faults else grading, noted=record.noted + faults
        )

    @staticmethod
    def _faults(grading: dict[str, Any]) -> Iterator[Fault]:
        yield from structure.faults(grading)
        for what in beyond_text(grading):
            yield Fault.of(Code.NOT_ONLY_TEXT, what=what)


class Known(msgspec.Struct, frozen=True, gc=False):
    """The keys that every reinforcement record has."""

    messages: tuple[ChatMessage, ...]
    reference_answer: Any


FIELDS: Final = msgspec.json.Decoder(dict[str, Any])

Read = TypeVar("Read", bound=Graded)


class GradedDecoder(Generic[Read]):
    """Reads an object that may have further keys of any name."""

    def __init__(self, shape: type[Read]) -> None:
        """Read records of a shape."""
        self._shape = shape

    def decode(self, text: bytes, /) -> Read:
        """Return the record; see ``Decoder``."""
        fields = FIELDS.decode(text)
        known = msgspec.convert(fields, Known)
        metadata = {key: value for key, value in fields.items() if key not in KNOWN}
        return self._shape(known.messages, known.reference_answer, metadata)


KNOWN: Final = frozenset(Known.__struct_fields__)
