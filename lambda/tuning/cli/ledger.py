"""The ledger as a terminal reads it: past every item that cannot be read, which it names."""

import sys
from collections.abc import Iterator

from tuning.cli.output import printer
from tuning.errors import UnreadableRun
from tuning.ledger import runs
from tuning.run.run import Run


def every() -> Iterator[Run]:
    """Yield every run that can be read; of the others standard error has a line each."""
    return runs.every(unread=_name)


def still_open() -> Iterator[Run]:
    """Yield the open runs that can be read; of the others standard error has a line each."""
    return runs.still_open(unread=_name)


def _name(error: UnreadableRun) -> None:
    printer(sys.stderr)(str(error))
