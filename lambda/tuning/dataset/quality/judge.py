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
from tuning.dataset.quality.findings import PlacedFault, Texts
from tuning.dataset.quality.lengths import Bin, Lengths
from tuning.dataset.quality.near_duplicates import Alike
from tuning.dataset.quality.passages import draw
from tuning.dataset.quality.repeats import repeats
from tuning.dataset.sheet import Sheet
from tuning.run.handling import NearDuplicates
from tuning.run.parts import PartName

CONFLICTS: Final = (Code.CONFLICTING_ANSWERS, Code.CONFLICTING_LABELS)

SAMPLED: Final = 20_000
"""Records among which near-duplicates are searched unless all are asked for: a second or two of
work, and what most base models take at most."""


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
    texts: Texts | None = None,
    near: NearDuplicates = "off",
) -> Quality:
    """Judge the good records of a drop as a whole.

    Args:
        sheets: of each file, by what it was dropped as.
        assigned: the part of each record of the training file.
        note: called with every finding, as it is found.
        texts: reads records back; without it nothing is said about their texts.
        near: whether to search for near-duplicates, among all records or a sample.
    """
    prompts, answers = Lengths(sheets, "prompt_characters"), Lengths(sheets, "answer_characters")
    labels = balance.labels_of(sheets, assigned)
    records = sum(map(len, sheets.values()))
    most: dict[NearDuplicates, int] = {"off": diversity.SAMPLE, "sampled": SAMPLED, "all": records}
    passages = draw(sheets, assigned, texts, most=most[near]) if records and texts else []
    varieties = diversity.diversity(passages) if passages else None
    search = near != "off" and texts
    alike, pairs = near_duplicates.search(passages, of=records) if search else (None, ())
    counts: Counter[Code] = Counter()
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
