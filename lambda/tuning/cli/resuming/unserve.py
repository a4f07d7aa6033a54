"""`python -m tuning unserve TASK|RUN`: release what serves a model; the model stays stored."""

import sys
from argparse import ArgumentParser, Namespace

from tuning.cli import arguments as options
from tuning.cli import environment
from tuning.cli.arguments import Unusable
from tuning.cli.cancel import cancel
from tuning.cli.output import printer
from tuning.cli.resuming.named import hosted


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "of", metavar="TASK|RUN", help="a task, whose model that is hosted is released, or a run"
    )
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Release what serves a model.

    Raises:
        NotDeployed: the environment is not deployed here.
        Unusable: no run and no task is called so, or the run goes on.
    """
    environment.enter(chosen.env)
    found = hosted(chosen.of)
    if found.unfinished and not found.serves_again:
        raise Unusable(
            f"{found.run_id} goes on, and needs what it holds: python -m tuning cancel "
            f"{found.run_id} --env {chosen.env} stops it"
        )
    cancel(found.run_id, printer(sys.stdout), who=environment.caller(), why="unserve")
    return 0
