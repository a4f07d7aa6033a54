"""`python -m tuning`: steer the pipeline from a terminal.

Exit codes: 0 done, 2 unusable arguments or nothing to talk to (one line says which).
"""

import argparse
import sys

from rich.console import Console

from tuning.errors import TuningError, translated
from tuning.terminal import cancel, environment, show


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    chosen = _parser().parse_args(arguments)
    console = Console()
    try:
        with translated():
            environment.enter(chosen.env)
            if chosen.command == "cancel":
                cancel.cancel(chosen.run, console)
            elif chosen.run:
                show.one(chosen.run, console)
            else:
                show.every(console)
    except TuningError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tuning", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    listed = commands.add_parser("runs", help="show every run, or one in full")
    listed.add_argument("run", nargs="?", help="a run's id")
    cancelled = commands.add_parser("cancel", help="stop a run and release what it holds")
    cancelled.add_argument("run", help="a run's id")
    for command in (listed, cancelled):
        command.add_argument("--env", required=True, choices=environment.ENVIRONMENTS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
