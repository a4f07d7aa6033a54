"""Ctrl-C and its relatives: raised where work can stop, held back where it cannot."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STANDARD_ERROR: Final = 2


class Interrupted(KeyboardInterrupt):
    """A signal asked this process to stop."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn every signal that asks for an end into ``Interrupted``, so that all of them clean up."""

    def interrupt(number: int, _frame: FrameType | None) -> NoReturn:
        os.write(STANDARD_ERROR, b"\nStopping ...\n")  # a print could meet itself in a handler
        raise Interrupted(number)

    earlier = {number: signal.signal(number, interrupt) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold signals back until the block has ended, then deliver the first of them.

    For the moments in which an exception would lose something: between the start of a child
    process and the note of its id, and while things are being put away.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # Python delivers signals to the main thread alone
        return
    held: list[int] = []
    earlier = {
        number: signal.signal(number, lambda number, _frame: held.append(number))
        for number in SIGNALS
    }
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
        if held:
            signal.raise_signal(held[0])
