"""The dataset's own report, read back for the page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from tuning.dataset import samples
from tuning.dataset.figures import DatasetReport

MOST_LABELS: Final = samples.LABELS
"""Labels that the page lists, the most frequent; dataset.json holds them all."""

MOST_GROUPS: Final = 5
"""Groups of near-duplicates that the page lists, the largest."""

FEW: Final = 3
"""Lines of advice that the page shows unasked."""

AT_ONCE: Final = 8
"""Rows of a list that the page shows; the others are folded below them, unless it is only one."""

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class ProblemGroup:
    """Problems of one file that have the same words.

    Attributes:
        lines: where they are, counted from 1; empty when it is the file as a whole.
    """

    file: str
    lines: tuple[int, ...]
    message: str
    fix: str


def grouped(report: DatasetReport, code: str) -> tuple[ProblemGroup, ...]:
    """Return the listed problems of a code, each wording once for a file."""
    lines: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for problem in report.problems:
        if problem.code == code:
            group_lines = lines[problem.file, problem.message, problem.fix]
            group_lines += [] if problem.line is None else [problem.line]
    return tuple(
        ProblemGroup(file=file, lines=tuple(group_lines), message=message, fix=fix)
        for (file, message, fix), group_lines in lines.items()
    )


def parted(rows: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """Return the rows of a list that the page shows, and those that it folds."""
    if len(rows) <= AT_ONCE + 1:
        return rows, ()
    return rows[:AT_ONCE], rows[AT_ONCE:]


def places(groups: Sequence[ProblemGroup]) -> int:
    """Return how many problems groups are made of."""
    return sum(max(len(group.lines), 1) for group in groups)
