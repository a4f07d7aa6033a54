"""`python -m tuning rollback TASK`: have the name of a task stand for the model before."""

import sys
from argparse import ArgumentParser, Namespace

from tuning.cli import arguments as options
from tuning.cli import environment, ledger, tasks
from tuning.cli.arguments import Unusable
from tuning.cli.output import printer
from tuning.cli.promote import promote
from tuning.hosting import alias
from tuning.ledger import runs


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("task", metavar="TASK", help="whose name goes back")
    parser.add_argument(
        "--reason", type=options.reason, default="", help="why; it is kept in the name's history"
    )
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Go back to the model before; return 1 when nothing serves it, so that nothing was changed.

    Raises:
        NotDeployed: the environment is not deployed here.
        Unusable: no run was ever of the task, its name stood for nothing before, or for a run that
            the ledger no longer has, or whose model is deleted.
        Silent: the model before does not answer.
    """
    environment.enter(chosen.env)
    before = alias.before(chosen.task)
    if before is None or before.run_id is None:
        tasks.check(chosen.task, ledger.every())
        raise Unusable(
            f"{alias.name_of(chosen.task)} stood for no other model before; see what there is: "
            f"python -m tuning models --task {chosen.task} --env {chosen.env}"
        )
    return promote(
        runs.get(before.run_id), printer(sys.stdout), why=chosen.reason or "rolled back by hand"
    )
