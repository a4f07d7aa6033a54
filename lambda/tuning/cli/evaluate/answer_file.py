"""A file of answers: its records, and every line that cannot be used, with how to mend it."""

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from tuning.cli import disk
from tuning.cli.arguments import Unusable
from tuning.cli.evaluate import shapes
from tuning.cli.evaluate.shapes import Unfit
from tuning.cli.output import printer
from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.reading import diagnosis
from tuning.dataset.reading.files import binary
from tuning.evaluation.answers import Message, TextBlock
from tuning.report.words import count

MOST_ALIKE: Final = 3
"""Lines that are named one by one of those with one fault; of more, the rest are counted."""

MOST_TOLD: Final = 20
"""Lines that are named in all."""

TABLES: Final = {".csv": ",", ".tsv": "\t"}
"""What parts the cells, by the end of a file's name."""

SYSTEM_ROLES: Final = ("system", "developer")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One record of a file of answers.

    Attributes:
        place: its file, and its line or which of a document's records it is.
        id: what the file numbers it by, if it does.
        asked: the turns that were asked; none where the file has no prompts.
        base: what the base model said, in a file that has both models' answers.
    """

    place: str
    id: str | None
    system: str
    asked: tuple[Message, ...]
    reference: str | None
    answer: str | None
    base: str | None


def read(path: str) -> list[Entry]:
    """Read a file of answers: JSON lines, one JSON document, or a table.

    Every line that cannot be used is named on standard error.

    Raises:
        Unusable: the file cannot be read, is empty, or has such lines.
    """
    name = disk.called(path)
    with disk.opened(path) as stream:
        content = stream.read().removeprefix(b"\xef\xbb\xbf")
    if kind := binary(content[:4096]):
        raise Unusable(f"{name} is {kind}, not UTF-8 text: save it as UTF-8 JSON lines")
    if not content.strip():
        raise Unusable(f"{name} is empty: write one JSON object with an answer on each line")
    found, faults = list[Entry](), list[str]()
    for place, fields in _lines(path, content):
        if isinstance(fields, str):
            faults.append(f"{place}: {fields}")
            continue
        try:
            found.append(_entry(place, fields))
        except Unfit as error:
            faults.append(f"{place}: {error}")
    refuse(name, faults)
    return found


def refuse(name: str, faults: list[str]) -> None:
    """Name what is wrong with a file, a line each.

    Raises:
        Unusable: there is something.
    """
    say = printer(sys.stderr)
    alike: dict[str, list[str]] = {}
    for fault in faults:
        alike.setdefault(fault.partition(": ")[2], []).append(fault)
    told = [fault for same in alike.values() for fault in same[:MOST_ALIKE]][:MOST_TOLD]
    for fault in told:
        say(fault)
    if faults:
        more = f" ({len(faults) - len(told):,} more than are shown)" * (len(faults) > len(told))
        raise Unusable(f"{name}: {count(len(faults), 'problem')}{more}; nothing was judged")


def _lines(path: str, content: bytes) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    """Yield where each record stands, and its fields or what is wrong."""
    name = disk.called(path)
    delimiter = next((TABLES[end] for end in TABLES if path.lower().endswith(end)), None)
    if delimiter:
        for number, row in _rows(name, content, delimiter):
            yield f"{name}:{number}", row
    elif (document := _document(name, content)) is not None:
        for number, each in enumerate(document, 1):
            told = each if isinstance(each, dict) else f"{_kind(each)} instead of an object"
            yield f"{name}, record {number}", told
    else:
        for number, line in enumerate(content.split(b"\n"), 1):
            if line.strip():
                yield f"{name}:{number}", _object(line)


def _rows(name: str, content: bytes, delimiter: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unusable(f"{name}:{line}: not UTF-8: save the file as UTF-8") from error
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in rows:
            found = {key: cell for key, cell in row.items() if key and cell is not None}
            yield rows.line_num, found
    except csv.Error as error:
        raise Unusable(f"{name}:{rows.line_num + 1}: {error}: write it as JSON Lines") from error


def _document(name: str, content: bytes) -> list[Any] | None:
    """Return the records of a file that is one JSON document; None where it is none.

    Raises:
        Unusable: it is a list that no JSON has.
    """
    start = content.lstrip()[:1]
    one_line = content.strip().count(b"\n") == 0
    if start != b"[" and (start != b"{" or (one_line and b'"samples"' not in content)):
        return None
    try:
        value = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        fault = diagnosis.malformed(content.rstrip(), str(error))
        if start == b"[" and fault.code is not Code.NOT_JSON:
            raise Unusable(f"{name}: {_said_of(fault)}") from error
        return None
    except (UnicodeDecodeError, RecursionError):
        return None
    while isinstance(value, dict):
        value = shapes.first(value, shapes.DOCUMENTS)
    return value if isinstance(value, list) else None


def _object(line: bytes) -> Mapping[str, Any] | str:
    try:
        value = msgspec.json.decode(line)
    except UnicodeDecodeError:
        return "not UTF-8: save the file as UTF-8"
    except msgspec.DecodeError as error:
        return _said_of(diagnosis.malformed(line.rstrip(), str(error)))
    except RecursionError:
        return "nested too deeply: write a prompt, a reference and an answer"
    if isinstance(value, dict):
        return value
    return f"{_kind(value)} instead of an object: write a prompt, a reference and an answer"


def _said_of(fault: Fault) -> str:
    return f"{fault.message}: {fault.fix}"


def _entry(place: str, fields: Mapping[str, Any]) -> Entry:
    said = shapes.said(fields)
    system, asked = _turns(said.prompt)
    if said.prompt is None and said.id is None:
        raise Unfit(
            f"no prompt and no id, so nobody knows what was asked: add the key prompt "
            f"(keys here: {', '.join(map(disk.called, sorted(fields)[:8])) or 'none'})"
        )
    return Entry(
        place=place,
        id=None if said.id is None else str(said.id),
        system=_text("system", said.system) or system,
        asked=asked,
        reference=_text("the reference", said.reference),
        answer=_text("the answer", said.answer, blank=_has_answer(fields)),
        base=_text("the base model's answer", said.base),
    )


def _has_answer(fields: Mapping[str, Any]) -> bool:
    return any(name in fields for name in shapes.ANSWERS)


def _turns(prompt: Any) -> tuple[str, tuple[Message, ...]]:
    """Return the system text and the turns of a prompt: a text, or messages with their roles."""
    if prompt is None:
        return "", ()
    if isinstance(prompt, str):
        return "", (Message(role="user", content=(TextBlock(prompt),)),)
    if not isinstance(prompt, list) or not prompt:
        raise Unfit(f"the prompt is {_kind(prompt)}: write a text, or messages with their roles")
    system: list[str] = []
    turns: list[Message] = []
    for message in prompt:
        role = message.get("role") if isinstance(message, dict) else None
        text = _said(message.get("content")) if isinstance(message, dict) else None
        if text is None or role not in ("user", "assistant", *SYSTEM_ROLES):
            raise Unfit("a message of the prompt has no role that is known, or no text")
        if role in SYSTEM_ROLES:
            system.append(text)
        else:
            turns.append(Message(role=role, content=(TextBlock(text),)))
    return "\n".join(system), tuple(turns)


def _said(content: Any) -> str | None:
    if isinstance(content, list):
        blocks = [block.get("text") if isinstance(block, dict) else None for block in content]
        texts = [text for text in blocks if isinstance(text, str)]
        return "\n".join(texts) if len(texts) == len(blocks) else None
    return content if isinstance(content, str) else None


def _text(what: str, value: Any, *, blank: bool = False) -> str | None:
    """Return a text that may be missing.

    Raises:
        Unfit: it is something else.
    """
    if value is None and blank:
        raise Unfit(f'{what} is null, not text: write "" where the model gave none')
    if value is None or isinstance(value, str):
        return value
    raise Unfit(f"{what} is {_kind(value)}, not text: write it as text, in quotes")


def _kind(value: Any) -> str:
    kinds: dict[type, str] = {dict: "an object", list: "a list", bool: "true or false"}
    return kinds.get(type(value), "null" if value is None else "a number")
