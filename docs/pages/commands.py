"""docs/commands.md: every command, what it takes, what it returns and the JSON that it prints."""

from argparse import Action, ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import msgspec

from docs.pages.markdown import sentence, table
from tuning.cli.ask.answer import Line
from tuning.cli.commands import COMMANDS, USAGE, Command
from tuning.cli.doctor.finding import DoctorFinding
from tuning.cli.evaluate.judging import Judgement
from tuning.cli.lineage import Lineage
from tuning.cli.models import Model
from tuning.cli.run_record import Record
from tuning.dataset.figures import DatasetReport
from tuning.docstrings import attributes
from tuning.run.estimate import Estimate
from tuning.run.price import Price

PATH: Final = "docs/commands.md"

HEAD: Final = f"""\
# Commands

`{USAGE} COMMAND --help` says the same at a terminal. The account and the region are those of your
AWS profile.

"""

CODES: Final = """

## Exit codes

"""

EVERY_CODE: Final = (
    ("0", "the command did what it says"),
    ("2", "nothing was done; one line on standard error gives the reason"),
    ("130", "Ctrl-C"),
    ("141", "the reader of a pipe went away"),
)

ARGUMENTS: Final = """

## Arguments

"""

JSON: Final = """

## JSON

With `--json` a command prints one JSON value to standard output and nothing else. Where a value is
not known, it is `null`. New keys may be added; those below stay.
"""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a command prints as JSON.

    Attributes:
        words: the value, in a sentence.
        of: what describes its keys.
    """

    words: str
    of: type


SHAPES: Final[Mapping[str, Shape]] = {
    "check": Shape(
        words="The report of the dataset, and `over` (a sentence for each ceiling of the recipe "
        "that a run would pass):",
        of=DatasetReport,
    ),
    "estimate": Shape(
        words="The estimate, with `why` (it is served so), `model`, `errors` (of the dataset) and "
        "`over` (a sentence for each ceiling of the recipe that the run would pass):",
        of=Estimate,
    ),
    "evaluate": Shape(
        words="The judgement. Scores, baselines and classes have the keys that they have in "
        "report.json:",
        of=Judgement,
    ),
    "ask": Shape(
        words="What was asked, and what each model answered: `text`, `error` (why it is none), "
        "`stop_reason`, `input_tokens`, `output_tokens`, `latency_ms` and `usd` (null: no price is "
        "known). A file is answered by such lines:",
        of=Line,
    ),
    "prices": Shape(words="`note`, and a list `prices` of:", of=Price),
    "runs": Shape(
        words="A list `runs`, `storage_month_usd` (what their stored models bill each month) and "
        "`models_at_unknown_price`. `runs RUN` prints one run, with `why`, `states` (`name`, "
        "`started`, `ended`: null while a person is asked) and `next` (`what`, and `command` or, "
        "where no command does it, `advice`). A run is:",
        of=Record,
    ),
    "models": Shape(words="A list `models`, by task, the newest first, of:", of=Model),
    "lineage": Shape(words="One model:", of=Lineage),
    "doctor": Shape(words="A list of:", of=DoctorFinding),
}
"""By the commands that take ``--json``."""


def page() -> str:
    """Return the whole page."""
    attention = [("1", f"`{each.name}`: {each.attention}") for each in COMMANDS if each.attention]
    codes = [EVERY_CODE[0], *attention, *EVERY_CODE[1:]]
    return "".join(
        (
            HEAD,
            table(("command", "what it does"), [(f"`{c.name}`", c.summary) for c in COMMANDS]),
            CODES,
            table(("code", "meaning"), codes),
            ARGUMENTS,
            "\n\n".join(map(_arguments, COMMANDS)),
            JSON,
            *(_shape(name, shape) for name, shape in SHAPES.items()),
        )
    )


def actions(command: Command) -> tuple[Action, ...]:
    """Return what a command takes."""
    parser = ArgumentParser(add_help=False)
    command.add_arguments(parser)
    return tuple(parser._actions)  # argparse has no public way to ask


def _arguments(command: Command) -> str:
    rows = [(f"`{_spelled(each)}`", _help(each)) for each in actions(command)]
    return f"### {command.name}\n\n" + table(("argument", "meaning"), rows)


def _spelled(action: Action) -> str:
    name = ", ".join(action.option_strings)
    value = (
        ""
        if action.nargs == 0
        else str(action.metavar or "|".join(action.choices or ()) or action.dest.upper())
    )
    if not name:
        return f"[{value}]" if action.nargs == "?" else value
    return f"{name} {value}".rstrip()


def _help(action: Action) -> str:
    needed = action.required and bool(action.option_strings)
    return sentence(f"{action.help}{' (needed)' if needed else ''}")


def _shape(name: str, shape: Shape) -> str:
    meanings = attributes(shape.of)
    rows = [(f"`{key}`", _meaning(meanings.get(key))) for key in _keys(shape.of)]
    return f"\n### {name} --json\n\n{shape.words}\n\n{table(('key', 'meaning'), rows)}\n"


def _meaning(text: str | None) -> str:
    """Say what a key means, in JSON's words; nothing where its name says it."""
    return sentence(text).replace("None ", "`null` ") if text else ""


def _keys(of: Any) -> Iterator[str]:
    if issubclass(of, msgspec.Struct):
        yield from (field.encode_name for field in msgspec.structs.fields(of))
    else:
        yield from (field.name for field in fields(of))
