"""`python -m tuning convert FILE`: write a file exactly as a base model takes it."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final, get_args

import msgspec

from tuning.cli import arguments as options
from tuning.cli import dataset_options, disk, left_out, summary
from tuning.cli.arguments import Unusable, one_of
from tuning.cli.output import Print, printer
from tuning.cli.progress import watched
from tuning.cli.tables import opening
from tuning.dataset.codes import Code
from tuning.dataset.inspection import inspect
from tuning.dataset.piece import Piece
from tuning.dataset.privacy.placeholders import Numbers
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading import containers
from tuning.dataset.reading.code_pages import PAGES
from tuning.dataset.reading.encodings import as_utf_8
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import chunks
from tuning.dataset.reading.repair import repaired
from tuning.dataset.reading.slips import REPAIR, Slip
from tuning.models.catalogue import RecordFormat
from tuning.report.words import count
from tuning.run.handling import Handling

STANDARD_OUTPUT: Final = "-"

LINES: Final = (".jsonl", ".ndjson", ".json")
"""How the names end of what can be mended, and of what is written."""

EASTERN: Final = ("Shift_JIS", "EUC-JP", "GBK", "GB18030", "Big5", "EUC-KR")
"""Encodings of many bytes a character, which nothing but a person tells apart."""

UNTOLD: Final = ", without its text, which may hold private values: mend it in the file itself"

RECORD_FORMATS: Final[tuple[str, ...]] = get_args(RecordFormat)


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", metavar="FILE", help=options.ANY_FORMAT)
    target = parser.add_mutually_exclusive_group()
    target.add_argument(
        "--to-model",
        dest="model",
        metavar="ID",
        help="the base model that reads (default: the recipe's, or Nova Micro)",
    )
    target.add_argument(
        "--to", choices=RECORD_FORMATS, metavar="FORMAT", help=one_of(RECORD_FORMATS)
    )
    options.add_handling(parser)
    parser.add_argument(
        "--preferred",
        action="store_true",
        default=None,
        help="of preference data, take the answers that people liked",
    )
    parser.add_argument(
        "--repair",
        action="store_true",
        help="write as JSON what is nearly JSON, where nothing needs to be guessed",
    )
    parser.add_argument(
        "--encoding", type=_encoding, metavar="NAME", help="of the text, such as windows-1251"
    )
    parser.add_argument(
        "--list",
        dest="only",
        metavar="NAME",
        help="of a JSON document of several lists, the one of this name, such as test",
    )
    parser.add_argument(
        "--skip-bad",
        action="store_true",
        help=f"leave out at most {left_out.MOST} bad records, and write them to a file beside",
    )
    parser.add_argument("-o", dest="output", metavar="FILE", default="-", help="- is the default")
    parser.add_argument("--force", action="store_true", help="overwrite a file that exists")


def run(chosen: Namespace) -> int:
    """Convert a file and print what was done; return 1 when it has errors.

    With an error in the file nothing is written, unless bad records may be left out. Lines go to
    standard error, because standard output may be the converted file.

    Raises:
        Unusable: the file cannot be read, or nothing can be written to the output.
        BadRecipe: the recipe cannot be followed.
    """
    handling = dataset_options.handling(chosen, dataset_options.recipe_of(chosen))
    if chosen.to:
        handling = to(handling, chosen.to)
    made = containers.made(chosen.output)
    if (made.form or made.packing) and not chosen.output.lower().endswith(LINES):
        raise Unusable(f"convert writes JSON Lines, not {made.title}: name it with -o train.jsonl")
    if chosen.repair and not chosen.file.lower().endswith(LINES):
        raise Unusable(f"--repair mends files that end {', '.join(LINES)}")
    if chosen.skip_bad and (chosen.output == STANDARD_OUTPUT or chosen.file == STANDARD_OUTPUT):
        raise Unusable("--skip-bad needs a file, and an output with -o: it writes beside them")
    if chosen.skip_bad and chosen.repair:
        raise Unusable("--repair first, then --skip-bad on what it wrote: lines move when mended")
    beside = left_out.beside(chosen.output)
    for place in [Path(chosen.output), *([beside] if chosen.skip_bad else [])]:
        if disk.same(chosen.file, place):
            raise Unusable(f"{place} is the file that is read: choose another output")
    tell = printer(sys.stderr)
    mended: Counter[Slip] = Counter()
    mends = mended if chosen.repair else None
    with read(
        chosen.file, handling, mended=mends, encoding=chosen.encoding, only=chosen.only
    ) as piece:
        for slip, times in mended.items():
            tell(f"{piece.facts.file}: mended {count(times, 'time')}: {slip.words}")
        if refused(piece, tell, repaired=chosen.repair) and not chosen.skip_bad:
            hint = "" if left_out.refusal(piece) else "; --skip-bad leaves out bad records"
            tell(f"{piece.facts.file}: nothing was written{hint}")
            return 1
        left = left_out.lines_of(piece) if chosen.skip_bad else {}
        if not piece.lines.records:
            tell(f"{piece.facts.file}: it holds no record: nothing was written")
            return 1
        with ExitStack() as stack:
            if left:
                stack.enter_context(disk.written(beside, force=chosen.force)).writelines(
                    left_out.written(left, Path(chosen.file), handling, chosen.encoding)
                )
            if chosen.output == STANDARD_OUTPUT:
                sys.stdout.buffer.writelines(converted(piece))
            else:
                target = stack.enter_context(disk.written(Path(chosen.output), force=chosen.force))
                target.writelines(converted(piece))
        if left:
            text = "" if left_out.shows_text(handling) else UNTOLD
            tell(f"{count(len(left), 'record')} left out, with the reasons in {beside}{text}")
        tell(
            f"{piece.facts.file}: {count(piece.lines.records, 'record')} converted from "
            f"{piece.facts.format} to {handling.rules.record_format}"
        )
    return 0


def _encoding(name: str) -> str:
    """Return the name of an encoding of text.

    Raises:
        ArgumentTypeError: Python knows none of this name.
    """
    try:
        b"a".decode(name, "replace")
    except (LookupError, ValueError) as error:
        valid = ", ".join(["UTF-8", "UTF-16", *(page.name for page in PAGES), *EASTERN])
        raise ArgumentTypeError(
            f"{name!r} is no encoding that is known; some that are: {valid}"
        ) from error
    return name


def to(handling: Handling, record_format: RecordFormat) -> Handling:
    """Return the handling for a record format instead of a base model's own."""
    rules = msgspec.structs.replace(handling.rules, record_format=record_format)
    datasets = {**handling.model.datasets, handling.customization_type: rules}
    model = msgspec.structs.replace(handling.model, name=record_format, datasets=datasets)
    return replace(handling, model=model)


@contextmanager
def read(
    file: str,
    handling: Handling,
    *,
    mended: Counter[Slip] | None = None,
    encoding: str | None = None,
    only: str | None = None,
) -> Iterator[Piece]:
    """Read all of a file; what it became is gone when the block ends.

    Args:
        file: its path.
        handling: what it is read for, and how.
        mended: takes what was mended in what is nearly JSON; None: nothing is.
        encoding: what its text is written in, if a person said it.
        only: of a document of several lists, the one that is asked for.

    Raises:
        Unusable: it cannot be read.
    """
    name, reader = disk.called(file), opening.reader(file)
    with ExitStack() as stack:
        with disk.opened(file) as stream, watched(stream, name) as source:
            if mended is not None:
                text = Reading.of(name, handling, encoding=encoding)
                content, slips = repaired(_in_utf_8(b"".join(chunks(source)), text))
                encoding = None if text.facts.encoding else encoding
                mended.update(slips)
                source = BytesIO(content)
            piece = stack.enter_context(
                inspect(source, handling, file=name, encoding=encoding, only=only, reader=reader)
            )
        if mended is not None:
            piece.problems.append(text.problems)
        summary.refuse_what_is_no_dataset(piece.problems.listed)
        if only is not None and not len(piece.sheet) and not piece.problems.errors:
            raise Unusable(f"{name} has no list {only!r} of records: see what it names its lists")
        if (met := len(piece.sheet)) > piece.lines.records:
            model, most = handling.model.name, handling.rules.max_records
            fault = Fault.of(Code.TOO_MANY_RECORDS, records=met, what=model, maximum=most)
            piece.problems.add(fault, file=name)
        yield piece


def _in_utf_8(content: bytes, reading: Reading) -> bytes:
    """Return a text in UTF-8; as it is where that cannot be, which its reader says of it."""
    try:
        return b"".join(as_utf_8([content], reading))
    except Unreadable:
        reading.facts.encoding = None
        return content


def refused(piece: Piece, tell: Print, *, repaired: bool = False) -> bool:
    """Tell the problems of a file, and whether they refuse it.

    Args:
        piece: what was read of it.
        tell: prints a line.
        repaired: whether what can be mended was: what is left is mended by hand.
    """
    listed = piece.problems.listed
    if repaired:
        listed = [replace(each, fix=each.fix.replace(f"; {REPAIR}", "")) for each in listed]
    counts = {code.name: n for code, n in piece.problems.counts.items()}
    summary.tell_problems(listed, counts, tell)
    return piece.problems.errors > 0


def converted(piece: Piece) -> Iterator[bytes]:
    """Yield the lines that the base model takes, in their order, as a snapshot would hold them."""
    numbers = Numbers(piece.lines.lines())
    return map(numbers.settle, piece.lines.lines())
