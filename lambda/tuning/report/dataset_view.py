"""The dataset's own report, read back for the page."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from tuning.dataset import samples
from tuning.dataset.figures import DatasetReport

MOST_LABELS: Final = samples.LABELS
"""Labels that the page lists, the most frequent; dataset.json holds them all."""

MOST_GROUPS: Final = 5
"""Groups of near-duplicates that the page lists, the largest."""

FEW: Final = 3
"""Lines of advice that the page shows unasked."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Problems of one file that are told by the same words.

    Attributes:
        lines: where they are, counted from 1; empty when it is the file as a whole.
    """

    file: str
    lines: tuple[int, ...]
    message: str
    fix: str


def told(report: DatasetReport, code: str) -> tuple[Told, ...]:
    """Return the listed problems of a code, each wording once for a file."""
    lines: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for problem in report.problems:
        if problem.code == code:
            found = lines[problem.file, problem.message, problem.fix]
            found += [] if problem.line is None else [problem.line]
    return tuple(
        Told(file=file, lines=tuple(found), message=message, fix=fix)
        for (file, message, fix), found in lines.items()
    )
