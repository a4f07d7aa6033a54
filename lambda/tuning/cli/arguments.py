"""Arguments that several commands take, each read into its type."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path
from typing import Final, get_args

from tuning import naming
from tuning.errors import MOST_WORDS, TuningError
from tuning.models.catalogue import CustomizationType
from tuning.run.formats import FormatName
from tuning.run.lease import LONGEST_HOURS
from tuning.run.recipe import MOST_MODEL_UNITS

TYPES: Final[dict[str, CustomizationType]] = {
    "fine-tuning": "FINE_TUNING",
    "distillation": "DISTILLATION",
    "reinforcement": "REINFORCEMENT_FINE_TUNING",
}
"""What the API calls each kind of customization, by the word that a person types."""

WORDS: Final = {name: word for word, name in TYPES.items()}

ANY_FORMAT: Final = "any known format, or - for JSONL from standard input"


class Unusable(TuningError):
    """The arguments, or a file that they name, cannot be used; one line says why."""


def add_environment(parser: ArgumentParser, *, required: bool = True) -> None:
    """Add the environment that a command works in."""
    parser.add_argument(
        "--env", required=required, type=_environment, metavar="NAME", help="the environment"
    )


def add_target(parser: ArgumentParser) -> None:
    """Add another environment, and how it is reached where that is otherwise than this one."""
    parser.add_argument(
        "--to", type=_environment, metavar="NAME", help="bring the run to this environment"
    )
    parser.add_argument(
        "--to-profile", metavar="PROFILE", help="whose credentials reach it (default: AWS_PROFILE)"
    )
    parser.add_argument(
        "--to-region", metavar="REGION", help="where it is deployed (default: AWS_REGION)"
    )


def add_run(parser: ArgumentParser) -> None:
    """Add the run that a command is about."""
    parser.add_argument("run", metavar="RUN", help="a run's id")


def reason(text: str) -> str:
    """Return why somebody does something, in their words, which a run carries along."""
    if len(text) > MOST_WORDS:
        length = f"{len(text):,}"
        raise ArgumentTypeError(f"must have at most {MOST_WORDS:,} characters, and has {length}")
    return text.strip()


def add_json(parser: ArgumentParser) -> None:
    """Add the choice of JSON, which docs/commands.md describes."""
    parser.add_argument("--json", action="store_true", help="print JSON, and nothing else")


def add_dataset(parser: ArgumentParser) -> None:
    """Add a training file and the files beside it."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help="the training file, a task's folder, or - for JSONL from standard input",
    )
    parser.add_argument("--validation", type=Path, metavar="FILE", help="beside the training file")
    parser.add_argument("--evaluation", type=Path, metavar="FILE", help="the held-out records")


def add_model(parser: ArgumentParser) -> None:
    """Add the base model for which a dataset is read."""
    parser.add_argument(
        "--model", metavar="ID", help="whose rules apply (default: the recipe's, or Nova Micro)"
    )


def add_handling(parser: ArgumentParser) -> None:
    """Add how a dataset is taken in."""
    parser.add_argument("--type", choices=tuple(TYPES), help="default: fine-tuning")
    parser.add_argument(
        "--format", choices=get_args(FormatName), metavar="NAME", help=one_of(get_args(FormatName))
    )
    add_columns(parser)
    parser.add_argument(
        "--lossy",
        action="store_true",
        default=None,
        help="leave out what the base model does not take",
    )
    parser.add_argument(
        "--privacy",
        choices=("report", "redact", "refuse"),
        help="what happens to personal data and secrets (default: report)",
    )
    parser.add_argument(
        "--task", type=Path, metavar="TASK.TOML", help="a recipe, whose settings are the defaults"
    )


def add_columns(parser: ArgumentParser) -> None:
    """Add the two columns of a table that are taken."""
    parser.add_argument(
        "--columns", type=_columns, metavar="A,B", help="the columns or keys of prompt and answer"
    )


def one_of(names: Sequence[str]) -> str:
    """Return a help text that names the valid choices."""
    return f"one of: {', '.join(names)}"


def hours(text: str) -> float:
    """Read hours that a lease may last.

    Raises:
        ArgumentTypeError: they are none.
    """
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= LONGEST_HOURS:
        raise ArgumentTypeError(
            f"{text!r} is not a number of hours above 0 and at most {LONGEST_HOURS}"
        )
    return number


def units(text: str) -> int:
    """Read how many model units are to be bought.

    Raises:
        ArgumentTypeError: it is no such number.
    """
    if not text.isdecimal() or not 0 < int(text) <= MOST_MODEL_UNITS:
        raise ArgumentTypeError(
            f"{text!r} is not a number of model units, from 1 to {MOST_MODEL_UNITS:,}"
        )
    return int(text)


def share(text: str) -> float:
    """Read a share of a dataset.

    Raises:
        ArgumentTypeError: it is none.
    """
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1:
        raise ArgumentTypeError(f"{text!r} is not a share: a number from 0 to below 1")
    return number


def _columns(text: str) -> tuple[str, str]:
    names = tuple(name.strip() for name in text.split(","))
    if len(names) != 2 or not all(names):
        raise ArgumentTypeError(f"{text!r} is not two names with a comma between them")
    if names[0].lower() == names[1].lower():
        raise ArgumentTypeError(f"{text!r} names one column twice: the question's and the answer's")
    return names[0], names[1]


def _environment(text: str) -> str:
    if not naming.is_environment(text):
        raise ArgumentTypeError(
            f"{text!r} cannot be an environment's name: 1 to {naming.ENVIRONMENT_LENGTH} "
            "lower-case letters, digits and single hyphens"
        )
    return text
