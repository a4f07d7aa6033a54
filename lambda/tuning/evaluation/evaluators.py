"""Who judged, as a judge's evaluation job writes it beside every judgement."""

import msgspec

from tuning import artifacts
from tuning.evaluation.scores import SUFFIX


class Evaluator(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Who gave a score."""

    model_identifier: str = ""


class Score(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A judge's score of one answer by one metric."""

    evaluator_details: tuple[Evaluator, ...] = ()


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A judge's scores of one answer."""

    scores: tuple[Score, ...] = ()


class Line(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One line of an evaluation job's output."""

    automated_evaluation_result: Result = Result()


def evaluators(prefix: str) -> list[str]:
    """Return who the evaluation jobs under a prefix of the artifacts bucket say has judged.

    The first line of each file tells it: a job has one judge. A program names nobody.
    """
    decoder = msgspec.json.Decoder(Line)
    found: dict[str, None] = {}
    for key in artifacts.keys(prefix):
        first = next(iter(artifacts.lines(key) or ()), b"") if key.endswith(SUFFIX) else b""
        try:
            scores = decoder.decode(first).automated_evaluation_result.scores if first else ()
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        found |= {
            each.model_identifier: None
            for score in scores
            for each in score.evaluator_details
            if each.model_identifier
        }
    return list(found)
