"""A judge's scores, without a judge: no language model here could hold an answer against another.

The stand-in counts words that answer and reference share. Every score says so in the place where
the service puts the judge's reasons, so that nobody takes it for an opinion.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tuning.evaluation.metrics import rouge_l, token_f1

METRICS: Final[Mapping[str, Callable[[str, str], float]]] = {
    "Builtin.Correctness": token_f1,
    "Builtin.Completeness": rouge_l,
}
"""What the stand-in gives for a judge's metric, from 0 to 1 as the service's figures are."""

TASK: Final = "General"
"""The task type of a judge's job, by the documentation's examples."""

REASON: Final = (
    "This rehearsal has no judge: the score counts the words that the response shares with the "
    "reference."
)


def score(metric: str, record: Mapping[str, Any], *, judge: str) -> dict[str, Any]:
    """Return one metric of one response, in the shape of the service's output."""
    response = record["modelResponses"][0]["response"]
    return {
        "metricName": metric,
        "result": METRICS[metric](response, record["referenceResponse"]),
        "evaluatorDetails": [{"modelIdentifier": judge, "explanation": REASON}],
    }
