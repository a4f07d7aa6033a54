"""A file of prompts: put to the models at the pace of the quotas, until all are answered."""

import math
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Event
from types import FrameType
from typing import Final

from tuning.cli.ask import kept
from tuning.cli.ask.answer import Answer, figures
from tuning.cli.ask.kept import Kept
from tuning.cli.ask.questions import Numbered
from tuning.cli.ask.target import Target
from tuning.cli.output import printer
from tuning.evaluation import interview, respondents
from tuning.evaluation.pacing import Clock
from tuning.evaluation.participant import Participant
from tuning.evaluation.respondents import BASE, CUSTOM, Respondent
from tuning.evaluation.sitting import Sitting
from tuning.report.words import count
from tuning.run.evaluation import Model
from tuning.settings import deployed

AGAIN: Final = "the same command asks the rest"


def ask(
    target: Target,
    records: Numbered,
    models: Sequence[Model],
    output: str,
    clock: Clock | None = None,
) -> int:
    """Ask every record that the output does not answer yet; return 1 when some have no answer.

    Ctrl-C ends it: what was asked is answered and written, and nothing else is asked.

    Args:
        target: the custom model.
        records: the prompts, framed.
        models: who is asked.
        output: a file, in which earlier answers stay and are not asked again; ``-``: standard
            output.
        clock: by which the models are paced; None: the machine's, which Ctrl-C wakes.

    Raises:
        KeyboardInterrupt: somebody ended it; all that was answered is written.
        Unusable: the output holds something else, or cannot be written.
        ServiceRefused: a model may not be asked.
    """
    earlier = kept.read(output, target, records, models)
    over = Event()
    paced = clock or Clock(sleep=over.wait)
    sitting = Sitting(
        run=target.run_id,
        max_tokens=target.recipe.evaluation.max_output_tokens,
        ends=math.inf,
        guardrail=deployed().guardrail,
        over=over,
    )
    answered = Kept(target, records, models, earlier)
    seated = [_seat(respondent, answered) for respondent in _asked(target, models, paced)]
    before = [answered.lines[number] for number in sorted(answered.lines)]
    with kept.opened(output, before) as out, _stopped_by_ctrl_c(over) as stopped:
        answered.to(out)
        try:
            interview.hold(sitting, records, *seated)
        finally:
            answered.finish()
    _tell(target, answered, seated, records)
    if stopped.is_set():
        raise KeyboardInterrupt
    whole = len(answered.lines) == len(records)
    return int(not whole or any(_failed(each) for each in _all(answered)))


def _asked(target: Target, models: Sequence[Model], clock: Clock) -> Iterator[Respondent]:
    if CUSTOM in models:
        yield respondents.custom(target.recipe, target.serving, clock)
    if BASE in models:
        yield respondents.base(target.recipe, clock)


def _seat(respondent: Respondent, answered: Kept) -> Participant:
    return Participant(
        respondent=respondent,
        keep=partial(answered.keep, respondent.name),
        replied={**answered.earlier[respondent.name]},
    )


@contextmanager
def _stopped_by_ctrl_c(over: Event) -> Iterator[Event]:
    """Have the first Ctrl-C end the sitting in good order; the next one ends the process."""
    stopped = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        stopped.set()
        over.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(target: Target, answered: Kept, seated: Sequence[Participant], records: Numbered) -> None:
    """Say on standard error what was answered, what it took, and what is left."""
    tell, lines = printer(sys.stderr), answered.lines.values()
    tell(f"{target.run_id}: {len(lines):,} of {count(len(records), 'prompt')} answered")
    for each in seated:
        name = each.respondent.name
        by_the_hour = name == CUSTOM and target.serving.kind == "throughput"
        answers = [line.answers[name] for line in lines]
        tell(f"  {name}: {figures(answers, by_the_hour=by_the_hour)}")
        if failed := sum(answer.error is not None for answer in answers):
            tell(f"  {name}: {count(failed, 'prompt')} got no answer; error in the line says why")
        if blocked := sum(answer.reply.blocked for answer in answers):
            tell(
                f"  {name}: {count(blocked, 'prompt')} blocked by the guardrail; interventions in "
                "the line say by which policy"
            )
        if each.out:
            tell(f"  {name}: the model does not answer: {each.out}")
    if left := len(records) - len(lines):
        tell(f"{count(left, 'prompt')} left: {AGAIN}")


def _all(answered: Kept) -> list[Answer]:
    return [answer for line in answered.lines.values() for answer in line.answers.values()]


def _failed(answer: Answer) -> bool:
    return answer.refused is not None
