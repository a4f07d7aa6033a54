"""Answers that are labels: short ones that repeat, as of a classifier."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Final

from tuning.dataset.sheet import Sheet

LABEL_CHARACTERS: Final = 64
FEWEST_LABELS: Final = 2
MOST_LABELS: Final = 200
RECORDS_PER_LABEL: Final = 3
"""Short answers that repeat are labels: on average each stands in at least so many records."""


def evident(sheets: Iterable[Sheet]) -> Counter[int]:
    """Count the labels of files, by the digest of the answer; nothing when answers are no labels.

    It stops counting at the first sign that they are none, so that it costs nothing where answers
    are texts.
    """
    sheets = list(sheets)
    if not all(_may_hold_labels(sheet) for sheet in sheets):
        return Counter()
    counts = Counter(chain.from_iterable(sheet.answers for sheet in sheets))
    few = FEWEST_LABELS <= len(counts) <= MOST_LABELS
    return counts if few and counts.total() >= RECORDS_PER_LABEL * len(counts) else Counter()


def _may_hold_labels(sheet: Sheet) -> bool:
    first = 2 * MOST_LABELS * RECORDS_PER_LABEL
    return (
        len(set(sheet.answers[:first])) <= MOST_LABELS
        and max(sheet.answer_characters, default=0) <= LABEL_CHARACTERS
    )
