"""The texts that are looked at: drawn from the records by their digests, and read back."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from tuning.dataset.quality.findings import PartLine, Texts
from tuning.dataset.record import Record
from tuning.dataset.sheet import Sheet
from tuning.run.parts import PartName

MOST_CHARACTERS: Final = 4000
"""Of a longer text only the beginning and the end are looked at, half of this each, so that neither
memory nor time depends on how long texts are."""


class Passage(NamedTuple):
    """The texts of a record.

    Attributes:
        place: where it stands.
        row: of the sheet of what its file was dropped as.
        asked: what the turns before the answer say; the system text is the task's, not its own.
        answer: what the model shall learn to say.
    """

    place: PartLine
    row: int
    asked: str
    answer: str

    @property
    def text(self) -> str:
        """The whole record."""
        return f"{self.asked}\n{self.answer}"


def draw(sheets: Mapping[PartName, Sheet], texts: Texts, *, most: int) -> list[Passage]:
    """Draw about so many records, those of the training file first; all when there are no more.

    Of records with one prompt the first is drawn; the others are repeats and found without texts.
    Which are drawn, and in which order those of a file come, depends on their prompts alone.

    Args:
        sheets: of each file, by what it was dropped as.
        texts: reads records back.
        most: how many to draw, give or take chance.
    """
    every = -(-sum(map(len, sheets.values())) // most)
    return list(_draw(sheets, texts, every)) if every else []


def _draw(sheets: Mapping[PartName, Sheet], texts: Texts, every: int) -> Iterator[Passage]:
    met: set[int] = set()
    for dropped_as, sheet in sheets.items():
        rows: list[int] = []
        for row, prompt in enumerate(sheet.prompts):
            # The highest bits of a key decide on the part, so the lowest ones decide here.
            if prompt % every == 0 and prompt not in met:
                met.add(prompt)
                rows.append(row)
        # What is beyond the most records that a base model takes is not kept and not read back.
        drawn = [
            Passage(
                PartLine(dropped_as, sheet.lines[row]),
                row,
                _cut(_asked(record)),
                _cut(record.answer),
            )
            for row, record in zip(rows, texts(dropped_as, frozenset(rows)), strict=False)
        ]
        yield from sorted(drawn, key=lambda passage: sheet.prompts[passage.row])


def _asked(record: Record) -> str:
    return "\n".join(text for turn in record.asked for text in turn.texts)


def _cut(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    half = MOST_CHARACTERS // 2
    return text[:half] + text[-half:]
