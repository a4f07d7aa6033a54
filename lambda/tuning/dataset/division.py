"""The training file divided into parts, after a look at what in it is nearly the same."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality import diversity, near_duplicates
from tuning.dataset.quality.findings import Texts
from tuning.dataset.quality.passages import Passage, draw
from tuning.dataset.quality.sketches import Match
from tuning.dataset.sheet import Sheet
from tuning.dataset.split import Split, split
from tuning.run.handling import Handling, NearDuplicates
from tuning.run.parts import PartName

SAMPLED: Final = 20_000
"""Records among which near-duplicates are searched unless all are asked for: a second or two of
work, and what most base models take at most."""


@dataclass(frozen=True, kw_only=True)
class Division:
    """How the training file is split, and the texts that were looked at for it.

    Attributes:
        split: the part of each record.
        passages: texts of the records, or of a sample of them.
        matches: of the passages, those that are nearly the same; None when they were not searched.
        sampled: whether there are records that the passages are none of.
    """

    split: Split
    passages: list[Passage]
    matches: list[Match] | None
    sampled: bool

    def faults(self) -> Iterator[Fault]:
        """Yield that records which are nearly the same could not be kept together."""
        if alike := self.split.loosened:
            sample = f", of which {len(self.passages):,} were compared," if self.sampled else ""
            records = len(self.split.parts)
            yield Fault.of(Code.MOSTLY_ALIKE, alike=alike, records=records, sample=sample)


def divide(
    sheets: Mapping[PartName, Sheet],
    handling: Handling,
    *,
    wanted: Collection[PartName],
    texts: Texts | None,
) -> Division:
    """Split what the drop did not bring off its training file.

    Records that are nearly the same stay together where they were searched. Of more than
    ``SAMPLED`` records a sample is searched, unless the recipe asks for all: what is nearly the
    same as a record that was not drawn may fall to another part than it.

    Args:
        sheets: of each file, by what it was dropped as.
        handling: what the drop is taken in for, and how much is split off.
        wanted: the parts that the drop did not bring, training aside.
        texts: reads records back; without it nothing is searched.
    """
    near, records = handling.near_duplicates, sum(map(len, sheets.values()))
    most: dict[NearDuplicates, int] = {"off": diversity.SAMPLE, "sampled": SAMPLED, "all": records}
    passages = draw(sheets, texts, most=most[near]) if records and texts else []
    searched = near != "off" and texts
    matches = list(near_duplicates.matches([p.text for p in passages])) if searched else None
    alike = (
        (passages[match.later].row, passages[match.earlier].row)
        for match in matches or ()
        if "training" == passages[match.later].place.part == passages[match.earlier].place.part
    )
    return Division(
        split=split(
            sheets["training"],
            wanted=wanted,
            shares=handling.shares,
            least=handling.rules.min_records,
            alike=alike,
        ),
        passages=passages,
        matches=matches,
        sampled=records > most[near],
    )
