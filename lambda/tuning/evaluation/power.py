"""Power: how many distinct prompts would settle what cannot be told yet."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import Final

from tuning.evaluation import bootstrap

POWER: Final = 0.8
"""How often that many prompts settle it, if the gain stays what it has been so far."""

MOST: Final = 100_000
"""Nobody asks more prompts than this, and a gain that needs more is none."""


def needed(gains: Sequence[float], margin: float) -> int:
    """Return how many distinct prompts settle whether the mean gain exceeds a margin.

    In first approximation (z * deviation / distance)^2, with the distance of the mean gain from the
    margin. What is returned is the number for which the bootstrap itself is on the right side of
    the margin ``POWER`` of the time, so that few prompts and the one unseen are counted as there.

    Args:
        gains: of the prompts asked so far, one each.
        margin: what the gain is held against.

    Returns:
        The number of prompts, those asked included; ``MOST`` where it takes as many or more.
    """
    if fmean(gains) < margin:
        return needed([-gain for gain in gains], -margin)
    spread = stdev(gains) if len(gains) > 1 else 0.0
    short = NormalDist().inv_cdf(POWER) * spread

    def settled(prompts: int) -> bool:
        unlucky = margin + short / sqrt(prompts)
        return bootstrap.chance(gains, unlucky, prompts=prompts) <= bootstrap.TAIL

    low, high = 1, MOST
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if settled(middle) else (middle + 1, high)
    return low
