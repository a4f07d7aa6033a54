"""A dataset on this disk, taken in as the pipeline takes in a drop."""

from collections.abc import Mapping, Sequence

from tuning.cli import disk, summary
from tuning.cli.progress import watched
from tuning.dataset import report as reports
from tuning.dataset.figures import DatasetReport
from tuning.dataset.intake import Intake
from tuning.run.parts import PartName


def take(intake: Intake, files: Mapping[PartName, Sequence[str]]) -> None:
    """Read every file of a dataset, with its progress on a terminal.

    Raises:
        Unusable: one cannot be read.
    """
    for part, paths in files.items():
        for path in paths:
            name = disk.shown(path)
            with disk.opened(path) as stream, watched(stream, name) as source:
                intake.take(part, source, file=name)


def concluded(intake: Intake) -> DatasetReport:
    """Return what was found, once everything is taken in.

    Raises:
        Unusable: a file is no text at all.
    """
    intake.conclude()
    report = reports.describe(intake, sources={}, estimate=None, snapshot=None)
    summary.refuse_what_is_no_dataset(report.problems)
    return report
