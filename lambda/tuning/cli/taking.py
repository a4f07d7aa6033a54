"""A dataset on this disk, taken in as the pipeline takes in a drop."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tuning.cli import disk, summary
from tuning.cli.progress import watched
from tuning.cli.tables import opening
from tuning.dataset import report as reports
from tuning.dataset.figures import DatasetReport
from tuning.dataset.intake import Intake
from tuning.run.parts import PartName
from tuning.run.recipe import Dataset

Files = Mapping[PartName, Sequence[str]]


def take(intake: Intake, files: Files) -> None:
    """Read every file of a dataset, with its progress on a terminal.

    Raises:
        Unusable: one cannot be read.
    """
    for part, paths in files.items():
        for path in paths:
            name = disk.called(path)
            reader = opening.reader(path)
            with disk.opened(path) as stream, watched(stream, name) as source:
                intake.take(part, source, file=name, reader=reader)


def take_folder(intake: Intake, path: str, files: Files, named: Dataset) -> None:
    """Read a dataset as `take` does, with what lies beside it: used by name only, or not at all.

    Args:
        intake: takes them in.
        path: what is dropped: a training file or a folder.
        files: the files of the dataset.
        named: the files that the recipe names.

    Raises:
        Unusable: one cannot be read.
    """
    take(intake, files)
    for each in disk.unused(path, named):
        intake.pass_over(replace(each, name=disk.called(each.name)))
    for extra, file in disk.extras(path, named).items():
        with disk.opened(file) as stream:
            intake.bring(extra, stream, file=disk.called(file))


def concluded(intake: Intake) -> DatasetReport:
    """Return what was found, once everything is taken in.

    Raises:
        Unusable: a file is no text at all.
    """
    intake.conclude()
    report = reports.describe(intake, sources={}, estimate=None, snapshot=None)
    summary.refuse_what_is_no_dataset(report.problems)
    return report
