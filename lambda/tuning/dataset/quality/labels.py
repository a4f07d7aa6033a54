"""Answers that are labels: short ones that repeat, as of a classifier."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Final

from tuning.dataset.sheet import Sheet

LABEL_CHARACTERS: Final = 64
LONGER: Final = 0.01
"""The share of answers that may be longer: one that slipped in makes no texts of the others."""

FEWEST_LABELS: Final = 2
MOST_LABELS: Final = 1000
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
    if len(set(sheet.answers[:first])) > MOST_LABELS:
        return False
    longer = sum(map(LABEL_CHARACTERS.__lt__, sheet.answer_characters))
    return longer <= LONGER * len(sheet)
