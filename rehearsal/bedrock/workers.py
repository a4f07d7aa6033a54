"""The threads in which jobs run."""

import logging
from collections.abc import Callable
from threading import Event, Thread

LOG = logging.getLogger(__name__)

LONGEST_GOODBYE_SECONDS = 10.0


class Stopped(Exception):
    """Somebody asked the job to stop."""


class Workers:
    """Starts a thread for each job and ends them all when the stand-in closes."""

    def __init__(self) -> None:
        self._threads: list[Thread] = []

    def start(self, work: Callable[[], None], name: str) -> None:
        """Run ``work`` in a thread of its own."""
        thread = Thread(target=work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def close(self, *events: Event) -> None:
        """Ask the jobs to stop, by the events that they wait on, and wait until they have."""
        for event in events:
            event.set()
        for thread in self._threads:
            thread.join(LONGEST_GOODBYE_SECONDS)
            if thread.is_alive():
                LOG.warning("%s did not end in time", thread.name)
