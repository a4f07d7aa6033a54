"""Exact tests beside the interval: of right and wrong answers, and of several metrics at once."""

from collections.abc import Sequence
from math import comb


def mcnemar(wins: int, losses: int) -> float:
    """Return the two-sided probability of a split as uneven as this, if both models are alike.

    McNemar's exact test (1947, doi:10.1007/BF02295996): only prompts that one model answers rightly
    and the other wrongly say which one is better, and of these each may fall either way.

    Args:
        wins: prompts that the custom model alone answers rightly.
        losses: prompts that the base model alone answers rightly.
    """
    both = wins + losses
    tail = sum(comb(both, right) for right in range(max(wins, losses), both + 1))
    return float(min(1.0, 2 * tail / 2**both))


def holm(chances: Sequence[float], level: float) -> bool:
    """Say whether all of several claims hold together, each with its probability of being none.

    Holm (1979): the least likely to be chance is held to the level divided by how many there are,
    the next by one less, the last to the level itself, so that all of them together err no more
    often than one alone would.
    """
    return all(
        chance <= level / (len(chances) - place) for place, chance in enumerate(sorted(chances))
    )
