"""Trends: how a curve of losses moves, measured against its own noise.

A loss is measured on one batch after the other, and batches differ by 10 or 20 %. What a curve says
is therefore never said by two of its points: noise is what neighbours differ by, a level is the
median of a stretch, and a slope counts if it is one that noise alone hardly makes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import floor, pi, sqrt
from statistics import NormalDist, fmean, median
from typing import Final

STRETCHES: Final = 60
"""A longer curve is read by the means of as many stretches."""

CERTAIN: Final = 0.99
"""How sure a slope must be not to be noise: of a hundred flat curves one may seem to fall."""

OF_NORMAL: Final = 1.4826
"""A median of distances is the standard deviation of a normal distribution divided by this."""

START: Final = 3
"""The start of a curve is its first readings: from there on it moves fastest, up or down."""

CLEARLY: Final = 5.0
"""How many times their noise two levels must differ by, where a run is ended for it."""

FEW: Final = 12
"""With fewer readings than these their noise is not known; what can be told is told by levels that
no noise of batches makes."""

END: Final = 20
"""The end of a curve, and every level in between, is a twentieth of it, and three readings at
least."""


@dataclass(frozen=True, kw_only=True)
class Trend:
    """How a curve moved.

    Attributes:
        start, end: the levels at both ends.
        lowest: the lowest level in between, ends included.
        noise: the standard deviation of a reading about its level.
        level_noise: the standard deviation of the difference of start and end.
        falls: whether it fell for certain.
        least_fall, most_fall: bounds of how far it fell from start to end, with 98 % confidence; a
            rise is negative.
    """

    start: float
    end: float
    lowest: float
    noise: float
    level_noise: float
    falls: bool
    least_fall: float
    most_fall: float


MEDIAN_VARIANCE: Final = pi / 2
"""The variance of the median of n normal readings is that of one, times this, over n."""


def trend(losses: Sequence[float]) -> Trend:
    """Measure a curve of at least two finite readings, in the order of its steps.

    The slope is that of Theil and Sen, the median over all pairs, with the confidence interval that
    Kendall's test gives (Sen, 1968, doi:10.1080/01621459.1968.10480934): neither asks how noise is
    distributed, and a few wild batches move neither.
    """
    half = max(1, len(losses) // 2)
    first, size = min(START, half), min(max(START, len(losses) // END), half)
    start = median(losses[:first])
    levels = [median(losses[at : at + size]) for at in range(len(losses) - size + 1)]
    noise = _noise(losses)
    low, high = _slopes(_thinned(losses))
    return Trend(
        start=start,
        end=levels[-1],
        lowest=min(start, *levels),
        noise=noise,
        level_noise=noise * sqrt(MEDIAN_VARIANCE * (1 / first + 1 / size)),
        falls=high < 0,
        least_fall=-high,
        most_fall=-low,
    )


def _noise(losses: Sequence[float]) -> float:
    """Return the deviation of a reading from the line between its neighbours, robustly.

    Half of the curve may be a steady fall, and some readings wild: what counts is the median. The
    second difference of independent readings has six times the variance of one.
    """
    if len(losses) < 3:
        return 0.0
    bends = [
        abs(before - 2 * here + after)
        for before, here, after in zip(losses, losses[1:], losses[2:], strict=False)
    ]
    return OF_NORMAL * median(bends) / sqrt(6)


def _thinned(losses: Sequence[float]) -> list[float]:
    if len(losses) <= STRETCHES:
        return list(losses)
    edges = [round(at * len(losses) / STRETCHES) for at in range(STRETCHES + 1)]
    return [fmean(losses[left:right]) for left, right in pairwise(edges)]


def _slopes(losses: Sequence[float]) -> tuple[float, float]:
    """Return the bounds of the slope, as a rise over the whole curve."""
    count = len(losses)
    slopes = sorted(
        (losses[right] - losses[left]) / (right - left)
        for left, right in combinations(range(count), 2)
    )
    deviation = sqrt(count * (count - 1) * (2 * count + 5) / 18)
    beyond = floor((len(slopes) - NormalDist().inv_cdf(CERTAIN) * deviation) / 2)
    if beyond < 1:
        return -float("inf"), float("inf")
    return slopes[beyond - 1] * (count - 1), slopes[-beyond] * (count - 1)
