"""Why a record could not be read: from the parser's refusal to faults that a person can mend."""

import re
from collections.abc import Collection, Iterator
from typing import Final

import msgspec

from tuning.dataset.codes import Code
from tuning.dataset.formats.shapes import Titled, recognised
from tuning.dataset.problems import Fault

OUTLINE: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
"""Reads the outermost keys of a record and no further."""

CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
NOT_A_NUMBER: Final = re.compile(rb".?(NaN|Infinity)\b")
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

SHOWABLE_KEY: Final = re.compile(r"[A-Za-z][A-Za-z_]{0,31}")
"""A key that can only be a field's name; any other may be text of the dataset and is not shown."""


def faults(text: bytes, shape: type[Titled] | None, refusal: Exception) -> Iterator[Fault]:
    """Say what is wrong with a record that could not be read as ``shape``.

    Args:
        text: the record's JSON.
        shape: the format of the file, once a record has shown it.
        refusal: what the parser raised; its words may quote the dataset, so they are not passed on.
    """
    try:
        text.decode()
    except UnicodeDecodeError as error:
        yield Fault.of(Code.BAD_UTF8, byte=error.start + 1)
        return
    if not isinstance(refusal, msgspec.ValidationError | RecursionError):
        yield _malformed(text, str(refusal))
        return
    try:
        fields = OUTLINE.decode(text)
    except RecursionError:
        yield Fault.of(Code.TOO_DEEP)
    except msgspec.ValidationError:
        yield Fault.of(Code.NOT_AN_OBJECT)
    except msgspec.DecodeError as error:
        yield _malformed(text, str(error))
    else:
        if shape:
            yield from _misshapen(fields.keys(), recognised(fields), shape, str(refusal))


def _malformed(text: bytes, refusal: str) -> Fault:
    """Say why a text is not JSON; bytes are counted from 1."""
    found = BYTE.search(refusal)
    if not found:
        return Fault.of(Code.TRUNCATED_JSON, byte=len(text))
    stopped = int(found[1])
    if control := CONTROL.match(text, stopped):
        character = f"U+{control[0][0]:04X}"
        return Fault.of(
            Code.CONTROL_CHARACTER, where="the JSON", character=character, byte=stopped + 1
        )
    if NOT_A_NUMBER.match(text, max(0, stopped - 1)):
        return Fault.of(Code.NOT_A_NUMBER, byte=stopped + 1)
    code = Code.LONE_SURROGATE if "surrogate" in refusal else Code.NOT_JSON
    return Fault.of(code, byte=stopped + 1)


def _misshapen(
    keys: Collection[str], looks: type[Titled] | None, shape: type[Titled], refusal: str
) -> Iterator[Fault]:
    if looks and looks is not shape:
        yield Fault.of(Code.MIXED_FORMATS, found=looks.title, expected=shape.title)
        return
    required = {field.encode_name: field.required for field in msgspec.structs.fields(shape)}
    unknown = [key for key in keys if key not in required]
    missing = [key for key, needed in required.items() if needed and key not in keys]
    for key in unknown:
        yield Fault.of(Code.UNKNOWN_KEY, key=shown(key), format=shape.title, where="")
    for key in missing:
        yield Fault.of(Code.MISSING_KEY, key=key, where="")
    if not unknown and not missing:
        yield _inner(shape, refusal)


def _inner(shape: type[Titled], refusal: str) -> Fault:
    """Read the parser's words about a value inside a record."""
    path = PATH.search(refusal)
    where = f" in {path[1]}" if path and path[1] else ""
    if field := FIELD.search(PATH.sub("", refusal)):
        if field[1] == "missing required":
            return Fault.of(Code.MISSING_KEY, key=field[2], where=where)
        return Fault.of(Code.UNKNOWN_KEY, key=shown(field[2]), format=shape.title, where=where)
    if refusal.startswith("Invalid enum value"):
        return Fault.of(Code.WRONG_SCHEMA_VERSION)
    types = EXPECTED.search(refusal)
    expected, found = types.groups() if types else ("str", "int")
    return Fault.of(
        Code.WRONG_TYPE,
        expected=TYPES.get(expected, expected),
        found=TYPES.get(found, found),
        where=where,
    )


def shown(key: str) -> str:
    """Return a key as a message may show it."""
    return key if SHOWABLE_KEY.fullmatch(key) else "a key"
