"""`python -m tuning check FILE`: everything that is wrong with a dataset, found in one pass."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from tuning.cli import arguments as options
from tuning.cli import dataset_options, disk, report_files, summary, taking
from tuning.cli.arguments import Unusable
from tuning.cli.output import print_json, printer
from tuning.cli.sarif import to_json
from tuning.dataset import report as reports
from tuning.dataset.figures import DatasetReport
from tuning.dataset.intake import Intake
from tuning.dataset.samples import Samples
from tuning.run.estimate import Quantities
from tuning.run.recipe import Dataset, Limits, Provenance, Recipe

WITHOUT: Final = (
    "{folder} has no task.toml, and the pipeline refuses a drop without it: write one with the "
    f"section [provenance] ({', '.join(Provenance.__struct_fields__)}), or name one with --task"
)


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    options.add_dataset(parser)
    options.add_model(parser)
    options.add_handling(parser)
    parser.add_argument(
        "--near-duplicates",
        choices=("off", "sampled", "all"),
        help="search among no records, a sample of many, or all (default: sampled)",
    )
    options.add_json(parser)
    parser.add_argument("--sarif", type=Path, metavar="FILE", help="write the problems as SARIF")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the report with pictures")


def run(chosen: Namespace) -> int:
    """Check a dataset and print what was found; return 1 when it has errors.

    Raises:
        Unusable: a file cannot be read, or is no text; a folder has no recipe, or a name that
            no task can have; a report would
            replace something else.
        BadRecipe: the recipe cannot be followed.
    """
    report_files.refuse_another(chosen.html, report_files.HTML)
    report_files.refuse_another(chosen.sarif, report_files.SARIF)
    recipe = dataset_options.recipe_of(chosen)
    files = dataset_options.files(chosen, recipe)
    if recipe is None and Path(chosen.file).is_dir():
        raise Unusable(
            WITHOUT.format(folder=disk.called(chosen.file)) + disk.near_recipe(chosen.file)
        )
    if Path(chosen.file).is_dir():
        disk.refuse_no_task(Path(chosen.file))
    handling = dataset_options.handling(chosen, recipe)
    with Intake(handling, brought=files.keys()) as intake:
        taking.take_folder(intake, chosen.file, files, recipe.dataset if recipe else Dataset())
        report = taking.concluded(intake)
        over = _over(chosen, recipe, intake.quantities)
        if chosen.html:
            page = _page(report, reports.samples(intake), over)
            report_files.write(chosen.html, report_files.HTML, page)
    told = {**msgspec.to_builtins(report), "over": over}
    if chosen.sarif:
        log = to_json(report, told, folder=Path.cwd())
        report_files.write(chosen.sarif, report_files.SARIF, log)
    if chosen.json:
        print_json(told)
    else:
        say = printer(sys.stdout)
        summary.tell(report, say)
        for sentence in over:
            say((sentence, "yellow"))
    return int(report.errors > 0)


def _over(chosen: Namespace, recipe: Recipe | None, amount: Quantities) -> tuple[str, ...]:
    """Say which ceilings of the recipe a run with this dataset would pass."""
    if recipe is None or recipe.limits == Limits():
        return ()
    # It loads boto3, which takes longer than most checks.
    from tuning.cli import forecast as forecasts

    return forecasts.over(forecasts.recipe(chosen, recipe), amount)


def _page(report: DatasetReport, samples: Samples, over: Sequence[str]) -> bytes:
    # It loads the template engine, which takes longer than most checks.
    from tuning.report import dataset_page

    return dataset_page.render(report, samples, over=over).encode()
