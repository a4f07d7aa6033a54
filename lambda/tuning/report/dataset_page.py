"""The page of a dataset, checked without a run."""

from collections.abc import Sequence

from tuning.dataset.figures import DatasetReport
from tuning.dataset.samples import Samples
from tuning.report.templates import rendered


def render(report: DatasetReport, samples: Samples, *, over: Sequence[str] = ()) -> str:
    """Return the page: the verdict, what to fix, and the pictures.

    Args:
        report: what was found.
        samples: texts of the dataset, redacted.
        over: a sentence for each ceiling of the recipe that a run would pass.
    """
    return rendered("dataset_page.html.j2", data=report, samples=samples, over=over)
