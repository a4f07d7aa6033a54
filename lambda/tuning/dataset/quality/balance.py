"""How evenly labels are spread: over the training records, and over the parts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality import labels
from tuning.dataset.quality.findings import PartLine, PlacedFault
from tuning.dataset.sheet import Sheet
from tuning.run.parts import PARTS, PartName

MOST_UNEVEN: Final = 10
"""How many times as often as the rarest the most frequent label may stand. Beyond that a model that
has learned nothing but the frequent label already scores well."""

FEWEST_EXAMPLES: Final = 10
"""Training examples of a label below which it is learned by luck. A rule of thumb."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """How often one label stands in the dataset; it is named by the first line that holds it.

    Attributes:
        first: the first record that has it.
        records: with this label, in all parts.
        parts: the same by part.
    """

    first: PartLine
    records: int
    parts: dict[PartName, int]


def labels_of(sheets: Mapping[PartName, Sheet], assigned: Sequence[PartName]) -> tuple[Label, ...]:
    """Return the labels, the most frequent first; nothing when answers are no labels.

    Args:
        sheets: by what each file was dropped as.
        assigned: the part of each record of the training file.
    """
    counts = labels.evident(sheets.values())
    if not counts:
        return ()
    first: dict[int, PartLine] = {}
    parts: Counter[tuple[int, PartName]] = Counter()
    for part, sheet in sheets.items():
        lines = dict(zip(reversed(sheet.answers), reversed(sheet.lines), strict=True))
        for label, line in lines.items():
            first.setdefault(label, PartLine(part, line))
        where = assigned if part == "training" else [part] * len(sheet)
        parts.update(zip(sheet.answers, where, strict=True))
    return tuple(
        Label(
            first=first[label],
            records=records,
            parts={part: parts[label, part] for part in PARTS if parts[label, part]},
        )
        for label, records in counts.most_common()
    )


def faults(found: Sequence[Label]) -> Iterator[PlacedFault]:
    """Yield the labels that are too rare to be learned or judged, and whether they are uneven."""
    for label in found:
        training, evaluation = label.parts.get("training", 0), label.parts.get("evaluation", 0)
        if training < FEWEST_EXAMPLES or not evaluation:
            fault = Fault.of(
                Code.RARE_LABEL,
                training=training,
                evaluation=evaluation,
                advised=FEWEST_EXAMPLES,
            )
            yield PlacedFault(*label.first, fault)
    learned = [label.parts["training"] for label in found if "training" in label.parts]
    most, least = max(learned, default=0), min(learned, default=0)
    if most > MOST_UNEVEN * least:
        fault = Fault.of(
            Code.IMBALANCED, labels=len(learned), most=most, least=least, times=MOST_UNEVEN
        )
        yield PlacedFault("training", None, fault)
