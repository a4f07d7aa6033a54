"""Responses of our own, as a judge's evaluation job reads them: one for each prompt."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import msgspec

from tuning import artifacts
from tuning.dataset.prompts import MOST_PROMPTS, PROMPT_BYTES
from tuning.evaluation.answers import Answered
from tuning.evaluation.respondents import BASE
from tuning.run.evaluation import Model

NO_ANSWER: Final = "(no answer)"
"""In the place of an answer that failed, which must be judged as well and not be left out."""


class Response(msgspec.Struct, frozen=True, rename="camel"):
    """What one model said; the job is told by the same identifier whose responses it reads."""

    response: str
    model_identifier: Model


class Line(msgspec.Struct, frozen=True, rename="camel"):
    """One line of a judge's dataset; the service takes exactly one response in it."""

    prompt: str
    reference_response: str
    model_responses: tuple[Response]


def write(run: str, model: Model, answered: Iterable[Answered]) -> str:
    """Write what one model answered, for as many prompts as a job takes, and return the key."""
    lines = islice(_lines(model, answered), MOST_PROMPTS)
    return artifacts.write(
        artifacts.key_of(run, f"evaluation/responses/{model}.jsonl"),
        msgspec.json.Encoder().encode_lines(lines),
        content_type="application/jsonl",
    )


def _lines(model: Model, answered: Iterable[Answered]) -> Iterator[Line]:
    for record in answered:
        prompt = "\n\n".join(filter(None, (record.system, record.prompt)))
        if len(prompt.encode()) <= PROMPT_BYTES and record.reference:
            reply = record.base if model == BASE else record.custom
            text = reply.text if reply and not reply.error else NO_ANSWER
            yield Line(prompt, record.reference, (Response(text, model),))
