"""Why a record could not be read: from the parser's refusal to faults that a person can fix."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import msgspec

from tuning.dataset.codes import Code
from tuning.dataset.formats import media
from tuning.dataset.formats.beside import key_name
from tuning.dataset.formats.casing import folded
from tuning.dataset.formats.conversation import Conversation
from tuning.dataset.formats.recognition import fitting
from tuning.dataset.formats.shape import Shape, Titled
from tuning.dataset.formats.telling import beyond_text
from tuning.dataset.problems import Fault
from tuning.dataset.reading.lenient import first_slip
from tuning.dataset.reading.slips import Slip
from tuning.dataset.wording import Wording
from tuning.run.handling import Handling

OUTLINE: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
"""Reads the outermost keys of a record and no further."""

CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
NOT_A_NUMBER: Final = re.compile(rb".?(NaN|Infinity)\b")
LAST_SURROGATE: Final = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u|\\$).{1,5}$", flags=re.DOTALL
)
"""A first half near the record's end, and something else after it: the parser then takes the record
for cut off."""

SURROGATE_BYTES: Final = 11
"""The first half, and less than the second half would take."""

HALF_A_PAIR: Final = ("surrogate", "end of hex escape")
"""How the parser refuses half of a surrogate pair in a value that it reads, and in one that it
passes over."""

OUT_OF_RANGE: Final = "out of range"
"""How the parser refuses a number that is too large."""

BYTE: Final = re.compile(r"\(byte (\d+)\)")
EXPECTED: Final = re.compile(r"Expected `(\w+)(?: \| \w+)*`, got `(\w+)`")
FIELD: Final = re.compile(r"(missing required|contains unknown) field `(.*)`", re.DOTALL)
PATH: Final = re.compile(r" - at `\$\.?([\w.\[\]]*)`$")

TYPES: Final = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "array": "an array",
    "object": "an object",
}
"""The parser's names of types, as a person says them."""


MERGE: Final = re.compile(rb"(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)")
"""How git marks the two sides of what it could not merge."""


def faults(
    text: bytes, shape: type[Titled] | None, refusal: Exception, handling: Handling
) -> Iterator[Fault]:
    """Say what is wrong with a record that could not be read as ``shape``.

    Args:
        text: the record's JSON.
        shape: the format of the file, once a record has shown it.
        refusal: what the parser raised; its words may quote the dataset, so they are not passed on.
        handling: what the record is read for.
    """
    try:
        text.decode()
        if not isinstance(refusal, msgspec.ValidationError | RecursionError):
            yield malformed(text, str(refusal))
            return
        fields = folded(OUTLINE.decode(text))
        held = list(not_taken(text, shape, handling))
    except UnicodeDecodeError as error:
        yield Fault.of(Code.BAD_UTF8, byte=error.start + 1)
    except RecursionError:
        yield Fault.of(Code.TOO_DEEP)
    except msgspec.ValidationError as error:
        yield Fault.of(Code.HUGE_INT if OUT_OF_RANGE in str(error) else _no_object(text))
    except msgspec.DecodeError as error:
        yield malformed(text, str(error))
    else:
        for what in held:
            yield beyond_text(what, handling)
        if shape and not held:
            yield from _misshapen(fields, shape, str(refusal))


def _no_object(text: bytes) -> Wording:
    """Say what a record is that is no object: another value, or JSON that was written as a text."""
    try:
        inner = msgspec.json.decode(text, type=str)
        OUTLINE.decode(inner)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return Code.NOT_AN_OBJECT
    return Code.JSON_IN_TEXT


def not_taken(text: bytes, shape: type[Titled] | None, handling: Handling) -> Iterator[str]:
    """Yield what a record holds beside text, but for the reasoning that is taken in this form."""
    taken = handling.rules.reasoning and (shape is None or shape is Conversation)
    for what in media.of_record(text):
        if not (taken and what == media.REASONING):
            yield what


def malformed(text: bytes, refusal: str) -> Fault:
    """Say why a text is not JSON; bytes are counted from 1."""
    if MERGE.match(text):
        return Slip.MERGE.fault()
    found = BYTE.search(refusal)
    if not found:
        last = LAST_SURROGATE.search(text, max(0, len(text) - SURROGATE_BYTES))
        if last:
            return Fault.of(Code.LONE_SURROGATE, byte=last.start() + 1)
        return Fault.of(Code.TRUNCATED_JSON, byte=len(text))
    stopped = int(found[1])
    if control := CONTROL.match(text, stopped):
        character = f"U+{control[0][0]:04X}"
        return Fault.of(
            Code.CONTROL_CHARACTER, where="the JSON", character=character, byte=stopped + 1
        )
    if NOT_A_NUMBER.match(text, max(0, stopped - 1)):
        return Fault.of(Code.NOT_A_NUMBER, byte=stopped + 1)
    if any(words in refusal for words in HALF_A_PAIR):
        return Fault.of(Code.LONE_SURROGATE, byte=stopped + 1)
    slip = first_slip(text.decode(errors="replace"))
    if slip is Slip.CUT:
        return Fault.of(Code.TRUNCATED_JSON, byte=len(text))
    return slip.fault(byte=stopped + 1)


def _misshapen(
    fields: Mapping[str, msgspec.Raw], shape: type[Titled], refusal: str
) -> Iterator[Fault]:
    looks = fitting(fields)
    if looks and issubclass(shape, Shape) and shape not in [form.shape for form in looks]:
        yield Fault.of(Code.MIXED_FORMATS, found=looks[0].title, expected=shape.title)
        return
    required = _keys(shape)
    unknown = [] if shape.open else [key for key in fields if key not in required]
    missing = [key for key, needed in required.items() if needed and key not in fields]
    for key in unknown:
        yield Fault.of(Code.UNKNOWN_KEY, key=key_name(key), format=shape.title, where="")
    for key in missing:
        yield Fault.of(Code.MISSING_KEY, key=key, where="")
    if not unknown and not missing:
        yield _inner(shape, refusal)


@cache
def _keys(shape: type[Titled]) -> dict[str, bool]:
    """Return the keys of a form, and whether each is required."""
    return {field.encode_name: field.required for field in msgspec.structs.fields(shape)}


def _inner(shape: type[Titled], refusal: str) -> Fault:
    """Read the parser's words about a value inside a record."""
    path = PATH.search(refusal)
    where = f" in {path[1]}" if path and path[1] else ""
    if field := FIELD.search(PATH.sub("", refusal)):
        if field[1] == "missing required":
            return Fault.of(Code.MISSING_KEY, key=field[2], where=where)
        return Fault.of(Code.UNKNOWN_KEY, key=key_name(field[2]), format=shape.title, where=where)
    if refusal.startswith("Invalid enum value"):
        if path and path[1].endswith("type"):
            return Fault.of(Code.NOT_ONLY_TEXT, what="content of another type")
        return Fault.of(Code.WRONG_SCHEMA_VERSION)
    types = EXPECTED.search(refusal)
    expected, found = types.groups() if types else ("str", "int")
    return Fault.of(
        Code.WRONG_TYPE,
        expected=TYPES.get(expected, expected),
        found=TYPES.get(found, found),
        where=where,
    )
