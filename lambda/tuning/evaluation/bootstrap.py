"""Confidence: how far a mean gain may lie from the truth, given the records that were asked."""

from collections.abc import Sequence
from math import sqrt
from random import Random
from statistics import NormalDist, fmean
from typing import Final

RESAMPLES: Final = 2000
CONFIDENCE: Final = 0.95
SEED: Final = 95
"""Any number; the same one always, so that the same answers give the same interval."""


def interval(gains: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the mean of paired gains, by the expanded percentile bootstrap.

    Records are drawn with replacement, each with both models' scores, so that what makes a record
    hard for both cancels out (for answers of language models: Koehn, 2004,
    https://aclanthology.org/W04-3250).

    Args:
        gains: custom minus base score of each record, at least two.
    """
    random = Random(SEED)  # noqa: S311  a resample, not a secret
    means = sorted(fmean(random.choices(gains, k=len(gains))) for _ in range(RESAMPLES))
    cut = round(RESAMPLES * _tail(len(gains)))
    return means[cut], means[-cut - 1]


def _tail(records: int) -> float:
    """Return the share to cut off on each side, which is smaller the fewer records there are.

    Plain percentiles are too narrow for small samples, as a normal is beside Student's t; the cut
    makes up for both (Hesterberg, 2015, arXiv:1411.5279, section 5.3). The quantile of t is the
    Cornish-Fisher expansion, exact to 1 % from eight records on.
    """
    normal, freedom = NormalDist(), records - 1
    z = normal.inv_cdf((1 + CONFIDENCE) / 2)
    t = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return normal.cdf(-t * sqrt(records / freedom))
