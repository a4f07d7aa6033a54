"""`python -m tuning check FILE`: everything that is wrong with a dataset, found in one pass."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tuning.cli import disk, summary
from tuning.cli.output import printer
from tuning.cli.progress import watched
from tuning.dataset import report as reports
from tuning.dataset.figures import DatasetReport
from tuning.dataset.intake import Intake
from tuning.dataset.samples import Samples
from tuning.run.handling import Handling
from tuning.run.parts import PartName


def check(
    files: Mapping[PartName, Sequence[str]],
    handling: Handling,
    *,
    json: bool,
    sarif: Path | None,
    html: Path | None,
) -> int:
    """Check a dataset, tell what was found, and return the exit code.

    Args:
        files: by what they are taken in as, the training file or its shards first.
        handling: what the dataset is to be, and how it is taken in.
        json: print the report as JSON instead of words.
        sarif: where to write the problems as SARIF, if anywhere.
        html: where to write the report with pictures, if anywhere.

    Raises:
        Unusable: a file cannot be read, or is no text.
    """
    with Intake(handling, brought=files.keys()) as intake:
        for part, path in ((part, path) for part, paths in files.items() for path in paths):
            name = disk.shown(path)
            with disk.opened(path) as stream, watched(stream, name) as source:
                intake.take(part, source, file=name)
        intake.conclude()
        report = reports.describe(intake, sources={}, estimate=None, snapshot=None)
        summary.refuse_what_is_no_dataset(report.problems)
        if html:
            _write(html, _page(report, reports.samples(intake)))
    if sarif:
        from tuning.cli.sarif import to_json

        _write(sarif, to_json(report, folder=Path.cwd()))
    if json:
        sys.stdout.write(reports.to_json(report).decode() + "\n")
    else:
        summary.tell(report, printer(sys.stdout))
    return int(report.errors > 0)


def _page(report: DatasetReport, samples: Samples) -> bytes:
    from tuning.report import dataset_page  # loads the template engine

    return dataset_page.render(report, samples).encode()


def _write(path: Path, content: bytes) -> None:
    with disk.written(path, force=True) as file:
        file.write(content)
