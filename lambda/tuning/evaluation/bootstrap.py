"""Confidence: how far a mean gain may lie from the truth, given the records that were asked."""

from collections.abc import Sequence
from random import Random
from statistics import fmean
from typing import Final

RESAMPLES: Final = 2000
CONFIDENCE: Final = 0.95
SEED: Final = 95
"""Any number; the same one always, so that the same answers give the same interval."""


def interval(gains: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the mean of paired gains, by the percentile bootstrap.

    Records are drawn with replacement, each with both models' scores, so that what makes a record
    hard for both cancels out (Efron and Tibshirani, 1993; for answers of language models: Koehn,
    2004, https://aclanthology.org/W04-3250).

    Args:
        gains: custom minus base score of each record, at least one.
    """
    random = Random(SEED)  # noqa: S311  a resample, not a secret
    means = sorted(fmean(random.choices(gains, k=len(gains))) for _ in range(RESAMPLES))
    cut = round(RESAMPLES * (1 - CONFIDENCE) / 2)
    return means[cut], means[-cut - 1]
