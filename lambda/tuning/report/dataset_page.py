"""The page of a dataset, checked without a run."""

from collections.abc import Sequence

from tuning.dataset.figures import DatasetReport
from tuning.dataset.samples import Sample
from tuning.report.templates import rendered


def render(report: DatasetReport, samples: Sequence[Sample]) -> str:
    """Return the page: the verdict, what to mend, and the pictures.

    Args:
        report: what was found.
        samples: records of the dataset, redacted.
    """
    return rendered("dataset_page.html.j2", data=report, samples=samples)
