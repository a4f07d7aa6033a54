"""A retry waits as long as it says.

MiniStack waits 60 seconds at most and knows neither MaxDelaySeconds nor JitterStrategy, so a state
that waits hours for a quota would have used up its attempts within minutes.
"""

import random
from functools import wraps
from typing import Any

from ministack.services import stepfunctions

Retrier = dict[str, Any]


def apply() -> None:
    """Wait where the retrier is found, and leave nothing to wait for its caller."""
    find = stepfunctions._find_matching_retrier

    @wraps(find)
    def find_matching_retrier(
        retriers: list[Retrier], error: str, counts: dict[int, int]
    ) -> tuple[Retrier | None, int]:
        retrier, index = find(retriers, error, counts)
        if retrier is None:
            return None, index
        stepfunctions._scaled_sleep(_delay(retrier, counts.get(index, 0)))
        return {**retrier, "IntervalSeconds": 0}, index

    stepfunctions._find_matching_retrier = find_matching_retrier


def _delay(retrier: Retrier, retries: int) -> float:
    """Return the seconds before the next attempt, after so many retries."""
    backoff = float(retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** retries)
    longest = min(backoff, float(retrier.get("MaxDelaySeconds", backoff)))
    if retrier.get("JitterStrategy") == "FULL":
        return random.uniform(0, longest)  # noqa: S311 (a delay, not a secret)
    return longest
