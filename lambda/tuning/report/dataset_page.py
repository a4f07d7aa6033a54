"""The page of a dataset, checked without a run."""

from tuning.dataset.figures import DatasetReport
from tuning.dataset.samples import Samples
from tuning.report.templates import rendered


def render(report: DatasetReport, samples: Samples) -> str:
    """Return the page: the verdict, what to fix, and the pictures.

    Args:
        report: what was found.
        samples: texts of the dataset, redacted.
    """
    return rendered("dataset_page.html.j2", data=report, samples=samples)
