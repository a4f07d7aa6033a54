"""`python -m tuning rerun RUN`: run the files of a run again, with its recipe or a changed one."""

import json
import secrets
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tuning import clients
from tuning.cli import arguments as options
from tuning.cli import dataset_options, disk, environment
from tuning.cli.arguments import Unusable
from tuning.cli.output import Print, printer
from tuning.ledger import runs
from tuning.registration import rerun as reruns
from tuning.registration.recipe_file import read_recipe
from tuning.registration.task_toml import BadRecipe
from tuning.settings import deployed

MOST_CHARACTERS: Final = 50_000
"""The recipe travels in the execution's state, which holds 256 KiB."""


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    options.add_run(parser)
    parser.add_argument(
        "--task", type=Path, metavar="TASK.TOML", help="a changed recipe (default: the run's own)"
    )
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Start a run of the versions that another run read.

    Raises:
        NotDeployed: the environment is not deployed here.
        UnknownRun: the ledger has no run of this id.
        Unusable: the run goes on or read nothing, or the recipe cannot be read.
        BadRecipe: the recipe cannot be followed.
    """
    outputs = environment.enter(chosen.env)
    who = environment.caller()
    rerun(chosen.run, printer(sys.stdout), outputs, recipe=chosen.task, who=who)
    return 0


def rerun(
    run_id: str, say: Print, outputs: Mapping[str, str], *, recipe: Path | None, who: str
) -> None:
    """Start the walk once more for what a run read, and say what it is called.

    Args:
        run_id: the earlier run.
        say: prints a line.
        outputs: the pipeline stack's, which name its state machine.
        recipe: another task.toml.
        who: the ARN of who asks, who may not approve what they ask for.

    Raises:
        UnknownRun: the ledger has no run of this id.
        Unusable: the run goes on or read nothing, or the recipe cannot be read.
        BadRecipe: the recipe cannot be followed.
    """
    machine, name = environment.output(outputs, "StateMachineArn"), deployed().environment
    earlier = runs.get(run_id)
    if earlier.unfinished:
        raise Unusable(
            f"{run_id} goes on; wait for its end or stop it: python -m tuning cancel {run_id} "
            f"--env {name}"
        )
    found = earlier.registration
    if found is None or found.training is None or found.recipe is None:
        raise Unusable(f"{run_id} never read its drop; mend it and drop its files again")
    number, text = secrets.token_hex(8), _text(recipe) if recipe else ""
    asked = {"of": run_id, "number": number, "recipe": text, "who": who}
    about = {
        "bucket": {"name": deployed().datasets_bucket},
        "object": {"key": found.training.key, "version-id": found.training.version_id},
    }
    clients.stepfunctions().start_execution(
        stateMachineArn=machine,
        name=f"rerun-{number}",
        input=json.dumps({"detail": about | {"rerun": asked}}),
    )
    started = reruns.run_id(found, number)
    say(f"{started} runs what {run_id} read again.")
    say(f"Follow: python -m tuning runs {started} --env {name}")


def _text(recipe: Path) -> str:
    text = disk.recipe_text(str(recipe))
    if len(text) > MOST_CHARACTERS:
        raise Unusable(f"{disk.called(str(recipe))} is longer than {MOST_CHARACTERS:,} characters")
    try:
        read_recipe(text)
    except BadRecipe as error:
        raise dataset_options.under_its_name(error, str(recipe)) from error
    return text
