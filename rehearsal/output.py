"""Where a rehearsal leaves what stays; git ignores it."""

import shutil
from pathlib import Path
from typing import Final

from rehearsal.deploy import ROOT

OUTPUT: Final = ROOT / "build" / "rehearsal"
"""Where the artifacts of each run are brought to, in a folder of its own."""

LOGS: Final = OUTPUT / "logs"
"""What the last rehearsal that broke had logged."""


def keep_logs(work: Path) -> None:
    """Keep the logs of a rehearsal that broke, before its directory is gone."""
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    for log in work.glob("*.log"):
        shutil.copy(log, LOGS)
