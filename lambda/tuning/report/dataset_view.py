"""The dataset's own report as the page shows it: what of it is there, in a fixed shape."""

from typing import Any, Final

import msgspec

from tuning.dataset.problems import Problem
from tuning.dataset.tally import Bin, Label

MOST_LABELS: Final = 20
"""Labels that the page lists, the most frequent; dataset.json holds them all."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A dataset's report (``tuning.dataset.report``), of which every part may be missing."""

    format: str | None = None
    records: dict[str, int] = {}
    tokens: dict[str, int] = {}
    token_method: str = ""
    duplicates: int | None = None
    problem_counts: dict[str, int] = {}
    problems: tuple[Problem, ...] = ()
    prompt_lengths: tuple[Bin, ...] = ()
    answer_lengths: tuple[Bin, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def unlisted(self) -> dict[str, int]:
        """How many further problems of a code there are than are listed."""
        listed = [problem.code for problem in self.problems]
        further = {code: n - listed.count(code) for code, n in self.problem_counts.items()}
        return {code: n for code, n in further.items() if n > 0}

    @property
    def listed_labels(self) -> tuple[Label, ...]:
        """The labels that the page lists."""
        return self.labels[:MOST_LABELS]


def view(document: dict[str, Any] | None) -> View | None:
    """Read a dataset's report; None when there is none, or it is of another shape."""
    try:
        return None if document is None else msgspec.convert(document, View)
    except msgspec.ValidationError:
        return None
