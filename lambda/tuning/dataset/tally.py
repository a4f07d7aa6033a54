"""Figures of a dataset: lengths, labels. No text of it leaves this module."""

from dataclasses import dataclass
from typing import Final

from tuning.costs.estimate import tokens
from tuning.dataset.record import Record

LABEL_CHARACTERS: Final = 64
MOST_LABELS: Final = 200
RECORDS_PER_LABEL: Final = 3
"""Short answers that repeat are labels: on average each stands in at least so many records."""


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Records whose length is at least ``start`` and below ``end`` tokens."""

    start: int
    end: int
    records: int


@dataclass(frozen=True, kw_only=True)
class Label:
    """How often one answer stands in the dataset; it is named by the first line that holds it."""

    file: str
    line: int
    records: int


class Tally:
    """Counts lengths and answers, record by record, in bounded memory."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.records = 0
        self._prompts: dict[int, int] = {}
        self._answers: dict[int, int] = {}
        self._labels: dict[str, tuple[str, int, int]] | None = {}

    def count(self, record: Record, *, file: str) -> None:
        """Count one record."""
        self.records += 1
        for lengths, characters in (
            (self._prompts, record.prompt_characters),
            (self._answers, record.answer_characters),
        ):
            power = tokens(characters).bit_length()
            lengths[power] = lengths.get(power, 0) + 1
        self._count_label(record, file)

    def _count_label(self, record: Record, file: str) -> None:
        if self._labels is None:
            return
        answer = record.answer
        if len(answer) > LABEL_CHARACTERS or "\n" in answer:
            self._labels = None
            return
        where, line, records = self._labels.get(answer, (file, record.line, 0))
        self._labels[answer] = where, line, records + 1
        if len(self._labels) > MOST_LABELS:
            self._labels = None

    @property
    def prompts(self) -> tuple[Bin, ...]:
        """Lengths of prompts, in bins that double."""
        return _bins(self._prompts)

    @property
    def answers(self) -> tuple[Bin, ...]:
        """Lengths of answers, in bins that double."""
        return _bins(self._answers)

    @property
    def labels(self) -> tuple[Label, ...]:
        """How often each label stands, most frequent first; nothing when answers are no labels."""
        counts = self._labels or {}
        if self.records < RECORDS_PER_LABEL * len(counts):
            return ()
        labels = [Label(file=f, line=line, records=n) for f, line, n in counts.values()]
        return tuple(sorted(labels, key=lambda label: -label.records))


def _bins(lengths: dict[int, int]) -> tuple[Bin, ...]:
    return (
        tuple(
            Bin(start=2**power >> 1, end=2**power, records=lengths.get(power, 0))
            for power in range(min(lengths), max(lengths) + 1)
        )
        if lengths
        else ()
    )
