"""The texts that are looked at: drawn from the records by their digests, and read back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tuning.dataset.quality.findings import PartLine, Texts
from tuning.dataset.record import Record
from tuning.dataset.sheet import Sheet
from tuning.run.parts import PARTS, PartName

MOST_CHARACTERS: Final = 4000
"""Of a longer text only the beginning and the end are looked at, half of this each, so that neither
memory nor time depends on how long texts are."""


class Passage(NamedTuple):
    """The texts of a record.

    Attributes:
        place: where it stands.
        part: what it fell to.
        asked: what the turns before the answer say; the system text is the task's, not its own.
        answer: what the model shall learn to say.
    """

    place: PartLine
    part: PartName
    asked: str
    answer: str

    @property
    def text(self) -> str:
        """The whole record."""
        return f"{self.asked}\n{self.answer}"


def draw(
    sheets: Mapping[PartName, Sheet], assigned: Sequence[PartName], texts: Texts, *, most: int
) -> list[Passage]:
    """Draw about so many records, the training part first; all of them when there are no more.

    Of records with one prompt the first is drawn; the others are repeats and found without texts.
    Which are drawn depends on their prompts alone.

    Args:
        sheets: of each file, by what it was dropped as.
        assigned: the part of each record of the training file.
        texts: reads records back.
        most: how many to draw, give or take chance.
    """
    every = -(-sum(map(len, sheets.values())) // most)
    drawn = _draw(sheets, assigned, texts, every)
    return sorted(drawn, key=lambda passage: PARTS.index(passage.part))


def _draw(
    sheets: Mapping[PartName, Sheet], assigned: Sequence[PartName], texts: Texts, every: int
) -> Iterator[Passage]:
    met: set[int] = set()
    for dropped_as, sheet in sheets.items():
        rows: list[int] = []
        for row, prompt in enumerate(sheet.prompts):
            # The highest bits of a digest have decided on the part, so the lowest ones decide here.
            if prompt % every == 0 and prompt not in met:
                met.add(prompt)
                rows.append(row)
        # What is beyond the most records that a base model takes is not kept and not read back.
        for row, record in zip(rows, texts(dropped_as, frozenset(rows)), strict=False):
            yield Passage(
                place=PartLine(dropped_as, sheet.lines[row]),
                part=assigned[row] if dropped_as == "training" else dropped_as,
                asked=_cut(_asked(record)),
                answer=_cut(record.answer),
            )


def _asked(record: Record) -> str:
    return "\n".join(text for turn in record.asked for text in turn.texts)


def _cut(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    half = MOST_CHARACTERS // 2
    return text[:half] + text[-half:]
