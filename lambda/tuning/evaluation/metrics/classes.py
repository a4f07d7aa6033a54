"""Classification as a whole: accuracy, the F1 of each class, and what is taken for what."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from tuning.evaluation.metrics.words import label

Label = tuple[str, ...]
"""A label by its words."""


@dataclass(frozen=True, kw_only=True)
class ClassScore:
    """One class.

    Attributes:
        name: the label, as the references write it most often.
        records: the records that are of this class.
        precision: the share of those answered with the label that are of the class; 0 if none is.
        recall: the share of the class's records that were answered with its label.
        f1: the harmonic mean of both.
    """

    name: str
    records: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, kw_only=True)
class Classification:
    """How answers fall on the classes of their references.

    Attributes:
        accuracy: the share of records that were answered with their label.
        macro_f1: the mean F1 of all classes, each as weighty as any other.
        classes: every class, the most frequent first.
        matrix: a row for each class, in that order: how many of its records were answered with each
            class's label and, in the last column, with none.
    """

    accuracy: float
    macro_f1: float
    classes: tuple[ClassScore, ...]
    matrix: tuple[tuple[int, ...], ...]


def classify(pairs: Iterable[tuple[str, str]]) -> Classification:
    """Sort answers by the class that they name and the one that they should.

    Labels are compared to the letter, as accuracy compares them. An answer that is none of the
    labels names no class.

    Args:
        pairs: answer and reference of each record.

    Raises:
        ValueError: there are no records.
    """
    spelled: dict[Label, Counter[str]] = {}
    given: Counter[tuple[Label, Label]] = Counter()
    for answer, reference in pairs:
        wanted = label(reference)
        spelled.setdefault(wanted, Counter())[reference.strip()] += 1
        given[wanted, label(answer)] += 1
    if not given:
        raise ValueError("there are no records to classify")
    labels = sorted(spelled, key=lambda each: (-spelled[each].total(), each))
    places = {each: place for place, each in enumerate(labels)}
    known = [[0] * len(labels) for _ in labels]
    for (wanted, answered_with), times in given.items():
        if answered_with in places:
            known[places[wanted]][places[answered_with]] = times
    answered = [sum(column) for column in zip(*known, strict=True)]
    classes = tuple(
        _class_score(spelled[each], right=known[place][place], answered=answered[place])
        for place, each in enumerate(labels)
    )
    return Classification(
        accuracy=sum(row[place] for place, row in enumerate(known)) / given.total(),
        macro_f1=fmean(each.f1 for each in classes),
        classes=classes,
        matrix=tuple(
            (*row, each.records - sum(row)) for row, each in zip(known, classes, strict=True)
        ),
    )


def _class_score(spellings: Counter[str], *, right: int, answered: int) -> ClassScore:
    records = spellings.total()
    return ClassScore(
        name=spellings.most_common(1)[0][0],
        records=records,
        precision=right / answered if answered else 0.0,
        recall=right / records,
        f1=2 * right / (answered + records),
    )
