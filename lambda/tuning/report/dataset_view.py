"""The dataset's own report, read back for the page."""

from typing import Any, Final

import msgspec

from tuning.dataset.figures import DatasetReport

MOST_LABELS: Final = 20
"""Labels that the page lists, the most frequent; dataset.json holds them all."""

MOST_GROUPS: Final = 5
"""Groups of near-duplicates that the page lists, the largest."""


def view(document: dict[str, Any] | None) -> DatasetReport | None:
    """Read a dataset's report; None when there is none, or it is of another shape."""
    try:
        return None if document is None else msgspec.convert(document, DatasetReport)
    except msgspec.ValidationError:
        return None
