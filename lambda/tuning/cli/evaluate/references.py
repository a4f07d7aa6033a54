"""The held-out records that answers are held against: of a set of their own, or brought along."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from tuning.cli import convert, disk
from tuning.cli.arguments import Unusable
from tuning.cli.evaluate import answer_file
from tuning.cli.evaluate.answer_file import Entry
from tuning.cli.output import printer
from tuning.cli.unlimited import unlimited
from tuning.dataset.formats.forms import TABLES
from tuning.errors import UNREADABLE
from tuning.evaluation.answers import HeldOut, Message, TextBlock
from tuning.run.handling import Handling

OF_DATASETS: Final = ({"prompt", "completion"}, {"input", "output"}, {"messages"}, {"examples"})
"""Keys by which a record is known for one of a dataset."""

HEAD: Final = 1 << 16
"""Bytes in which the first record of a set says what it is."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A held-out record, where it stands, and what it is numbered by, if it is."""

    place: str
    id: str | None
    record: HeldOut


def read(path: str, handling: Handling) -> list[Item]:
    """Read a held-out set: any format of a dataset, or lines with a prompt and a reference.

    Raises:
        Unusable: it cannot be read, or holds what is no record.
    """
    if _is_dataset(path):
        return [
            Item(place=place, id=None, record=record) for place, record in dataset(path, handling)
        ]
    return of_entries(answer_file.read(path), disk.called(path), alone=True)


def of_entries(entries: Sequence[Entry], name: str, *, alone: bool = False) -> list[Item]:
    """Return the held-out records that lines bring along.

    Args:
        entries: the lines.
        name: of their file.
        alone: whether the file is a set of its own, in which what answers is the reference.

    Raises:
        Unusable: a line has no reference, or no prompt.
    """
    faults: list[str] = []
    items: list[Item] = []
    for entry in entries:
        reference = entry.reference
        if reference is None and alone:
            reference = entry.answer
        if reference is None:
            mend = "add the key reference" if alone else "add it, or name the set with --reference"
            faults.append(f"{entry.place}: no reference, so nobody knows what is right: {mend}")
        elif not entry.asked:
            mend = "add the key prompt" if alone else "add it, or name the set with --reference"
            faults.append(f"{entry.place}: no prompt: {mend}")
        else:
            items.append(Item(place=entry.place, id=entry.id, record=_record(entry, reference)))
    answer_file.refuse(name, faults)
    return items


def dataset(path: str, handling: Handling) -> Iterable[tuple[str, HeldOut]]:
    """Return the records of a dataset as a snapshot holds them, each with its place.

    No limit of a base model counts: nothing is trained on here.

    Raises:
        Unusable: it cannot be read, or has errors, of which each was told.
    """
    bare = replace(unlimited(handling), instruction=None, prompt_template=None)
    decoder = msgspec.json.Decoder(HeldOut)
    with convert.read(path, bare) as piece:
        if piece.problems.errors:
            errors = [each for each in piece.problems.listed if each.severity == "error"]
            say = printer(sys.stderr)
            for problem in errors:
                say(str(problem))
            raise Unusable(f"{disk.called(path)}: nothing was judged")
        return [
            (f"{piece.facts.file}:{line}", decoder.decode(each))
            for line, each in zip(piece.sheet.lines, convert.converted(piece), strict=True)
        ]


def _is_dataset(path: str) -> bool:
    """Say whether the first record of a set has the keys of a dataset's formats."""
    with disk.opened(path) as stream:
        head = stream.read(HEAD).partition(b"\n")[0]
    if Path(path).suffix in answer_file.TABLES:
        named = {cell.strip('" \r') for cell in head.decode(errors="replace").split(",")}
        return any(named >= {*form.keys} for form in TABLES)
    try:
        fields = msgspec.json.decode(head)
    except UNREADABLE:
        # A document of many lines, gzip, or broken: the dataset room says best what it is.
        return b'"samples"' not in head and not head.lstrip().startswith(b"[")
    return isinstance(fields, dict) and any(keys <= fields.keys() for keys in OF_DATASETS)


def _record(entry: Entry, reference: str) -> HeldOut:
    answer = Message(role="assistant", content=(TextBlock(reference),))
    system = (TextBlock(entry.system),) if entry.system else ()
    return HeldOut(messages=(*entry.asked, answer), system=system)
