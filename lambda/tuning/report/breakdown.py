"""The comparison by parts of the held-out set: by class, by what is taken for what, by length."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Final

from tuning.evaluation.answers import Answered, Reply, scored
from tuning.evaluation.metrics.classes import Classification, classify
from tuning.evaluation.metrics.words import label
from tuning.run.recipe import TaskType

MOST_CLASSES: Final = 100
"""Of more classes no picture is drawn: nobody could read it."""

FEWEST_SLICED: Final = 40
"""Fewer records are not cut by length: a slice would be a handful."""

SLICES: Final = 4


@dataclass(frozen=True, kw_only=True)
class ClassRow:
    """One class under both models.

    Attributes:
        records: held-out records of this class.
        base_f1, custom_f1: the F1 of the class.
        recall: the share of its records that the custom model named.
    """

    name: str
    records: int
    base_f1: float
    custom_f1: float
    recall: float


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """Records of one class that the custom model took for another; None is no class at all."""

    wanted: str
    given: str | None
    records: int


@dataclass(frozen=True, kw_only=True)
class Classes:
    """A classification under both models.

    Attributes:
        base_accuracy, custom_accuracy, base_macro_f1, custom_macro_f1: of all classes together.
        rows: every class, the most frequent first.
        matrix: of the custom model: a row for each class, in that order: how many of its records
            were answered with each class and, in the last column, with none.
        confusions: what the custom model took for what, the most frequent first.
    """

    base_accuracy: float
    custom_accuracy: float
    base_macro_f1: float
    custom_macro_f1: float
    rows: tuple[ClassRow, ...]
    matrix: tuple[tuple[int, ...], ...]
    confusions: tuple[Confusion, ...]


@dataclass(frozen=True, kw_only=True)
class Slice:
    """The records whose prompts are of about one length.

    Attributes:
        least, most: characters of the shortest and the longest prompt.
        base, custom: mean scores by the deciding metric.
    """

    least: int
    most: int
    records: int
    base: float
    custom: float


def by_class(answers: Sequence[Answered], task_type: TaskType) -> Classes | None:
    """Sort the answers of a classification by class; None of another task, or of too many."""
    asked = scored(answers)
    if task_type != "Classification" or not asked:
        return None
    if len({label(record.reference) for record in asked}) > MOST_CLASSES:
        return None
    base = classify(_pairs(asked, lambda record: record.base))
    custom = classify(_pairs(asked, lambda record: record.custom))
    f1_of_base = {each.name: each.f1 for each in base.classes}
    return Classes(
        base_accuracy=base.accuracy,
        custom_accuracy=custom.accuracy,
        base_macro_f1=base.macro_f1,
        custom_macro_f1=custom.macro_f1,
        rows=tuple(
            ClassRow(
                name=each.name,
                records=each.records,
                base_f1=f1_of_base[each.name],
                custom_f1=each.f1,
                recall=each.recall,
            )
            for each in custom.classes
        ),
        matrix=custom.matrix,
        confusions=_confusions(custom),
    )


def by_length(answers: Sequence[Answered], metric: str) -> tuple[Slice, ...]:
    """Cut the records into slices of about as many each, by the length of their prompts."""
    ranked = sorted(scored(answers), key=lambda record: len(record.prompt))
    if len(ranked) < FEWEST_SLICED:
        return ()
    edges = [len(ranked) * cut // SLICES for cut in range(SLICES + 1)]
    parts = [ranked[start:end] for start, end in pairwise(edges)]
    return tuple(
        Slice(
            least=len(part[0].prompt),
            most=len(part[-1].prompt),
            records=len(part),
            base=fmean(record.base_scores[metric] for record in part),
            custom=fmean(record.custom_scores[metric] for record in part),
        )
        for part in parts
    )


def _pairs(
    answers: Sequence[Answered], by: Callable[[Answered], Reply | None]
) -> list[tuple[str, str]]:
    return [((by(record) or Reply()).text, record.reference) for record in answers]


def _confusions(found: Classification) -> tuple[Confusion, ...]:
    names = [*(each.name for each in found.classes), None]
    counts = Counter(
        {
            (place, given): records
            for place, row in enumerate(found.matrix)
            for given, records in enumerate(row)
            if records and given != place
        }
    )
    return tuple(
        Confusion(wanted=names[wanted] or "", given=names[given], records=records)
        for (wanted, given), records in counts.most_common()
    )
