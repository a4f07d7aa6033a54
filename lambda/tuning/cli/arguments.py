"""What a person can say to `python -m tuning`."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NoReturn, get_args

from tuning import naming
from tuning.errors import TuningError
from tuning.models.catalogue import CustomizationType, RecordFormat
from tuning.run.formats import FormatName

TYPES: Final[dict[str, CustomizationType]] = {
    "fine-tuning": "FINE_TUNING",
    "distillation": "DISTILLATION",
    "reinforcement": "REINFORCEMENT_FINE_TUNING",
}
"""What the API calls each kind of customization, by the word that a person types."""

WORDS: Final = {name: word for word, name in TYPES.items()}

LONGEST_HOURS: Final = 720
"""How far ahead a lease may end."""

RECORD_FORMATS: Final[tuple[str, ...]] = get_args(RecordFormat)

EPILOG: Final = """\
exit codes: 0 done, or nothing wrong but for advice; 1 the dataset has errors, the doctor has
something to fix, or a teardown left something; 2 the arguments or a file cannot be used, or there
is nothing to talk to (one line says which); 130 after Ctrl-C"""


class Unusable(TuningError):
    """The arguments, or a file that they name, cannot be used; one line says why."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unusable(f"{message} ({self.prog} --help says what is valid)")


def parse(words: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line.

    Raises:
        Unusable: one line that says what is wrong.
    """
    return _parser().parse_args(words)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m tuning",
        description="Check a dataset on this machine, and steer the pipeline from a terminal.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_check(commands)
    _add_convert(commands)
    _add_split(commands)
    _add_money(commands)
    _add_steering(commands)
    return parser


def _add_check(commands: Any) -> None:
    command = commands.add_parser("check", help="find every problem of a dataset; needs no AWS")
    command.add_argument(
        "file",
        metavar="FILE",
        help="the training file, a task's folder, or - for JSONL from standard input",
    )
    command.add_argument("--validation", type=Path, metavar="FILE", help="beside the training file")
    command.add_argument("--evaluation", type=Path, metavar="FILE", help="the held-out records")
    _add_model(command)
    _add_handling(command)
    command.add_argument(
        "--near-duplicates",
        choices=("off", "sampled", "all"),
        help="search among no records, a sample of many, or all (default: sampled)",
    )
    command.add_argument(
        "--json", action="store_true", help="print the report as JSON, and nothing else"
    )
    command.add_argument("--sarif", type=Path, metavar="FILE", help="write the problems as SARIF")
    command.add_argument("--html", type=Path, metavar="FILE", help="write the report with pictures")


def _add_convert(commands: Any) -> None:
    command = commands.add_parser("convert", help="write a file as a base model takes it")
    command.add_argument(
        "file", metavar="FILE", help="any known format, or - for JSONL from standard input"
    )
    target = command.add_mutually_exclusive_group(required=True)
    target.add_argument("--to-model", dest="model", metavar="ID", help="the base model that reads")
    target.add_argument("--to", choices=RECORD_FORMATS, metavar="FORMAT", help=_one(RECORD_FORMATS))
    _add_handling(command)
    command.add_argument("-o", dest="output", metavar="FILE", default="-", help="- is the default")
    command.add_argument("--force", action="store_true", help="overwrite a file that exists")


def _add_split(commands: Any) -> None:
    command = commands.add_parser(
        "split", help="write training, validation and evaluation files, the same way every time"
    )
    command.add_argument(
        "file", metavar="FILE", help="any known format, or - for JSONL from standard input"
    )
    _add_model(command)
    _add_handling(command)
    command.add_argument(
        "-o", dest="output", type=Path, required=True, metavar="FOLDER", help="where to write"
    )
    command.add_argument(
        "--evaluation", type=_share, metavar="SHARE", help="held out (default: 0.2)"
    )
    command.add_argument("--validation", type=_share, metavar="SHARE", help="default: 0.1")
    command.add_argument("--force", action="store_true", help="overwrite files that exist")


def _add_money(commands: Any) -> None:
    command = commands.add_parser("estimate", help="what a run would cost; needs no AWS")
    command.add_argument(
        "file", metavar="FILE", help="the training file, a task's folder, or - for standard input"
    )
    command.add_argument("--validation", type=Path, metavar="FILE", help="beside the training file")
    command.add_argument("--evaluation", type=Path, metavar="FILE", help="the held-out records")
    _add_model(command)
    _add_handling(command)
    command.add_argument("--epochs", type=int, metavar="N", help="default: the recipe's or model's")
    command.add_argument(
        "--hosting",
        choices=("provisioned", "on_demand", "auto"),
        help="how the model is served (default: the recipe's, or the cheaper way)",
    )
    command.add_argument(
        "--hours",
        type=_hours,
        metavar="H",
        help="hosted for so long (default: as long as its evaluation may take, and as the recipe "
        "keeps it)",
    )
    command.add_argument("--json", action="store_true", help="print JSON, and nothing else")
    listed = commands.add_parser("prices", help="the price table: every price, its source and day")
    listed.add_argument(
        "--refresh", action="store_true", help="ask the Price List API, and write what it tells"
    )


def _add_model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model", metavar="ID", help="whose rules apply (default: the recipe's, or Nova Micro)"
    )


def _add_handling(command: argparse.ArgumentParser) -> None:
    command.add_argument("--type", choices=tuple(TYPES), help="default: fine-tuning")
    command.add_argument(
        "--format", choices=get_args(FormatName), metavar="NAME", help=_one(get_args(FormatName))
    )
    command.add_argument(
        "--columns", type=_columns, metavar="A,B", help="a CSV's columns of prompt and answer"
    )
    command.add_argument(
        "--lossy",
        action="store_true",
        default=None,
        help="leave out what the base model does not take",
    )
    command.add_argument(
        "--privacy",
        choices=("report", "redact", "refuse"),
        help="what happens to personal data and secrets (default: report)",
    )
    command.add_argument(
        "--task", type=Path, metavar="TASK.TOML", help="a recipe, whose settings are the defaults"
    )


def _add_steering(commands: Any) -> None:
    listed = commands.add_parser("runs", help="show every run, or one in full")
    listed.add_argument("run", nargs="?", help="a run's id")
    listed.add_argument(
        "--open", action="store_true", help="only runs that go on or may hold something"
    )
    cancelled = commands.add_parser("cancel", help="stop a run and release what it holds")
    cancelled.add_argument("run", help="a run's id")
    cancelled.add_argument("--reason", default="", help="why; it is kept with the run")
    approved = commands.add_parser("approve", help="answer a run that is over a ceiling and waits")
    approved.add_argument("run", help="a run's id")
    approved.add_argument("--deny", action="store_true", help="say no: the run ends as rejected")
    approved.add_argument("--reason", required=True, help="why; it is kept with the run")
    extended = commands.add_parser("extend", help="hold what serves a kept model longer")
    extended.add_argument("run", help="a run's id")
    extended.add_argument(
        "--hours", type=_hours, required=True, metavar="H", help="from now; at most 720"
    )
    extended.add_argument("--owner", required=True, metavar="NAME", help="answers for the cost")
    extended.add_argument("--reason", required=True, help="why; it is kept with the lease")
    redriven = commands.add_parser("redrive", help="send drops again that started no run")
    examined = commands.add_parser(
        "doctor", help="what is well with an environment, and what mends the rest"
    )
    examined.add_argument("--json", action="store_true", help="print JSON, and nothing else")
    first = commands.add_parser(
        "smoke", help="the first run in an account: a small dataset, under a dollar, to its verdict"
    )
    first.add_argument("--yes", action="store_true", help="do not ask")
    ended = commands.add_parser(
        "teardown", help="end all that bills in an environment, and its stacks with it"
    )
    ended.add_argument("--task", metavar="TASK", help="only what this task has; no stack, no data")
    ended.add_argument("--yes", action="store_true", help="do not ask")
    for command in (listed, cancelled, approved, extended, redriven, examined, first, ended):
        command.add_argument("--env", required=True, type=_environment, metavar="NAME")


def _one(names: Sequence[str]) -> str:
    return f"one of: {', '.join(names)}"


def _columns(text: str) -> tuple[str, str]:
    names = tuple(name.strip() for name in text.split(","))
    if len(names) != 2 or not all(names):
        raise argparse.ArgumentTypeError(f"{text!r} is not two names with a comma between them")
    return names[0], names[1]


def _environment(text: str) -> str:
    if not naming.is_environment(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} cannot be an environment's name: 1 to {naming.ENVIRONMENT_LENGTH} "
            "lower-case letters, digits and single hyphens"
        )
    return text


def _hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= LONGEST_HOURS:
        raise argparse.ArgumentTypeError(f"{text!r} are not hours: above 0, at most 720")
    return hours


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share: a number from 0 to below 1")
    return share
