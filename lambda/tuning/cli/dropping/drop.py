"""`python -m tuning drop FOLDER`: check a task's folder, upload it and start its run."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tuning import naming
from tuning.cli import arguments as options
from tuning.cli import check, disk, environment, forecast, summary, taking
from tuning.cli.arguments import Unusable
from tuning.cli.dropping.closing import close
from tuning.cli.dropping.upload import upload
from tuning.cli.output import Print, printer
from tuning.cli.taking import Files
from tuning.dataset.figures import DatasetReport
from tuning.dataset.intake import Intake
from tuning.registration.files import RECIPE
from tuning.registration.manifest import Member
from tuning.registration.recipe_file import read_recipe
from tuning.registration.shards import Shard
from tuning.report.words import size
from tuning.run.estimate import Quantities
from tuning.run.recipe import Recipe


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "folder", metavar="FOLDER", help="the folder of a task; its name is the task's"
    )
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Drop a folder when it is ready; return 1 when it has errors, and nothing was uploaded.

    Raises:
        NotDeployed: the environment is not deployed here.
        Unusable: there is no such folder, no task of its name, or a file cannot be read.
        BadRecipe: the recipe cannot be followed.
    """
    folder = Path(chosen.folder)
    # That the folder is none of a task needs no credentials to be said.
    _task(folder)
    _recipe_file(folder)
    environment.enter(chosen.env)
    return drop(folder, printer(sys.stdout))


def drop(folder: Path, say: Print) -> int:
    """Check a folder as the pipeline would, and upload it as one drop when it has no error.

    The training file comes last but one and the manifest last, so that a drop that breaks off
    starts nothing.

    Raises:
        Unusable: there is no such folder, no task of its name, or a file cannot be read.
        BadRecipe: the recipe cannot be followed.
    """
    task = _task(folder)
    recipe = _recipe(folder)
    files = disk.drop(str(folder), {}, recipe.dataset)
    report, amount = _checked(folder, recipe, files)
    summary.tell(report, say)
    for sentence in forecast.over(recipe, amount):
        say((sentence, "yellow"))
    if report.errors:
        say("Nothing was uploaded.")
        return 1
    say()
    members: dict[str, Member] = {}
    for file in _in_order(folder, recipe, files):
        members[file.name] = upload(file, f"{naming.INCOMING}/{task}/{file.name}")
        say(f"uploaded  {disk.called(file.name)}  {size(members[file.name].size)}")
    close(task, members, say)
    return 0


def _task(folder: Path) -> str:
    if not folder.is_dir():
        raise Unusable(
            f"{disk.called(str(folder))} is no folder; a drop is the folder of a task, which "
            "`python -m tuning init FILE` writes"
        )
    disk.refuse_no_task(folder)
    return folder.resolve().name


def _recipe_file(folder: Path) -> Path:
    path = disk.recipe_of(str(folder))
    if path is None:
        raise Unusable(check.WITHOUT.format(folder=disk.called(str(folder))))
    return path


def _recipe(folder: Path) -> Recipe:
    return read_recipe(disk.recipe_text(str(_recipe_file(folder))))


def _checked(folder: Path, recipe: Recipe, files: Files) -> tuple[DatasetReport, Quantities]:
    with Intake(recipe.handling, brought=files.keys()) as intake:
        taking.take_folder(intake, str(folder), files, recipe.dataset)
        report = taking.concluded(intake)
        return report, intake.quantities


def _in_order(folder: Path, recipe: Recipe, files: Files) -> list[Path]:
    """Return the files of a drop in the order of their upload: last the one that starts the run."""
    extras = disk.extras(str(folder), recipe.dataset).values()
    beside = [path for part, paths in files.items() if part != "training" for path in paths]
    training = sorted(map(Path, files["training"]), key=_starts)
    return [folder / RECIPE, *map(Path, extras), *map(Path, beside), *training]


def _starts(file: Path) -> bool:
    shard = Shard.named(file.name)
    return shard is None or not shard.follows
