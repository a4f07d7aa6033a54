"""Who judged, as a judge's evaluation job writes it beside every judgement."""

from collections.abc import Iterable

import msgspec

from tuning.errors import UNREADABLE


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


def evaluators(written: Iterable[bytes]) -> list[str]:
    """Return who has judged, as what evaluation jobs wrote says.

    The first line of each file tells it: a job has one judge. A program names nobody.
    """
    decoder = msgspec.json.Decoder(Line)
    found: dict[str, None] = {}
    for file in written:
        first = file.partition(b"\n")[0]
        try:
            scores = decoder.decode(first).automated_evaluation_result.scores if first else ()
        except UNREADABLE:
            continue
        found |= {
            each.model_identifier: None
            for score in scores
            for each in score.evaluator_details
            if each.model_identifier
        }
    return list(found)
