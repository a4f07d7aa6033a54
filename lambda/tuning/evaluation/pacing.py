"""Pacing: no model is asked faster than the account may ask it."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

SHARE: Final = 0.9
"""Of a quota is used: a minute of the service's need not be one of ours, and the account has other
users."""

MINUTE: Final = 60.0
"""Seconds that are waited at most after a throttle: the quotas are by the minute."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How much a model may be asked in a minute; None: no such limit is known.

    Attributes:
        requests: a minute.
        tokens: a minute, asked and answered ones together. The service takes the longest answer
            that is asked for from this quota at the start, and gives back what was not said
            (bedrock/userguide/quotas-token-burndown).
        source: where these figures are from, in words.
    """

    requests: float | None = None
    tokens: float | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What a pace goes by: seconds that only go forward, and how to let some pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep


MACHINE: Final = Clock()
"""The clock of the machine that asks."""


class Pace:
    """A token bucket that holds one request: safe to be taken from by many threads.

    A bucket of one is never fuller than the quota allows, whatever window the service counts in.
    """

    def __init__(self, rate: Rate, clock: Clock = MACHINE) -> None:
        """Start with an empty bucket: an attempt that ended a moment ago may have emptied it."""
        self._seconds_a_request = _seconds(rate.requests)
        self._seconds_a_token = _seconds(rate.tokens)
        self.clock = clock
        self._next_request = clock.now() + self._seconds_a_request
        self._next_token = clock.now()
        self._rest = 1.0
        self._lock = Lock()

    def take(self, tokens: int, *, until: float) -> bool:
        """Wait until a request of so many tokens may go out.

        Args:
            tokens: of the question, and of the longest answer that is asked for.
            until: the moment, by this pace's clock, after which none goes out any more.

        Returns:
            Whether it may go out; False, at once, where its turn comes too late.
        """
        with self._lock:
            begins = max(self.clock.now(), self._next_request, self._next_token)
            if begins >= until:
                return False
            self._next_request = begins + self._seconds_a_request
            self._next_token = begins + tokens * self._seconds_a_token
        self.clock.sleep(max(0.0, begins - self.clock.now()))
        return True

    def give_back(self, tokens: int) -> None:
        """Put back tokens that were taken and not used: an answer came, and was shorter."""
        with self._lock:
            self._next_token -= tokens * self._seconds_a_token
            self._rest = 1.0

    def rest(self, *, longest: float = MINUTE) -> None:
        """Let nobody ask for a while, twice as long each time until an answer comes.

        Args:
            longest: seconds that such a while lasts at most.
        """
        with self._lock:
            wait = min(self._rest, longest)
            jittered = wait * random.uniform(0.5, 1.0)  # noqa: S311  jitter, not a secret
            self._next_request = max(self._next_request, self.clock.now() + jittered)
            self._rest = 2 * wait


def _seconds(a_minute: float | None) -> float:
    return MINUTE / (SHARE * a_minute) if a_minute else 0.0
