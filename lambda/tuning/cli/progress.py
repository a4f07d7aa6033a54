"""How far long work has come, shown only where somebody waits and looks."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from stat import S_ISREG
from threading import Timer
from typing import BinaryIO, Final

from tuning.dataset.reading.lines import Readable

WAIT_SECONDS: Final = 1.0
"""Seconds after which a person wants to see that something happens."""


@contextmanager
def watched(stream: BinaryIO, name: str) -> Iterator[Readable]:
    """Show on a terminal how much of a file was read, once that takes too long."""
    size = _size(stream)
    if not size or not sys.stderr.isatty():
        yield stream
        return
    # Only a terminal, where somebody waits, pays for loading rich.
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    timer = Timer(WAIT_SECONDS, progress.start)
    timer.start()
    try:
        yield progress.wrap_file(stream, total=size, description=name)
    finally:
        timer.cancel()
        timer.join()
        progress.stop()


@contextmanager
def awaited(what: str) -> Iterator[None]:
    """Show on a terminal what goes on, once that takes too long."""
    if not sys.stderr.isatty():
        yield
        return
    # Only a terminal, where somebody waits, pays for loading rich.
    from rich.console import Console

    status = Console(stderr=True).status(what)
    timer = Timer(WAIT_SECONDS, status.start)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def _size(stream: BinaryIO) -> int | None:
    """Return how many bytes there are to read; None for a pipe, which does not know."""
    about = os.fstat(stream.fileno())
    return about.st_size if S_ISREG(about.st_mode) else None
