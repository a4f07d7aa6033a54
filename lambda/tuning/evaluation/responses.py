"""Responses of our own, as a judge's evaluation job reads them: one for each prompt."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, Literal

import msgspec

from tuning import artifacts
from tuning.evaluation.answers import NO_ANSWER, Answered
from tuning.evaluation.judge_check import Case
from tuning.evaluation.respondents import BASE
from tuning.run.evaluation import Subject
from tuning.run.judging import MOST_PROMPTS
from tuning.seals import Seal

TEST: Final = "test"


class Response(msgspec.Struct, frozen=True, rename="camel"):
    """What one model said; the job is told by the same identifier whose responses it reads."""

    response: str
    model_identifier: Subject


class Line(msgspec.Struct, frozen=True, rename="camel"):
    """One line of a judge's dataset; the service takes exactly one response in it."""

    prompt: str
    reference_response: str
    model_responses: tuple[Response]


def write(run: str, model: Literal["base", "custom"], answered: Iterable[Answered]) -> Seal:
    """Write what one model answered, for as many prompts as a job takes, once."""
    return _write(run, model, _lines(model, answered))


def write_test(run: str, cases: Iterable[Case]) -> Seal | None:
    """Write the answers by which a judge is tested, likewise; None where there are none."""
    lines = [Line(case.prompt, case.reference, (Response(case.answer, TEST),)) for case in cases]
    return _write(run, TEST, lines) if lines else None


def _write(run: str, subject: Subject, lines: Iterable[Line]) -> Seal:
    return artifacts.seal(
        artifacts.key_of(run, f"evaluation/responses/{subject}.jsonl"),
        msgspec.json.Encoder().encode_lines(islice(lines, MOST_PROMPTS)),
        content_type="application/jsonl",
    )


def _lines(model: Literal["base", "custom"], answered: Iterable[Answered]) -> Iterator[Line]:
    for record in answered:
        if record.judgeable:
            reply = record.base if model == BASE else record.custom
            said = reply.said if reply else NO_ANSWER
            yield Line(record.question, record.reference, (Response(said, model),))
