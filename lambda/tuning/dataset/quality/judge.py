"""The judgement on a dataset as a whole, from figures alone, and from texts where it needs them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.quality import balance, diversity, leakage, near_duplicates
from tuning.dataset.quality.balance import Label
from tuning.dataset.quality.diversity import Diversity
from tuning.dataset.quality.findings import PlacedFault
from tuning.dataset.quality.lengths import Bin, Lengths
from tuning.dataset.quality.near_duplicates import Alike
from tuning.dataset.quality.passages import Passage
from tuning.dataset.quality.repeats import repeats
from tuning.dataset.quality.sketches import Match
from tuning.dataset.sheet import Sheet
from tuning.dataset.wording import Wording
from tuning.run.parts import PartName

CONFLICTS: Final = (Code.CONFLICTING_ANSWERS, Code.CONFLICTING_LABELS)


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Figures of a dataset, and no text of it.

    Attributes:
        duplicates: records with the prompt and answer of an earlier one of their file.
        conflicts: records with the prompt of an earlier one of their file and another answer.
        leaks: records of a validation or evaluation file whose prompt is in an earlier file.
        prompt_lengths, answer_lengths: estimated tokens, in bins that double.
        labels: how often each label stands, the most frequent first; empty when answers are none.
        diversity: of a sample of the texts; None when no text could be read back.
        near_duplicates: records that are nearly the same; None when they were not searched.
    """

    duplicates: int
    conflicts: int
    leaks: int
    prompt_lengths: tuple[Bin, ...]
    answer_lengths: tuple[Bin, ...]
    labels: tuple[Label, ...]
    diversity: Diversity | None
    near_duplicates: Alike | None


def judge(
    sheets: Mapping[PartName, Sheet],
    assigned: Sequence[PartName],
    *,
    note: Callable[[PlacedFault], None],
    passages: Sequence[Passage] = (),
    matches: Sequence[Match] | None = None,
) -> Quality:
    """Judge the good records of a drop as a whole.

    Args:
        sheets: of each file, by what it was dropped as.
        assigned: the part of each record of the training file.
        note: called with every finding, as it is found.
        passages: texts of records; without them nothing is said about texts.
        matches: of the passages, those that are nearly the same; None when they were not searched.
    """
    prompts, answers = Lengths(sheets, "prompt"), Lengths(sheets, "answer")
    labels = balance.labels_of(sheets, assigned)
    varieties = diversity.diversity(passages) if passages else None
    alike, pairs = None, list[PlacedFault]()
    if matches is not None:
        alike, pairs = near_duplicates.report(
            passages,
            matches,
            parts=[
                assigned[p.row] if p.place.part == "training" else p.place.part for p in passages
            ],
            of=sum(map(len, sheets.values())),
        )
    counts: Counter[Wording] = Counter()
    for finding in chain(
        *(repeats(sheet, part=part, labelled=bool(labels)) for part, sheet in sheets.items()),
        leakage.leaks(sheets),
        prompts.outliers(where="the prompt"),
        () if labels else answers.outliers(where="the answer"),
        balance.faults(labels),
        diversity.faults(varieties) if varieties else (),
        pairs,
    ):
        counts[finding.fault.code] += 1
        note(finding)
    return Quality(
        duplicates=counts[Code.DUPLICATE_RECORD],
        conflicts=sum(counts[code] for code in CONFLICTS),
        leaks=sum(counts[code] for code in leakage.CODES),
        prompt_lengths=prompts.bins,
        answer_lengths=answers.bins,
        labels=labels,
        diversity=varieties,
        near_duplicates=alike,
    )
