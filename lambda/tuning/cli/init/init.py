"""`python -m tuning init FILE-OR-FOLDER`: look at examples and write the folder of a task."""

import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Final

from tuning import naming
from tuning.cli import arguments as options
from tuning.cli import dataset_options, disk, summary, taking
from tuning.cli.arguments import Unusable
from tuning.cli.convert import converted, read
from tuning.cli.init import old_model, openai
from tuning.cli.init.choices import Choice
from tuning.cli.init.recipe_text import literal, written
from tuning.cli.init.settling import settled
from tuning.cli.output import Print, printer
from tuning.dataset.intake import Intake
from tuning.dataset.reading import containers
from tuning.registration.files import RECIPE, SUFFIXES
from tuning.run.handling import Handling
from tuning.run.parts import PartName
from tuning.run.recipe import Dataset

UNSAID: Final[Mapping[str, str]] = {
    "intended_use": "what the model is for",
    "source": "where the examples come from",
    "licence": "the licence or contract under which they may be used",
}
"""What only people know of a dataset, by its key under ``[provenance]``."""

RECORDED: Final = "recorded.jsonl"

UNNAMED: Final = "YOUR-FINE-TUNED-MODEL"

FILES: Final[Mapping[PartName, str]] = {
    "training": "train",
    "validation": "validation",
    "evaluation": "evaluation",
}


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", metavar="FILE", help="examples, or a folder with a training file")
    parser.add_argument("--validation", type=Path, metavar="FILE", help="beside the training file")
    parser.add_argument("--evaluation", type=Path, metavar="FILE", help="the held-out records")
    options.add_model(parser)
    options.add_columns(parser)
    parser.add_argument(
        "-o", dest="output", type=Path, metavar="FOLDER", help="what to make (default: by the file)"
    )
    for key, meaning in UNSAID.items():
        option = f"--{key.replace('_', '-')}"
        parser.add_argument(option, default="", metavar="TEXT", help=meaning)
    openai.arguments(parser)


def run(chosen: Namespace) -> int:
    """Write a task's folder and say what to do next; return 1 when the dataset has errors.

    Nothing is written then, and nothing that is there is ever replaced.

    Raises:
        Unusable: a file cannot be read, or the folder has a recipe, or cannot be written to.
    """
    say = printer(sys.stdout)
    job = openai.old_job(chosen)
    folder = _folder(chosen, job)
    files = disk.drop(
        chosen.file,
        {"validation": chosen.validation, "evaluation": chosen.evaluation},
        Dataset(),
    )
    model = dataset_options.named_model(chosen)
    handling = Handling(model=model, columns=chosen.columns, preferred=chosen.preferred)
    with Intake(
        replace(handling, columns=None) if chosen.origin else handling, brought=files
    ) as intake:
        left = _taken(intake, files, handling, chosen, say)
        report = taking.concluded(intake) if left is not None else None
        if left is None or report is None or report.errors:
            if report:
                summary.tell(report, say)
            say("Nothing was written: mend the errors, then run this command again.")
            return 1
        recorded = (
            old_model.recorded(intake, chosen.answers, chosen.asked) if chosen.answers else []
        )
        made = list(settled(intake, report, model, old_epochs=job.epochs))
        if chosen.origin:
            _made(folder)
            made += _of_files(openai.written(intake, folder, left, FILES, say), None)
            made += _of_old_model(intake, folder, recorded, chosen, job, say)
        else:
            names = files if folder == Path(chosen.file) else _copied(files, folder, handling)
            made += _of_files(names, chosen.columns)
    made += _said(chosen)
    with disk.written(folder / RECIPE, force=None) as file:
        file.write(written(made, model).encode())
    _tell(folder, made, say)
    return 0


def _taken(
    intake: Intake,
    files: Mapping[PartName, Sequence[str]],
    handling: Handling,
    chosen: Namespace,
    say: Print,
) -> list[openai.Left] | None:
    """Take in the files, and return what was left out of them; None where one has errors."""
    if chosen.origin:
        return openai.take(intake, files, handling, text_only=chosen.text_only, say=say)
    taking.take(intake, files)
    return []


def _of_old_model(
    intake: Intake,
    folder: Path,
    recorded: Sequence[bytes],
    chosen: Namespace,
    job: openai.Job,
    say: Print,
) -> Iterator[Choice]:
    """Write what the old model answered, or is to be asked, beside the dataset."""
    held_out = intake.counts["evaluation"]
    if recorded:
        old_model.write(recorded, folder / RECORDED)
        reason = f"What the old model says to {len(recorded):,} of {held_out:,} held-out records."
        yield Choice(key="dataset.recorded", value=RECORDED, reason=reason)
    if chosen.ask:
        lines = old_model.batch(old_model.held_out(intake), job.model or UNNAMED)
        old_model.write(list(lines), chosen.ask)
        named = "" if job.model else f"; write the old model's name in the place of {UNNAMED}"
        say(f"{chosen.ask} asks the old model what is held out{named}")


def _folder(chosen: Namespace, job: openai.Job) -> Path:
    """Return the folder that is made or completed; refuse one that is a task's already.

    Raises:
        Unusable: standard input has no name, or the folder has a recipe.
    """
    if chosen.file == disk.STANDARD_INPUT:
        raise Unusable("init needs a file or a folder: what comes from standard input has no name")
    given = Path(chosen.file)
    if chosen.origin and given.is_dir() and not chosen.output:
        raise Unusable("--from openai writes converted files: -o names another folder for them")
    stem = job.suffix or given.name.partition(".")[0]
    folder: Path = chosen.output or (given if given.is_dir() else Path(naming.slug(stem)))
    if (folder / RECIPE).exists():
        raise Unusable(
            f"{disk.called(str(folder / RECIPE))} is there already, and is never replaced; "
            "-o makes another folder"
        )
    disk.refuse_no_task(folder)
    return folder


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"{disk.called(str(folder))}: {error.strerror}") from error


def _copied(
    files: Mapping[PartName, Sequence[str]], folder: Path, handling: Handling
) -> Mapping[PartName, Sequence[str]]:
    """Copy files into a folder, under names that say what they are.

    What only the terminal reads is converted, for the pipeline to read it.

    Raises:
        Unusable: the folder, or a file in it, cannot be written.
    """
    _made(folder)
    copied: dict[PartName, list[str]] = {}
    for part, paths in files.items():
        for path in paths:
            suffix = next((each for each in SUFFIXES if path.lower().endswith(each)), ".jsonl")
            name = Path(path).name if len(paths) > 1 else f"{FILES[part]}{suffix}"
            with disk.written(folder / name, force=None) as target:
                if containers.made(path).read == "terminal":
                    with read(path, handling) as piece:
                        target.writelines(converted(piece))
                else:
                    with disk.opened(path) as source:
                        shutil.copyfileobj(source, target)
            copied.setdefault(part, []).append(name)
    return copied


def _of_files(
    files: Mapping[PartName, Sequence[str]], columns: tuple[str, str] | None
) -> Iterator[Choice]:
    for part, names in files.items():
        if part != "training":
            reason = "A run waits for it."
            yield Choice(key=f"dataset.{part}", value=Path(names[0]).name, reason=reason)
    if columns:
        yield Choice(key="dataset.columns", value=columns, reason="As --columns says.")


def _said(chosen: Namespace) -> Iterator[Choice]:
    """Yield what only people know of a dataset, as far as they say it."""
    for key in UNSAID:
        said = getattr(chosen, key)
        reason = "As the command line says." if said else "FILL IN: nobody but you knows it."
        yield Choice(key=f"provenance.{key}", value=said, reason=reason)


def _tell(folder: Path, made: Sequence[Choice], say: Print) -> None:
    """Say what was chosen and why, and the next commands."""
    say((f"{folder / RECIPE}", "bold"), " has every key, and these are switched on:")
    width = max(len(choice.key) for choice in made)
    for choice in made:
        said = choice.value if isinstance(choice.value, str) else literal(choice.value)
        say(f"  {choice.key:{width}}  {said or '(empty)'}", (f"  {choice.reason}", "dim"))
    where = quote(str(folder))
    say()
    say("Next:")
    blank = [choice.key for choice in made if choice.value == ""]
    if blank:
        say((f"  Fill in {', '.join(blank)} in {folder / RECIPE}; then:", "yellow"))
    say(f"  python -m tuning check {where}")
    say(f"  python -m tuning estimate {where}")
    say(f"  python -m tuning drop {where} --env dev")
