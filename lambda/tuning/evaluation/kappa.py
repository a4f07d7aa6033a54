"""How far two raters agree beyond what chance would have them agree."""

from collections.abc import Sequence


def kappa(one: Sequence[bool], other: Sequence[bool]) -> float | None:
    """Return Cohen's kappa of two raters' yes and no, -1 to 1; None where it is not defined.

    Cohen (1960, doi:10.1177/001316446002000104). It is not defined of nothing, and where both give
    one and the same answer throughout: then chance alone would have them agree.
    """
    if not one:
        return None
    agreed = sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
    first, second = sum(one) / len(one), sum(other) / len(other)
    by_chance = first * second + (1 - first) * (1 - second)
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)
