"""The scores: how near an answer is to its reference, each from 0 to 1, and more is better.

Each is a function of an answer and a reference, and a row below. What a recipe says beside the
metric's name (an expression, a schema, that numbers are numbers) is an argument by the name of the
recipe's key. Two empty texts agree wholly.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from tuning.evaluation.metrics.exact import accuracy, contains, exact_match, matches
from tuning.evaluation.metrics.markup import xml_fields, xml_structure, xml_valid
from tuning.evaluation.metrics.overlap import (
    chrf,
    chrf_of_all,
    length,
    rouge_1,
    rouge_2,
    rouge_l,
    token_f1,
)
from tuning.evaluation.metrics.refusals import refusals
from tuning.evaluation.metrics.sets import set_f1
from tuning.evaluation.metrics.structured import json_equal, json_fields, json_schema, json_valid
from tuning.run.judging import BUILT_IN
from tuning.run.recipe import EvaluationSettings, Metric

__all__ = (
    "METRICS",
    "MetricRow",
    "Score",
    "contains",
    "exact_match",
    "rouge_l",
    "score_all",
    "scorer",
    "scorers",
    "title",
    "token_f1",
)

Score = Callable[[str, str], float]
"""The score of an answer by its reference."""


@dataclass(frozen=True, kw_only=True)
class MetricRow:
    """A metric.

    Attributes:
        title: its name as people write it, of one thing: a sentence says that it is so much.
        score: its function, of an answer and a reference.
        takes: the recipe's keys under ``[evaluation]`` that the function takes too, by their name.
        of_all: the same of many answers and references, where that is faster.
    """

    title: str
    score: Callable[..., float]
    takes: tuple[str, ...] = ()
    of_all: Callable[[Sequence[str], Sequence[str]], list[float]] | None = None


METRICS: Final[Mapping[Metric, MetricRow]] = {
    "rouge_l": MetricRow(title="ROUGE-L", score=rouge_l),
    "token_f1": MetricRow(title="token F1", score=token_f1, takes=("numbers",)),
    "exact_match": MetricRow(title="exact match", score=exact_match, takes=("numbers",)),
    "accuracy": MetricRow(title="accuracy", score=accuracy),
    "contains": MetricRow(title="containment", score=contains, takes=("numbers",)),
    "rouge_1": MetricRow(title="ROUGE-1", score=rouge_1),
    "rouge_2": MetricRow(title="ROUGE-2", score=rouge_2),
    "chrf": MetricRow(title="chrF", score=chrf, of_all=chrf_of_all),
    "json_valid": MetricRow(title="JSON validity", score=json_valid),
    "json_equal": MetricRow(title="JSON equality", score=json_equal),
    "json_fields": MetricRow(title="JSON field F1", score=json_fields),
    "json_schema": MetricRow(
        title="JSON schema conformance", score=json_schema, takes=("json_schema",)
    ),
    "xml_valid": MetricRow(title="XML validity", score=xml_valid),
    "xml_fields": MetricRow(title="XML field F1", score=xml_fields),
    "xml_structure": MetricRow(title="XML structure F1", score=xml_structure),
    "pattern": MetricRow(title="pattern match", score=matches, takes=("pattern",)),
    "set_f1": MetricRow(title="set F1", score=set_f1, takes=("numbers",)),
    "refusals": MetricRow(title="refusal agreement", score=refusals),
    "length": MetricRow(title="length agreement", score=length),
}
"""Every metric that a recipe may name."""


def scorers(settings: EvaluationSettings) -> dict[Metric, Score]:
    """Return the recipe's metrics as functions, the deciding one first."""
    return {metric: scorer(metric, settings) for metric in settings.scored}


def scorer(metric: Metric, settings: EvaluationSettings) -> Score:
    """Return a metric as a function of answer and reference, with what the recipe says of it."""
    row = METRICS[metric]
    return partial(row.score, **{key: getattr(settings, key) for key in row.takes})


def score_all(
    settings: EvaluationSettings, answers: Sequence[str], references: Sequence[str]
) -> list[dict[Metric, float]]:
    """Return every score of the recipe for many answers, in their order.

    Args:
        settings: of the recipe.
        answers: what a model said.
        references: what is right, one for each.
    """
    apart = {
        metric: of_all(answers, references)
        for metric in settings.scored
        if (of_all := METRICS[metric].of_all)
    }
    each = scorers(settings)
    return [
        {
            metric: apart[metric][place] if metric in apart else of(answer, reference)
            for metric, of in each.items()
        }
        for place, (answer, reference) in enumerate(zip(answers, references, strict=True))
    ]


def title(metric: str) -> str:
    """Return a metric's name as people write it; of one that is no more, as its run wrote it."""
    if metric.startswith(BUILT_IN):
        return f"{metric.removeprefix(BUILT_IN)} by the judge"
    return next((row.title for name, row in METRICS.items() if name == metric), metric)
