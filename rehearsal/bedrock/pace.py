"""Requests a minute: a bucket of tokens for each model, as the service throttles by them."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

from rehearsal.bedrock.errors import ServiceError

MINUTE: Final = 60.0


class Pace:
    """Counts the requests for each model.

    It goes by the machine's clock and not by the rehearsal's: functions run in real time here, so
    that a function which asks eight at once is as quick, and is throttled, as it is in an account.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start with full buckets."""
        self._now = now
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def take(self, model: str, *, per_minute: int) -> None:
        """Take one request for a model.

        Raises:
            ServiceError: ThrottlingException; the minute's requests are used up.
        """
        with self._lock:
            now = self._now()
            left, since = self._left.get(model, (float(per_minute), now))
            left = min(float(per_minute), left + (now - since) * per_minute / MINUTE)
            enough = left >= 1
            self._left[model] = (left - 1 if enough else left, now)
        if not enough:
            raise ServiceError(
                "ThrottlingException",
                "Too many requests, please wait before trying again.",
                status=429,
            )
