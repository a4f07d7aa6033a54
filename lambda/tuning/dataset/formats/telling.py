"""What is said about a record while it is put into a form that is known."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from tuning.dataset import structure
from tuning.dataset.codes import Code
from tuning.dataset.formats import media
from tuning.dataset.formats.beside import (
    BESIDE,
    HELD_OUT,
    NOTES,
    SPLITS,
    key_name,
    numbers_rows,
    says_nothing,
)
from tuning.dataset.problems import Fault
from tuning.dataset.wording import Wording
from tuning.run.handling import Handling

Fields = Mapping[str, Any]

KINDS: Final[Mapping[type, str]] = {
    str: "text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    list: "an array",
    dict: "an object",
    type(None): "null",
    structure.Spelled: "a number",
}
"""The types of JSON, as a person says them."""


class Telling:
    """Collects what is wrong with one record, and what of it is left out.

    Attributes:
        handling: what the record is read for.
        title: the form that it has, as a person calls it.
        faults: what there is to say.
    """

    def __init__(self, handling: Handling, title: str) -> None:
        """Start with nothing to say."""
        self.handling = handling
        self.title = title
        self.faults: list[Fault] = []

    def add(self, code: Wording, **figures: object) -> None:
        """Say something of the record."""
        self.faults.append(Fault.of(code, **figures))

    @property
    def refused(self) -> bool:
        """Whether something was said that refuses the record."""
        return any(fault.severity == "error" for fault in self.faults)

    def beside(self, fields: Fields, known: Collection[str], where: str = "") -> None:
        """Say what becomes of keys that are no part of the form."""
        for key, value in fields.items():
            if key in known or says_nothing(value):
                continue
            if key in media.KEYS and value in media.WRITTEN_NOTHING:
                continue
            if numbers_rows(key, value):
                figures = {"key": key_name(key), "what": "the number of its row"}
                self.add(Code.KEY_LEFT_OUT, format=self.title, **figures)
            elif what := BESIDE.get(key):
                self.add(_left_out(key, value), key=key, what=what, format=self.title)
            elif what := media.held(key, value):
                self.beyond_text(what)
            elif self.handling.lossy:
                self.add(Code.KEY_DROPPED, key=key_name(key), format=self.title)
            else:
                self.add(Code.UNKNOWN_KEY, key=key_name(key), format=self.title, where=where)

    def beyond_text(self, what: str) -> None:
        """Say that the record holds something else than text."""
        self.faults.append(beyond_text(what, self.handling))

    def text(self, value: object, where: str) -> str:
        """Return a text, or a number or truth value as JSON writes it."""
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int | float):
            self.add(Code.VALUE_AS_TEXT, found=KINDS[type(value)])
            return structure.text_of(value)
        self.wrong(value, where)
        return ""

    def answer(self, value: object, where: str) -> str | dict[str, Any]:
        """Return an answer: an object as it is, an array as canonical JSON, the rest as text."""
        if isinstance(value, dict):
            return value
        if not isinstance(value, list):
            return self.text(value, where)
        if faults := list(structure.faults(value)):
            self.faults += faults
            return ""
        self.add(Code.STRUCTURED_OUTPUT, found="an array")
        return structure.text_of(value)

    def wrong(self, value: object, where: str, expected: str = "text") -> None:
        """Say that a value is of another type than it must be."""
        found = KINDS.get(type(value), "another value")
        self.add(Code.WRONG_TYPE, found=found, expected=expected, where=f" in {where}")


def _left_out(key: str, value: object) -> Wording:
    """Return what is said of a key that no model learns from, but a person may have meant."""
    if key in NOTES:
        return Code.NOTES_LEFT_OUT
    held_out = key in SPLITS and str(value).strip().lower() in HELD_OUT
    return Code.SPLIT_IN_ROWS if held_out else Code.KEY_LEFT_OUT


def beyond_text(what: str, handling: Handling) -> Fault:
    """Return the fault of a record that holds something else than text."""
    note = handling.rules.tools_note
    if note and what in media.TOOLS:
        return Fault.of(Code.TOOLS_NOT_TAKEN, what=what, model=handling.model.name, why=note)
    return Fault.of(Code.NOT_ONLY_TEXT, what=what)
