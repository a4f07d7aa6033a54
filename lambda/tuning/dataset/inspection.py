"""Look at every record of a file: all of them at once, and closely at those that need it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from itertools import repeat
from typing import Final

from tuning.dataset.batch import Batch, Columns
from tuning.dataset.codes import Code
from tuning.dataset.formats.capabilities import capabilities_of
from tuning.dataset.formats.writers import WRITERS
from tuning.dataset.framing import Frame
from tuning.dataset.keys import Spoken
from tuning.dataset.piece import Piece
from tuning.dataset.privacy.guard import Guard
from tuning.dataset.problems import Fault
from tuning.dataset.quality import artefacts
from tuning.dataset.reading import files
from tuning.dataset.reading.file import MOST_ERRORS, Reading
from tuning.dataset.reading.files import Reader
from tuning.dataset.reading.lines import Readable
from tuning.dataset.record import Record
from tuning.dataset.rules import records as rules
from tuning.dataset.screen import Screen
from tuning.dataset.sheet import MOST_ROWS
from tuning.run.formats import FormatName
from tuning.run.handling import Handling

MOST_KEPT: Final = 2
"""Converted lines of a file, as a multiple of what the base model takes: what is trained on and
what is held out may each be as much."""


def inspect(
    stream: Readable,
    handling: Handling,
    *,
    file: str,
    keep: bool = True,
    goes_on_as: FormatName | None = None,
    encoding: str | None = None,
    only: str | None = None,
    reader: Reader = files.read,
) -> Piece:
    """Read a file, or whole lines of one, and judge each record.

    Args:
        stream: its bytes, read once.
        handling: what it is read for, and how.
        file: its name; the suffix helps to tell the format.
        keep: whether the hash of the bytes and the converted lines are asked for.
        goes_on_as: set when the stream begins inside its file: the record format of that file.
        encoding: what a person says that the text is written in, as Python calls it.
        only: of a document of several lists, the one whose records are asked for.
        reader: reads the stream's records, as ``files.read`` does.

    Raises:
        Interrupted: the stream broke off.
    """
    with ExitStack() as stack:
        piece = stack.enter_context(Piece(file))
        reading = Reading(
            facts=piece.facts,
            problems=piece.problems,
            handling=handling,
            goes_on_as=goes_on_as,
            hashed=keep,
            encoding=encoding,
            only=only,
        )
        inspector = Inspector(handling, piece, keep=keep)
        for batch in reader(stream, reading):
            inspector.inspect(batch)
            if hopeless := _hopeless(piece):
                piece.problems.add(hopeless, file=file)
                break
        stack.pop_all()
        return piece


def _hopeless(piece: Piece) -> Fault | None:
    """Say why the rest of a file need not be read: whatever it holds, the file is refused."""
    if piece.problems.errors > MOST_ERRORS:
        return Fault.of(Code.TOO_MANY_ERRORS, most=MOST_ERRORS)
    if piece.sheet.full:
        return Fault.of(Code.TOO_MANY_TO_READ, most=MOST_ROWS)
    return None


class Inspector:
    """Judges records, and adds the good ones to a piece."""

    def __init__(self, handling: Handling, piece: Piece, *, keep: bool) -> None:
        """Prepare what all records have in common."""
        self._handling = handling
        self._piece = piece
        self._screen = Screen(handling.rules.words)
        self._guard = Guard(handling.privacy, handling.columns)
        self._careful_above = rules.careful_above(handling)
        self._frame = Frame.of(handling)
        self._writer = WRITERS[handling.rules.record_format]
        # Where a model takes one prompt, whoever said what of it, the prompt is one text.
        self._spoken = capabilities_of(handling).turns
        self._most = MOST_KEPT * handling.rules.max_records if keep else 0
        piece.privacy = self._guard.counts

    def inspect(self, batch: Batch) -> None:
        """Judge the records of a batch; one in which nothing can be found is good as it is."""
        lines, (asked, answers, _, spoken) = batch.lines, batch.columns
        good: Sequence[int] = range(len(batch))
        changed = self._treated(batch)
        if changed:
            good = [row for row in good if row not in changed or changed[row] is not None]
            lines = [lines[row] for row in good]
            kept = {row: record for row, record in changed.items() if record is not None}
            asked = [kept[row].prompt if row in kept else asked[row] for row in good]
            answers = answers and [
                kept[row].learned if row in kept else answers[row] for row in good
            ]
            said = ((Spoken.of(kept[row]) if row in kept else spoken.get(row)) for row in good)
            spoken = {position: turns for position, turns in enumerate(said) if turns}
        self._advise(lines, answers)
        self._piece.sheet.add(
            lines, asked=asked, answers=answers, spoken=spoken if self._spoken else {}
        )
        if self._frame:
            records = self._framed(changed.get(row) or batch.record(row) for row in good)
            self._piece.lines.write([*map(self._writer.line, records[: self._room])])
        else:
            self._piece.lines.write(self._written(batch, good[: self._room], changed))

    def _advise(self, lines: Sequence[int], answers: list[str]) -> None:
        """Say what an export has left in answers."""
        for row, fault in artefacts.faults(answers, where="the answer"):
            self._piece.problems.add(fault, file=self._piece.facts.file, line=lines[row])

    def _framed(self, records: Iterable[Record]) -> list[Record]:
        """Put around records what the recipe says, count it, and note what does not get it."""
        brought = list(records)
        framed = [self._frame.around(record) for record in brought]
        self._piece.sheet.lengthen(
            [
                after.prompt_characters - before.prompt_characters
                for before, after in zip(brought, framed, strict=True)
            ],
            whole=self._frame.text,
        )
        for record in brought:
            for fault in self._frame.faults(record):
                self._piece.problems.add(fault, file=self._piece.facts.file, line=record.line)
        return framed

    @property
    def _room(self) -> int:
        """How many more records are kept."""
        return max(0, self._most - self._piece.lines.records)

    def _written(
        self, batch: Batch, rows: Sequence[int], changed: Mapping[int, Record | None]
    ) -> list[bytes]:
        """Return the lines of records: at once of those that are a question and its answer."""
        if not rows:
            return []
        asked, answers, *_ = batch.columns
        more = batch.columns.more() | changed.keys()
        plain = [row for row in rows if row not in more] if more else rows
        at_once = self._writer.lines(
            [asked[n] for n in plain], [answers[n] for n in plain], plain=batch.told is not None
        )
        if len(plain) == len(rows):
            return at_once
        lines = iter(at_once)
        return [
            self._writer.line(changed.get(row) or batch.record(row)) if row in more else next(lines)
            for row in rows
        ]

    def _treated(self, batch: Batch) -> dict[int, Record | None]:
        """Look closely where it is needed; return what to write instead, or None for nothing."""
        hits, doubtful = self._screen.hits(batch.columns, batch.told), batch.columns.doubtful
        ruled = hits.ruled | self._long(batch.columns) | doubtful
        guarded = range(len(batch)) if self._guard.always else hits.guarded | doubtful
        changed: dict[int, Record | None] = {}
        for position in sorted(ruled.union(guarded)):
            record = treated = batch.record(position)
            found: list[Fault] = []
            if position in guarded:
                treated, found = self._guard.treat(record, hits.quiet)
            if position in ruled or treated is not record:
                found += rules.faults(treated, self._handling)
            for fault in found:
                self._piece.problems.add(fault, file=self._piece.facts.file, line=record.line)
            if any(fault.severity == "error" for fault in found):
                changed[position] = None
            elif treated is not record:
                changed[position] = treated
        return changed

    def _long(self, columns: Columns) -> set[int]:
        """Return the positions of the records that may be too long."""
        asked, answers, *_ = columns
        longest = sum(max(map(len, texts), default=0) for texts in (asked, answers))
        if longest <= self._careful_above:
            return set()
        lengths = map(int.__add__, map(len, asked), map(len, answers or repeat("")))
        long = [row for row, length in enumerate(lengths) if length > self._careful_above]
        texts = {row: asked[row] + (answers[row] if answers else "") for row in long}
        return {row for row in long if rules.may_be_too_long(texts[row], self._handling)}
