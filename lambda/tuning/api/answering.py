"""Answering: one question, put to what serves its task, within the caller's quota."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from tuning.api import served
from tuning.api.question import Question
from tuning.api.quota import Quota
from tuning.api.refused import Refused, invalid, unavailable
from tuning.api.served import Served
from tuning.errors import ServiceRefused, Transient, TuningError
from tuning.evaluation import inference
from tuning.evaluation.answers import Reply
from tuning.evaluation.conversation import framed
from tuning.evaluation.inference import Absent, PromptRefused, Throttled
from tuning.settings import deployed

BUSY_SECONDS: Final = 5
"""After which a model that is busy or loads may be asked again."""

SWITCHED_SECONDS: Final = 60
"""After which a name that was being switched names something again."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a model answered, and what that took.

    Attributes:
        served: the model.
        reply: an empty or a blocked one is an answer too; its stop reason says which.
        usd: what it cost; 0 of throughput, which is paid by the hour; None: no price is known.
    """

    task: str
    served: Served
    reply: Reply
    usd: float | None


def answer(question: Question, quota: Quota) -> Answer:
    """Ask what serves a task; once more where its name was switched in this very moment.

    Raises:
        Refused: there is no answer, and the message says why.
    """
    try:
        return _ask(question, quota, served.of(question.task))
    except Absent:
        served.forget(question.task)
    model = served.of(question.task)
    try:
        return _ask(question, quota, model)
    except Absent:
        raise _conflict(model, question.task) from None


def _ask(question: Question, quota: Quota, model: Served) -> Answer:
    record = framed(question.turns, model.recipe, system=question.system)
    most = question.max_tokens or model.recipe.evaluation.max_output_tokens
    taken = quota.take(record.tokens + most)
    try:
        reply = inference.ask(
            model.arn,
            record,
            max_tokens=most,
            sampling=question.sampling,
            guardrail=deployed().guardrail,
        )
    except (Throttled, ServiceRefused) as error:
        taken.settle(0)
        if isinstance(error, Absent):
            raise
        raise _refusal(error) from error
    except Transient as error:  # the model may have answered, and then that was paid
        raise _refusal(error) from error
    taken.settle(reply.input_tokens + reply.output_tokens)
    usd = model.prices.asking(
        model.recipe.base_model,
        base=False,
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
    )
    cost = 0.0 if model.by_the_hour else usd
    return Answer(task=question.task, served=model, reply=reply, usd=cost)


def _refusal(error: TuningError) -> Refused:
    match error:
        case Throttled():
            return Refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                "The model is busy; ask again in a moment.",
                retry_after=BUSY_SECONDS,
            )
        case PromptRefused():
            return invalid(
                "The model does not take this request: it may be too long, or ask for a longer "
                "answer than the model gives."
            )
        case Transient():
            return unavailable("The model does not answer; ask again in a moment.")
        case _:
            return unavailable("The model may not be asked; an operator has to look at it.")


def _conflict(model: Served, task: str) -> Refused:
    if model.ended:
        return Refused(
            HTTPStatus.CONFLICT,
            f"The base model of {task} ended on {model.ended}; an operator trains the task on "
            "another one.",
        )
    return Refused(
        HTTPStatus.CONFLICT,
        f"What serves {task} is being switched; ask again in a minute.",
        retry_after=SWITCHED_SECONDS,
    )
