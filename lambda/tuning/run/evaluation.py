"""The comparison: custom against base on the held-out set, with confidence, and the verdict."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Score:
    """One metric of both models over the held-out set, each from 0 to 1.

    ``gain_low`` and ``gain_high`` bound the mean gain with 95 % confidence (paired bootstrap).
    """

    metric: str
    base: float
    custom: float
    gain: float
    gain_low: float
    gain_high: float


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The verdict and what it rests on.

    Attributes:
        outcome: keep or discard.
        reason: the first sentence of the report.
        scores: the deciding metric first.
        records: held-out records that both models were asked.
        answers_key: every prompt with both answers, in the artifacts bucket.
        input_tokens, output_tokens: what the comparison itself asked and got, both models.
        answered_at: when the last answer came, ISO 8601 in UTC by the service's clock.
        warnings: a line for each thing that the figures leave out, or that could not be had: an
            evaluation job that did not complete, a record that was not asked or not answered.
    """

    outcome: Literal["keep", "discard"]
    reason: str
    scores: tuple[Score, ...]
    records: int
    answers_key: str
    input_tokens: int
    output_tokens: int
    answered_at: str = ""
    warnings: tuple[str, ...] = ()
