"""Where a rehearsal leaves what stays; git ignores it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TypeVar

from rehearsal.deploy import ROOT
from rehearsal.outcome import BROKEN
from rehearsal.sandbox import scratch
from tuning.cli.following.view import View

OUTPUT: Final = ROOT / "build" / "rehearsal"
"""Where the artifacts of each run are brought to, in a folder of its own."""

LOGS: Final = OUTPUT / "logs"
"""What the last rehearsal that broke had logged."""


class Ended(Protocol):
    """What a rehearsal came to."""

    @property
    def exit_code(self) -> int:
        """As the shell has it."""


Result = TypeVar("Result", bound=Ended)


def logged(rehearsed: Callable[[Path], Result], view: View) -> Result:
    """Rehearse in a directory that is gone afterwards, and keep the logs of what broke."""
    with scratch() as work:
        broken = True
        try:
            result = rehearsed(work)
            broken = result.exit_code == BROKEN
        finally:
            if broken:
                _keep_logs(work)
    if broken:
        view.say(f"Logs: {LOGS}")
    return result


def _keep_logs(work: Path) -> None:
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    for log in work.glob("*.log"):
        shutil.copy(log, LOGS)
