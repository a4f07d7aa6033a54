"""Schedules and rules at a rate go by the rehearsal's clock, as all else does that waits.

MiniStack goes by the machine's clock and looks every 10 seconds, so that what comes every quarter
of an hour would come after the rehearsal, and what ends a lease days later.
"""

import os
import time
from types import SimpleNamespace
from typing import Final

from ministack.services import eventbridge, scheduler

SCALE: Final = "REHEARSAL_CLOCK_SCALE"
"""Simulated seconds in one real second."""

OFFSET: Final = "REHEARSAL_CLOCK_OFFSET"
"""The simulated time, in seconds since 1970, when this machine's monotonic clock was at 0."""

PRECISION_SECONDS: Final = 60.0
"""EventBridge keeps no time more exactly than to the minute."""


def apply() -> None:
    """Tell both services the simulated time, and have them look once in a simulated minute."""
    scale, offset = float(os.environ[SCALE]), float(os.environ[OFFSET])
    pause = PRECISION_SECONDS / scale

    def now() -> float:
        return offset + scale * time.monotonic()

    eventbridge._now_ts = now
    eventbridge._SCHEDULER_TICK_INTERVAL = pause
    scheduler.time = SimpleNamespace(time=now, sleep=time.sleep)
    scheduler._SCHEDULE_TICK_INTERVAL = pause
