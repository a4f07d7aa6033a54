"""Evaluation jobs: one for the base model, one for the custom model, over the same prompts."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The two evaluation jobs that were started."""

    base_job_arn: str
    custom_job_arn: str


@dataclass(frozen=True, kw_only=True)
class EvaluationStatus:
    """Where the two jobs stand together; the statuses are the service's own words.

    ``base_scores`` and ``custom_scores`` are the service's averages by metric, once completed.
    """

    outcome: Literal["running", "completed", "failed", "stopped", "timed_out"]
    base_status: str
    custom_status: str
    base_scores: dict[str, float] | None = None
    custom_scores: dict[str, float] | None = None
    message: str | None = None
