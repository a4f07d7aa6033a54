"""One question: put to each model in turn, and shown as it is said where a person reads along."""

import sys
from collections.abc import Callable, Sequence
from typing import Final

from tuning.cli.ask import answer as answers
from tuning.cli.ask.answer import Line, figures, priced
from tuning.cli.ask.target import Target
from tuning.cli.output import printer
from tuning.errors import Transient
from tuning.evaluation import inference
from tuning.evaluation.answers import HeldOut, Reply
from tuning.evaluation.inference import Throttled
from tuning.evaluation.pacing import MACHINE, Clock
from tuning.evaluation.respondents import BASE, CUSTOM
from tuning.run.evaluation import Model
from tuning.settings import deployed
from tuning.text import printable

TRIES: Final = 3
"""How often a question is sent that the service did not look at, or broke on before it answered."""

REST: Final = 2.0
"""Seconds between the first two of them, and twice as long before the third."""

INDENT: Final = "  "
"""Before each line of an answer that has a heading."""


def put(target: Target, question: HeldOut, models: Sequence[Model], clock: Clock = MACHINE) -> Line:
    """Put a question to models, one after the other, and say nothing.

    Raises:
        ServiceRefused: a model, or this prompt, is refused.
        Transient: a model is throttled or broke, each time that it was asked.
    """
    replies = {model: _asked(target, question, model, None, clock) for model in models}
    return answers.line(target, 1, question, replies)


def show(
    target: Target,
    question: HeldOut,
    models: Sequence[Model],
    *,
    streams: bool,
    clock: Clock = MACHINE,
) -> Line:
    """Put a question to models, and print each answer; what it took goes to standard error.

    Args:
        target: the custom model.
        question: framed.
        models: who is asked, in this order.
        streams: whether an answer is printed as it is said.
        clock: by which a throttled model is waited for.

    Raises:
        ServiceRefused, Transient: as of ``put``.
    """
    say, tell = printer(sys.stdout), printer(sys.stderr)
    replies: dict[Model, Reply] = {}
    for model in models:
        if len(models) > 1:
            say((f"{model} ({identifier(target, model)})", "bold"))
        write = _indented() if len(models) > 1 else _write
        reply = _asked(target, question, model, write if streams else None, clock)
        if not streams:
            write(reply.text)
        if reply.text and not reply.text.endswith("\n"):
            write("\n")
        replies[model] = reply
        by_the_hour = model == CUSTOM and target.serving.kind == "throughput"
        sys.stdout.flush()
        answer = priced(reply, model, target)
        tell((figures([answer], by_the_hour=by_the_hour), "dim"))
        if answer.refused:
            tell((f"the {model} model: {answer.refused}", "red"))
        if answer.masked:
            tell((f"the {model} model: {answer.masked}", "yellow"))
    return answers.line(target, 1, question, replies)


def identifier(target: Target, model: Model) -> str:
    """Return what Converse takes of a model."""
    return target.recipe.model.inference_id if model == BASE else target.serving.arn


def _write(piece: str) -> None:
    sys.stdout.write(printable(piece))
    sys.stdout.flush()


def _indented() -> Callable[[str], None]:
    """Return what writes an answer below its heading, so that no line of it looks as another."""
    begins = True

    def write(piece: str) -> None:
        nonlocal begins
        for line in printable(piece).splitlines(keepends=True):
            _write(f"{INDENT}{line}" if begins else line)
            begins = line.endswith("\n")

    return write


def _asked(
    target: Target,
    question: HeldOut,
    model: Model,
    heard: Callable[[str], object] | None,
    clock: Clock,
) -> Reply:
    """Ask until the service answers, a few times; never again once a piece was heard."""
    pieces = 0

    def hear(piece: str) -> None:
        nonlocal pieces
        pieces += 1
        if heard:
            heard(piece)

    asks, most = identifier(target, model), target.recipe.evaluation.max_output_tokens
    guardrail = deployed().guardrail
    for attempt in range(1, TRIES + 1):
        try:
            if heard:
                return inference.stream(
                    asks, question, max_tokens=most, heard=hear, guardrail=guardrail
                )
            return inference.ask(asks, question, max_tokens=most, guardrail=guardrail)
        except Transient as error:
            if pieces or attempt == TRIES:
                raise _said(error, model) from error
            clock.sleep(REST * 2 ** (attempt - 1))
    raise AssertionError("each attempt answers or raises")


def _said(error: Transient, model: Model) -> Transient:
    """Return a failure with the model that it is of, and what to do about it."""
    if isinstance(error, Throttled):
        return Throttled(f"the {model} model is busy ({error}): ask again in a minute")
    return Transient(f"the {model} model does not answer ({error}): ask again")
