"""`python -m tuning ask TASK "…"`: answers of the custom model that is served now, and its base."""

import sys
from argparse import ArgumentParser, Namespace
from typing import Final

from tuning.cli import arguments as options
from tuning.cli import environment
from tuning.cli.arguments import Unusable
from tuning.cli.ask import many, one, questions, target
from tuning.cli.ask.kept import STANDARD_OUTPUT
from tuning.cli.output import print_json
from tuning.evaluation.respondents import BASE, CUSTOM
from tuning.run.evaluation import Model

ALONE: Final[tuple[Model, ...]] = (CUSTOM,)
BOTH: Final[tuple[Model, ...]] = (CUSTOM, BASE)


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("of", metavar="TASK", help="a task, or the id of a run")
    parser.add_argument(
        "question", nargs="?", metavar="QUESTION", help="in quotes, right after the task"
    )
    parser.add_argument("--both", action="store_true", help="ask the base model too")
    parser.add_argument(
        "--file",
        metavar="FILE",
        help="prompts in any known format, with or without answers; - for standard input",
    )
    parser.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        help="where the answers to a file go, a line each (default: standard output); what it "
        "answers already is not asked again",
    )
    options.add_json(parser)
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Ask what serves a task, and print what it says; return 1 when an answer is missing.

    Raises:
        Unusable: nothing was asked, and one line says why.
        NotDeployed: the environment is not deployed here.
        ServiceRefused, Transient: a model may not be asked, or does not answer.
    """
    _refuse_what_does_not_fit(chosen)
    environment.enter(chosen.env)
    models = BOTH if chosen.both else ALONE
    asked = target.find(chosen.of)
    if chosen.file:
        records = questions.read(chosen.file, asked.recipe)
        return many.ask(asked, records, models, chosen.output or STANDARD_OUTPUT)
    question = questions.one(chosen.question, asked.recipe)
    if chosen.json:
        line = one.put(asked, question, models)
        print_json(line)
    else:
        line = one.show(asked, question, models, streams=sys.stdout.isatty())
    return int(any(answer.refused for answer in line.answers.values()))


def _refuse_what_does_not_fit(chosen: Namespace) -> None:
    if (chosen.question is None) == (chosen.file is None):
        raise Unusable("ask one question, in quotes, or the prompts of a file with --file")
    if chosen.question is not None and not chosen.question.strip():
        raise Unusable("the question is empty: write it in quotes after the task")
    if chosen.output and not chosen.file:
        raise Unusable("-o takes the answers to a file: name it with --file")
    if chosen.json and chosen.file:
        raise Unusable("--file answers in JSON lines as it is: leave out --json")
