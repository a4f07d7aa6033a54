"""What a dataset is judged by as a whole: one row of figures for each good record, and no text.

Sheets of the pieces of a file, put one after the other, are the sheet of the file. So a file can be
read in pieces, on many machines, and judged once.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from tuning.dataset.keys import Spoken, keys, mixed
from tuning.dataset.portions import with_many
from tuning.run.parts import PartName
from tuning.tokens import beyond

MOST_ROWS: Final = 2_000_000
"""A hundred times what any base model takes, and 72 MB: of more records a dataset is not judged,
nor of more answers inside its conversations."""

MOST_SYSTEMS: Final = 8
"""System texts that a question may stand under and still be the question. One that stands under
more of them says what to do with the system text: then the two together are the question. Likewise
ways to go on after a first turn."""


NUMBERING: Final = ("spoken", "inner_rows")
"""Columns that hold the numbers of rows."""

COUNTED: Final = 25_000
"""Rows whose tokens are counted, more than any base model takes; of more the first ones."""

WEIGHTS: Final = ("prompt_least", "prompt_most", "answer_least", "answer_most")
"""Columns that end with the rows that are counted."""


class Sheet:
    """Columns of figures, in the order in which the records stand in their file.

    Texts are compared by keys: whatever their case, spacing, Unicode form and closing punctuation.

    Attributes:
        lines: the line on which each record begins.
        prompts: key of everything before the answer.
        answers: key of the answer.
        prompt_characters, answer_characters: their lengths.
        prompt_least, prompt_most, answer_least, answer_most: of the first ``COUNTED`` rows what
            they take beyond lower-case letters, as ``tuning.tokens`` counts.
        spoken: the rows of records that are more than one question and its answer.
        roots: of each of these the key of the first turn, from which a conversation grows.
        seconds: of each the key of what it says up to the user's second turn; 0 without one.
        systems: of each the key of the system text; 0 without one.
        inner: keys of the answers inside conversations, each with the turns before it.
        inner_rows: the rows that these stand in.
    """

    __slots__ = (
        "answer_characters",
        "answer_least",
        "answer_most",
        "answers",
        "inner",
        "inner_rows",
        "lines",
        "prompt_characters",
        "prompt_least",
        "prompt_most",
        "prompts",
        "roots",
        "seconds",
        "spoken",
        "systems",
    )

    def __init__(self) -> None:
        """Start without a record."""
        self.lines = array("Q")
        self.prompts = array("Q")
        self.answers = array("Q")
        self.prompt_characters = array("I")
        self.answer_characters = array("I")
        self.prompt_least = array("I")
        self.prompt_most = array("I")
        self.answer_least = array("I")
        self.answer_most = array("I")
        self.spoken = array("I")
        self.roots = array("Q")
        self.seconds = array("Q")
        self.systems = array("Q")
        self.inner = array("Q")
        self.inner_rows = array("I")

    def add(
        self,
        lines: Sequence[int],
        *,
        asked: list[str],
        answers: list[str],
        spoken: Mapping[int, Spoken] | None = None,
    ) -> None:
        """Add the rows of records, position by position.

        Args:
            lines: on which each begins.
            asked: what each asks, without NUL.
            answers: what each answers, likewise; nothing where the format has no answers.
            spoken: the turns of those that are more than one question and its answer, by position.
        """
        if not lines:
            return
        found, before = keys(asked, answers, spoken or {}), len(self)
        self.lines.extend(lines)
        self.prompts.fromlist(found.prompts)
        self.answers.fromlist(found.answers)
        self.prompt_characters.fromlist([*map(len, asked)])
        self.answer_characters.fromlist([*map(len, answers), *[0] * (len(asked) - len(answers))])
        self._weigh(asked[: COUNTED - before], answers, before=before)
        self.spoken.fromlist([before + row for row in found.spoken])
        self.roots.fromlist(found.roots)
        self.seconds.fromlist(found.seconds)
        self.systems.fromlist(found.systems)
        self.inner.fromlist(found.inner)
        self.inner_rows.fromlist([before + row for row in found.inner_rows])

    def _weigh(self, asked: list[str], answers: list[str], *, before: int) -> None:
        """Count the tokens of rows, as long as they are among the first ones."""
        if before >= COUNTED:
            return
        for texts, least, most in (
            (asked, self.prompt_least, self.prompt_most),
            (answers[: len(asked)], self.answer_least, self.answer_most),
        ):
            for column, weights in zip((least, most), beyond(texts or [""]), strict=True):
                column.fromlist([*weights, *[0] * (len(asked) - len(weights))])

    def lengthen(self, characters: Sequence[int], *, whole: str) -> None:
        """Count what is put around the prompts of the rows that were added last.

        Args:
            characters: how many, for each of these rows.
            whole: all that may be put around one; of a part of it as much counts as its share.
        """
        first = len(self) - len(characters)
        (least,), (most,) = beyond([whole])
        for row, more in enumerate(characters, first):
            self.prompt_characters[row] += more
            if row < len(self.prompt_least):
                self.prompt_least[row] += least * more // len(whole)
                self.prompt_most[row] += -(-most * more // len(whole))

    def append(self, other: "Sheet", *, shift: int = 0) -> None:
        """Put the rows of what comes next after these, unless there are too many already.

        Args:
            other: the rows.
            shift: lines that come before the first one of ``other``.
        """
        if self.full:
            return
        before, room = len(self), COUNTED - len(self.prompt_least)
        for name in WEIGHTS:
            getattr(self, name).extend(getattr(other, name)[:room])
        for name in NUMBERING:
            rows = [before + row for row in getattr(other, name)]
            getattr(self, name).fromlist(rows)
        lines = other.lines
        self.lines.extend(array("Q", [line + shift for line in lines]) if shift else lines)
        for name in self.__slots__:
            if name != "lines" and name not in (*NUMBERING, *WEIGHTS):
                getattr(self, name).extend(getattr(other, name))

    @property
    def full(self) -> bool:
        """Whether there are more rows, or more answers inside them, than are judged."""
        return max(len(self), len(self.inner)) > MOST_ROWS

    def __len__(self) -> int:
        return len(self.lines)


def instructions(sheets: Iterable[Sheet]) -> set[int]:
    """Return the first turns that ask for something different under each system text."""
    return with_many([(each.roots, each.systems) for each in sheets], more_than=MOST_SYSTEMS)


def openings(sheets: Iterable[Sheet]) -> set[int]:
    """Return the first turns after which users go on in many ways: a greeting, a command."""
    return with_many([(each.roots, each.seconds) for each in sheets], more_than=MOST_SYSTEMS)


def beginnings(
    sheet: Sheet, instructing: Collection[int], opening: Collection[int] = ()
) -> Sequence[int]:
    """Return for each row the key of what its conversation grows from.

    Args:
        sheet: of a file.
        instructing: the first turns that mean nothing without the system text before them.
        opening: the first turns that are none of a conversation's own; from the second turn of the
            user on it is.
    """
    if not sheet.spoken:
        return sheet.prompts
    found = sheet.prompts[:]
    columns = (sheet.spoken, sheet.roots, sheet.seconds, sheet.systems)
    for row, root, second, system in zip(*columns, strict=True):
        if root in opening:
            found[row] = second or root
        else:
            found[row] = mixed(root, system) if system and root in instructing else root
    return found


def exchanges(sheet: Sheet, instructing: Collection[int]) -> list[int]:
    """Return for each row the key of its turns and its answer, whatever the system text.

    Args:
        sheet: of a file.
        instructing: as in ``beginnings``; here the system text counts as well.
    """
    found = [*map(mixed, sheet.prompts, sheet.answers)]
    for row, root, system in zip(sheet.spoken, sheet.roots, sheet.systems, strict=True):
        if system:
            turns = mixed(sheet.prompts[row] ^ system, sheet.answers[row])
            found[row] = turns ^ system if root in instructing else turns
    return found


def inner_exchanges(sheet: Sheet, instructing: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield the same of each answer inside a conversation, after the row that it stands in."""
    spoken = zip(sheet.spoken, sheet.roots, sheet.systems, strict=True)
    added = {row: system for row, root, system in spoken if root in instructing}
    for row, turns in zip(sheet.inner_rows, sheet.inner, strict=True):
        yield row, turns ^ added.get(row, 0)


def evidence(sheets: Mapping[PartName, Sheet], assigned: Sequence[PartName]) -> int:
    """Count the different beginnings of what is held out: copies of one prove no more than it.

    Args:
        sheets: of each file, by what it was dropped as.
        assigned: the part of each record of the training file.
    """
    instructing, opening = instructions(sheets.values()), openings(sheets.values())
    if "evaluation" in sheets:
        return len(set(beginnings(sheets["evaluation"], instructing, opening)))
    rows = zip(beginnings(sheets["training"], instructing, opening), assigned, strict=True)
    return len({beginning for beginning, part in rows if part == "evaluation"})
