"""Confidence: how far a mean gain may lie from the truth, given the prompts that were asked.

The Bayesian bootstrap (Rubin, 1981, doi:10.1214/aos/1176345338) weighs every prompt by chance, as
the usual one does by drawing with replacement. Both believe that nothing exists which was not
drawn, so that eight equal gains prove anything and a rare collapse is never seen. Therefore one
more prompt is weighed: one that nobody has seen, with the worst gain that there is (for the upper
end, the best). That is the bound of Gaffke (2005, doi:10.1007/s00184-004-0366-x): no bounded
distribution is known for which it errs more often than it says; of right and wrong answers it
makes the exact binomial interval of Clopper and Pearson; from some hundred prompts on it is as
narrow as the usual bootstrap.

Nothing is drawn. The weights are shares of exponential variables, and the probability that a
weighted mean stays below a value is an integral (Gil-Pelaez, 1951; Imhof, 1961): the answer of
infinitely many resamples in milliseconds, and the same one every time.
"""

from collections.abc import Sequence
from math import atan, exp, floor, log1p, pi, sin, sqrt
from statistics import NormalDist, fmean
from typing import Final

CONFIDENCE: Final = 0.95

TAIL: Final = (1 - CONFIDENCE) / 2
"""How often a bound may err: what is kept may be no better than was asked so often."""

WORST: Final = -1.0
BEST: Final = 1.0
"""The gains that a prompt nobody has seen may bring, of scores from 0 to 1."""

GRID: Final = 128
"""Gains are counted in steps of 1/128, so that 1,000 prompts cost no more than 257. A gain between
two steps is shared out between them: its mean stays, and the interval only widens, by less than a
hundredth of itself."""

STEP: Final = 0.1
"""Between two points of the integral, in the logarithm of its variable: the trapezoidal rule errs
by less than a millionth here."""

TURN: Final = 4.0
"""How far the integrand may turn from one point to the next where it fades, in radians: towards the
tails it turns fast, and takes smaller steps."""

FAR: Final = 16.0
"""Where Bernstein's bound of the probability is less than a millionth, exp(-16), it is none."""

FADED: Final = 46.0
"""Where the integrand has fallen below a ten-billionth."""

NARROW: Final = 1e-6
"""How exactly an end of the interval is found."""

Weights = dict[float, float]
"""How many prompts had a gain; a prompt may be shared out between two gains."""


def interval(gains: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the mean of paired gains.

    Args:
        gains: custom minus base score, one for each distinct prompt or conversation.
    """
    low = _low(_weights(gains), fmean(gains))
    high = -_low(_weights([-gain for gain in gains]), -fmean(gains))
    return low, high


def chance(gains: Sequence[float], margin: float, *, prompts: int | None = None) -> float:
    """Return the probability that the mean gain is no larger than a margin.

    It is at most ``TAIL`` exactly where the lower end of the interval reaches the margin.

    Args:
        gains: one for each distinct prompt.
        margin: what the gain must exceed.
        prompts: how many there would be, with gains in the same shares; as many as there are.
    """
    times = prompts / len(gains) if prompts else 1.0
    weights = {gain: times * count for gain, count in _weights(gains).items()}
    return _below(weights, margin)


def _low(weights: Weights, mean: float) -> float:
    """Find the value below which a weighted mean stays with the probability of the tail."""
    normal, left, right = NormalDist(), WORST, mean
    target = normal.inv_cdf(TAIL)

    def beyond(value: float) -> float:
        """Say on a normal scale, where it is nearly a straight line, how far past the tail."""
        return normal.inv_cdf(min(max(_below(weights, value), NARROW), 1 - NARROW)) - target

    at_left, at_right = normal.inv_cdf(NARROW) - target, -target
    value = max(left, _expected(weights) + target * _deviation(weights))
    while right - left > NARROW:
        at_value = beyond(value)
        if abs(at_value) < NARROW:
            return value
        # The Illinois method: a line through both ends, of which one that stays counts by half.
        if at_value < 0:
            left, at_left, at_right = value, at_value, at_right / 2
        else:
            right, at_right, at_left = value, at_value, at_left / 2
        value = (left * at_right - right * at_left) / (at_right - at_left)
    return left


def _expected(weights: Weights) -> float:
    """Return the mean of the weighted mean, with the unseen prompt."""
    prompts = sum(weights.values())
    return (sum(gain * count for gain, count in weights.items()) + WORST) / (prompts + 1)


def _deviation(weights: Weights) -> float:
    """Return its standard deviation: weights that are exponential make a Dirichlet's."""
    prompts, mean = sum(weights.values()), _expected(weights)
    squares = sum((gain - mean) ** 2 * count for gain, count in weights.items())
    return sqrt((squares + (WORST - mean) ** 2) / (prompts + 1) / (prompts + 2))


def _weights(gains: Sequence[float]) -> Weights:
    """Count the gains on the grid."""
    counts: Weights = {}
    for gain in gains:
        place = floor(gain * GRID)
        over = gain * GRID - place
        for step, share in ((place, 1 - over), (place + 1, over)):
            if share:
                counts[step / GRID] = counts.get(step / GRID, 0.0) + share
    return counts


def _below(weights: Weights, value: float) -> float:
    """Return the probability that the mean, with the unseen prompt, is at most the value."""
    parts = [(gain - value, count) for gain, count in weights.items() if gain != value]
    parts.append((WORST - value, 1.0))
    drift = sum(distance * count for distance, count in parts)
    squares = sum(distance**2 * count for distance, count in parts) or 1.0
    against = max(0.0, *(-distance if drift > 0 else distance for distance, _ in parts))
    if drift**2 > 2 * FAR * (squares + against * abs(drift)):
        return 0.0 if drift > 0 else 1.0
    turns = abs(drift) * sqrt(FADED / squares)
    step = min(STEP, TURN / turns) if turns else STEP
    point = 0.01 / (sum(abs(distance) * count for distance, count in parts) or 1)
    # Before the first point the integrand is a straight line through zero.
    total = point * drift / (exp(step) - 1)
    faded = 0.0
    while faded < FADED:
        angle = faded = 0.0
        for distance, count in parts:
            turn = distance * point
            angle += count * atan(turn)
            faded += count * log1p(turn * turn)
        total += sin(angle) * exp(-faded / 2)
        point *= exp(step)
    return 0.5 - step * total / pi
