"""The rehearsal's clock: simulated time that runs faster than real time."""

import time
from datetime import UTC, datetime, timedelta
from threading import Event


class Clock:
    """Simulated time: it starts at the present and runs ``scale`` times as fast.

    Job durations, timestamps and the Date header of the Bedrock stand-in are on it, and the Wait
    states of the embedded AWS are shortened by the same factor, so that waits and deadlines keep
    their proportions.
    """

    def __init__(self, scale: float = 500.0) -> None:
        """Start a clock that runs ``scale`` times as fast as real time; it must be above 0."""
        if scale <= 0:
            raise ValueError(f"a clock cannot run {scale:g} times as fast as real time")
        self.scale = scale
        self._start = datetime.now(UTC)
        self._origin = time.monotonic()

    @property
    def offset(self) -> float:
        """The simulated time, in seconds since 1970, when the machine's monotonic clock was at 0.

        All processes of a machine share that clock, so another one can keep this time too.
        """
        return self._start.timestamp() - self._origin * self.scale

    def now(self) -> datetime:
        """Return the simulated time, in UTC."""
        elapsed = time.monotonic() - self._origin
        return self._start + timedelta(seconds=elapsed * self.scale)

    def real_seconds(self, simulated_seconds: float) -> float:
        """Return how long ``simulated_seconds`` take in real time."""
        return simulated_seconds / self.scale

    def wait(self, simulated_seconds: float, *, until: Event) -> bool:
        """Wait so long, or until the event is set; say whether it was."""
        return until.wait(max(0.0, self.real_seconds(simulated_seconds)))
