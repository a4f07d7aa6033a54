"""What callers ask, as metrics: calls, tokens and dollars, by the caller's role and by the task.

They are lines of the function's log that CloudWatch reads (embedded metric format), and hold
figures and two names, never a text.
"""

from typing import Final

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from tuning import naming
from tuning.api.answering import Answer
from tuning.settings import deployed

SERVICE: Final = "api"
"""The dimension that tells whose metrics these are."""

CALLS: Final = "Calls"
REFUSED: Final = "Refused"
INPUT_TOKENS: Final = "InputTokens"
OUTPUT_TOKENS: Final = "OutputTokens"
DOLLARS: Final = "Dollars"
"""Left out of a call whose price nobody knows."""


def answered(caller: str, answer: Answer) -> None:
    """Count an answer and what it took."""
    metrics = _metrics(caller)
    metrics.add_dimension(name="task", value=answer.task)
    metrics.add_metric(name=CALLS, unit=MetricUnit.Count, value=1)
    metrics.add_metric(name=INPUT_TOKENS, unit=MetricUnit.Count, value=answer.reply.input_tokens)
    metrics.add_metric(name=OUTPUT_TOKENS, unit=MetricUnit.Count, value=answer.reply.output_tokens)
    if answer.usd is not None:
        metrics.add_metric(name=DOLLARS, unit=MetricUnit.NoUnit, value=answer.usd)
    metrics.flush_metrics()


def refused(caller: str) -> None:
    """Count a call that got no answer; the task that it named may be none."""
    metrics = _metrics(caller)
    metrics.add_metric(name=REFUSED, unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()


def _metrics(caller: str) -> Metrics:
    metrics = Metrics(namespace=naming.PROJECT, service=SERVICE)
    metrics.add_dimension(name="environment", value=deployed().environment)
    metrics.add_dimension(name="caller", value=caller)
    return metrics
