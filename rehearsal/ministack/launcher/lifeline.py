"""The server's lifeline: a pipe from its driver, whose end is the server's end.

However the driver ends, be it by SIGKILL, the system closes its end of the pipe. A signal on the
parent's death would not do: it follows the thread that started the server, not the process.
"""

import os
import shutil
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

STANDARD_INPUT: Final = 0

PATIENCE_SECONDS: Final = 5.0
"""How long the workers may take to end before the whole process group is killed."""


def hold(home: Path, *, farewell: Callable[[], object]) -> None:
    """End this process group when standard input closes: say farewell, remove ``home``, end."""
    threading.Thread(target=_watch, args=(home, farewell), name="lifeline", daemon=True).start()


def _watch(home: Path, farewell: Callable[[], object]) -> None:
    while os.read(STANDARD_INPUT, 4096):
        pass
    parting = threading.Thread(target=farewell, daemon=True)
    parting.start()
    parting.join(PATIENCE_SECONDS)
    shutil.rmtree(home, ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)
