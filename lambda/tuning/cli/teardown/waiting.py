"""Waiting: looking again, soon at first and then more rarely, for so long and no longer."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

FIRST_SECONDS: Final = 0.25
LONGEST_SECONDS: Final = 15.0


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Yields before each look, until ``minutes`` have passed; at least once."""

    minutes: float

    def __iter__(self) -> Iterator[None]:
        """Yield at once, and then after pauses that double."""
        ends, pause = time.monotonic() + self.minutes * 60, FIRST_SECONDS
        yield
        while time.monotonic() < ends:
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_SECONDS)
            yield
