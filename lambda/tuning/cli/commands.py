"""The commands of `python -m tuning`: one row each, loaded only when it is chosen."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, NoReturn

from tuning.cli.arguments import Unusable

USAGE: Final = "python -m tuning"

DESCRIPTION: Final = "Check a dataset on this machine, and run the pipeline from a terminal."

EPILOG: Final = """\
exit codes: 0 done; 1 done, and something needs attention (docs/commands.md says what);
2 nothing was done, and one line on standard error gives the reason; 130 after Ctrl-C"""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command.

    Attributes:
        name: what a person types.
        summary: what it does, in a few words.
        module: has its ``arguments(parser)``, and its ``run(chosen)`` that returns the exit code.
        attention: what exit code 1 means; empty for a command that never returns it.
    """

    name: str
    summary: str
    module: str
    attention: str = ""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what the command takes to its parser."""
        add: Callable[[argparse.ArgumentParser], None] = self._entry().arguments
        add(parser)

    def run(self, chosen: argparse.Namespace) -> int:
        """Run the command and return its exit code.

        Raises:
            TuningError: nothing was done; one line says why.
        """
        run: Callable[[argparse.Namespace], int] = self._entry().run
        return run(chosen)

    def _entry(self) -> Any:
        return import_module(self.module)


COMMANDS: Final = (
    Command(
        name="init",
        summary="look at examples and write the folder of a task; needs no AWS",
        module="tuning.cli.init.init",
        attention="the examples have errors, and nothing was written",
    ),
    Command(
        name="check",
        summary="find every problem of a dataset; needs no AWS",
        module="tuning.cli.check",
        attention="the dataset has errors",
    ),
    Command(
        name="convert",
        summary="write a file as a base model takes it; needs no AWS",
        module="tuning.cli.convert",
        attention="the file has errors, and nothing was written",
    ),
    Command(
        name="split",
        summary="write training, validation and evaluation files, the same way every time",
        module="tuning.cli.split",
        attention="the file has errors, and nothing was written",
    ),
    Command(
        name="estimate",
        summary="show what a run would cost; needs no AWS",
        module="tuning.cli.estimate",
        attention="the dataset has errors; the estimate is shown",
    ),
    Command(
        name="evaluate",
        summary="judge recorded answers as a run would; needs no AWS",
        module="tuning.cli.evaluate.evaluate",
        attention="the model is not kept: discarded or held; without --base, it is not certainly "
        "better than answers that cost nothing",
    ),
    Command(
        name="prices",
        summary="show every price with its source and day; needs no AWS but to refresh",
        module="tuning.cli.prices",
    ),
    Command(
        name="drop",
        summary="check a task's folder, upload it and start its run",
        module="tuning.cli.dropping.drop",
        attention="the dataset has errors, and nothing was uploaded",
    ),
    Command(
        name="runs",
        summary="show every run, or one in full",
        module="tuning.cli.runs",
    ),
    Command(
        name="cancel",
        summary="stop a run and release what it holds",
        module="tuning.cli.cancel",
    ),
    Command(
        name="approve",
        summary="answer a run that is over a ceiling and waits",
        module="tuning.cli.approve",
    ),
    Command(
        name="extend",
        summary="serve a kept model longer",
        module="tuning.cli.extend",
    ),
    Command(
        name="ask",
        summary="ask the model of a task that is served now, and its base beside it",
        module="tuning.cli.ask.ask",
        attention="an answer is missing; its error says why",
    ),
    Command(
        name="serve",
        summary="host a stored model again, under a lease",
        module="tuning.cli.resuming.serve",
    ),
    Command(
        name="unserve",
        summary="release what serves a model; the model stays stored",
        module="tuning.cli.resuming.unserve",
    ),
    Command(
        name="models",
        summary="show every stored model, how it did and what serves it",
        module="tuning.cli.models",
    ),
    Command(
        name="promote",
        summary="have the name of a task stand for a served model, or bring what was kept to "
        "another environment",
        module="tuning.cli.promote",
        attention="nothing serves the model, and nothing was changed; the command that serves it "
        "is shown",
    ),
    Command(
        name="rollback",
        summary="have the name of a task stand for the model before",
        module="tuning.cli.rollback",
        attention="nothing serves the model before, and nothing was changed; the command that "
        "serves it is shown",
    ),
    Command(
        name="lineage",
        summary="show what a model was made from and what stands for it",
        module="tuning.cli.lineage",
    ),
    Command(
        name="rerun",
        summary="run the files of a run again, also with a changed recipe",
        module="tuning.cli.rerun",
    ),
    Command(
        name="redrive",
        summary="go on with a run that broke, or send drops again that started none",
        module="tuning.cli.redrive",
        attention="some drops could not be sent; each line gives the reason",
    ),
    Command(
        name="doctor",
        summary="show what works in an environment, and what fixes the rest",
        module="tuning.cli.doctor.examination",
        attention="something needs a fix",
    ),
    Command(
        name="smoke",
        summary="make the first run in an account: a small dataset, under a dollar",
        module="tuning.cli.smoke.smoke",
        attention="nothing was started, the run failed, or something still bills",
    ),
    Command(
        name="teardown",
        summary="end everything that bills in an environment, and its stacks",
        module="tuning.cli.teardown.teardown",
        attention="something is left; each line names it and the reason",
    ),
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unusable(f"{message} ({self.prog} --help lists what is valid)")


def parse(words: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    """Read a command line; only the chosen command is loaded.

    Raises:
        Unusable: one line that says what is wrong.
        SystemExit: help was asked for, and is printed.
    """
    parser = _Parser(
        prog=USAGE,
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    choices = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        own = choices.add_parser(command.name, help=command.summary, description=command.summary)
        if words[:1] == [command.name]:
            command.add_arguments(own)
    chosen, rest = parser.parse_known_args(words)
    command = next(each for each in COMMANDS if each.name == chosen.command)
    if rest:
        raise Unusable(
            f"unrecognized arguments: {' '.join(rest)} "
            f"({USAGE} {command.name} --help lists what is valid)"
        )
    return command, chosen
