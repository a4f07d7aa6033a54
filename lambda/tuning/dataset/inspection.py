"""Look at every record of a file: all of them at once, and closely at those that need it."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from itertools import repeat
from typing import Final

from tuning.dataset.batch import Batch, Columns
from tuning.dataset.codes import Code
from tuning.dataset.formats.names import FormatName
from tuning.dataset.formats.writers import WRITERS
from tuning.dataset.handling import Handling
from tuning.dataset.piece import Piece
from tuning.dataset.privacy.guard import Guard
from tuning.dataset.problems import Fault
from tuning.dataset.reading import files
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import Readable
from tuning.dataset.record import Record
from tuning.dataset.rules import records as rules
from tuning.dataset.screen import Screen

MOST_KEPT: Final = 2
"""Converted lines of a file, as a multiple of what the base model takes: what is trained on and
what is held out may each be as much."""


MOST_ERRORS: Final = 1_000_000
"""Errors of one file after which the rest is not read: whoever wrote it wrote something else."""


def inspect(
    stream: Readable,
    handling: Handling,
    *,
    file: str,
    keep: bool = True,
    goes_on_as: FormatName | None = None,
) -> Piece:
    """Read a file, or whole lines of one, and judge each record.

    Args:
        stream: its bytes, read once.
        handling: what it is read for, and how.
        file: its name; the suffix helps to tell the format.
        keep: whether the hash of the bytes and the converted lines are asked for.
        goes_on_as: set when the stream begins inside its file: the record format of that file.

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
        )
        inspector = Inspector(handling, piece, keep=keep)
        for batch in files.read(stream, reading):
            inspector.inspect(batch)
            if piece.problems.errors > MOST_ERRORS:
                reading.add(Fault.of(Code.TOO_MANY_ERRORS, most=MOST_ERRORS))
                break
        stack.pop_all()
        return piece


class Inspector:
    """Judges records, and adds the good ones to a piece."""

    def __init__(self, handling: Handling, piece: Piece, *, keep: bool) -> None:
        """Prepare what all records have in common."""
        self._handling = handling
        self._piece = piece
        self._screen = Screen(handling.rules.reserved_words)
        self._guard = Guard(handling.privacy)
        self._careful_above = rules.careful_above(handling)
        self._line = WRITERS[handling.rules.record_format].line
        self._most = MOST_KEPT * handling.rules.max_records if keep else 0
        piece.privacy = self._guard.counts

    def inspect(self, batch: Batch) -> None:
        """Judge the records of a batch; one in which nothing can be found is good as it is."""
        lines, (asked, answers, _) = batch.lines, batch.columns
        good: Sequence[int] = range(len(batch))
        treated: dict[int, Record] = {}
        if suspects := self._suspects(batch.columns):
            treated = self._treated(batch, suspects)
            good = [one for one in good if one in treated or one not in suspects]
            lines = [lines[one] for one in good]
            asked = [treated[one].prompt if one in treated else asked[one] for one in good]
            answers = answers and [
                treated[one].answer if one in treated else answers[one] for one in good
            ]
        self._piece.sheet.add(lines, asked=asked, answers=answers)
        for one in good[: max(0, self._most - self._piece.lines.records)]:
            record = treated[one] if one in treated else batch.record(one)
            self._piece.lines.write(self._line(record))

    def _suspects(self, columns: Columns) -> set[int]:
        """Return the positions at which a careful rule may find something, and perhaps others."""
        asked, answers, doubtful = columns
        suspects = doubtful | self._screen.hits(columns)
        for texts in (asked, answers):
            if "" in texts or any(map(str.isspace, texts)):
                suspects.update(one for one, text in enumerate(texts) if not text.strip())
        longest = sum(max(map(len, texts), default=0) for texts in (asked, answers))
        if longest > self._careful_above:
            lengths = map(int.__add__, map(len, asked), map(len, answers or repeat("")))
            suspects.update(one for one, n in enumerate(lengths) if n > self._careful_above)
        return suspects

    def _treated(self, batch: Batch, suspects: Iterable[int]) -> dict[int, Record]:
        """Look closely at some records; return those that are good, as they are to be written."""
        treated: dict[int, Record] = {}
        for position in sorted(suspects):
            record, found = self._guard.treat(batch.record(position))
            faults = [*rules.faults(record, self._handling), *found]
            for fault in faults:
                self._piece.problems.add(fault, file=self._piece.facts.file, line=record.line)
            if all(fault.severity == "warning" for fault in faults):
                treated[position] = record
        return treated
