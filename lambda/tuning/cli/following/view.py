"""What a person sees while a run goes on: a live table, or plain lines where none can be."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

from rich.console import Console, Group
from rich.control import Control
from rich.live import Live
from rich.text import Text

from tuning.cli.following.frame import Mark, Row, elapsed, frame
from tuning.text import shown

DETAIL_SECONDS: Final = 5.0
"""How long plain lines stay silent at most while something that runs has a new detail."""

QUIET_SECONDS: Final = 300.0
"""The same while nothing changes: a run in an account takes hours."""


FRAMES_A_SECOND: Final = 8


class View:
    """Plain lines, one for each event; used in a ``with`` statement.

    Attributes:
        covers: whether it covers the terminal, so that nobody sees what else is written there.
    """

    covers = False

    def __init__(self, console: Console, *, quiet_seconds: float = QUIET_SECONDS) -> None:
        """Show things on a console.

        Args:
            console: where to.
            quiet_seconds: after so long without a line, one says what still runs and since when.
        """
        self.rows: dict[str, Row] = {}
        self.remarks: dict[str, str] = {}
        self.spent = ""
        self._console = console
        self._began = time.monotonic()
        self._wrote = self._began
        self._quiet_seconds = quiet_seconds
        self._reported: dict[str, str] = {}
        self._over = Event()
        self._thread = Thread(target=self._keep_in_touch, name="view", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        """How long this has been shown."""
        return time.monotonic() - self._began

    def say(self, text: str, style: str = "") -> None:
        """Show a line that stays."""
        self._console.print(Text(shown(text), style=style))

    def expect(self, *names: str, before: str | None = None) -> None:
        """Name what may come, in its order.

        Args:
            names: of the rows.
            before: the row that they come before; None puts them last.
        """
        rows = list(self.rows)
        place = rows.index(before) if before in rows else len(rows)
        fresh = [name for name in names if name not in self.rows]
        ordered = [*rows[:place], *fresh, *rows[place:]]
        self.rows = {name: self.rows.get(name, Row()) for name in ordered}

    def begin(self, name: str) -> None:
        """Show that something begins, or begins again."""
        row = self.rows.setdefault(name, Row())
        if row.mark == "pending":
            row.began = time.monotonic()
            self._line(f"{name} ...")
        row.mark = "running"

    def note(self, name: str, detail: str) -> None:
        """Show what something that runs is doing."""
        row = self.rows.setdefault(name, Row())
        changed, row.detail = row.detail != detail, detail
        if changed and time.monotonic() - self._wrote >= DETAIL_SECONDS:
            self._line(f"{name}: {detail}")

    def end(self, name: str, mark: Mark, detail: str = "") -> None:
        """Show that something ended; its last detail stays when there is none newer."""
        row = self.rows.setdefault(name, Row(began=time.monotonic()))
        known = row.ended > 0 and detail in ("", self._reported.get(name))
        row.mark, row.ended = mark, time.monotonic()
        row.detail = self._reported[name] = detail or row.detail
        if not known:
            words = f"{name} {mark} after {elapsed(row.seconds)}"
            self._line(f"{words}: {row.detail}" if row.detail else words)

    def remark(self, name: str, text: str) -> None:
        """Show something that happened beside the rows; of one name only the latest stays.

        Args:
            name: what it is about.
            text: empty when there is nothing to show any more.
        """
        if not text:
            self.remarks.pop(name, None)
        elif self.remarks.get(name) != text:
            self.remarks[name] = text
            self._line(f"! {text}")

    def spend(self, sentence: str) -> None:
        """Show what it comes to so far."""
        self.spent = sentence

    def keep_in_touch(self) -> None:
        """Name what still runs, and since when, where nothing was written for long."""
        if time.monotonic() - self._wrote < self._quiet_seconds:
            return
        for name, row in list(self.rows.items()):
            if row.mark == "running":
                detail = f": {row.detail}" if row.detail else ""
                self._line(f"{name} for {elapsed(row.seconds)} so far{detail}")

    def _keep_in_touch(self) -> None:
        while not self._over.wait(min(1.0, self._quiet_seconds)):
            self.keep_in_touch()

    def _line(self, text: str) -> None:
        self._wrote = time.monotonic()
        self.say(f"[{self.seconds:5.1f} s] {text}")


@contextmanager
def saying(view: View, text: str, *, seconds: float = 4.0) -> Iterator[None]:
    """Say what goes on after a view is over, every so many seconds; nothing where it is quick."""
    over, spoke, began = Event(), Event(), time.monotonic()

    def speak() -> None:
        while not over.wait(seconds):
            view.say(f"{text}, {elapsed(time.monotonic() - began)} so far")
            spoke.set()

    Thread(target=speak, name="saying", daemon=True).start()
    try:
        yield
    finally:
        over.set()
        if spoke.is_set():
            view.say(f"{text}: over after {elapsed(time.monotonic() - began)}")


class LiveView(View):
    """A table that is drawn anew several times a second, so that a hang shows as one.

    It has a screen of its own, which is drawn whole each time: whatever a resize or a Ctrl-C leaves
    there is gone with the next frame. The last table and what was said stay in the terminal.
    """

    covers = True

    def __init__(self, console: Console) -> None:
        """Draw on a console that is a terminal."""
        super().__init__(console)
        self._said: list[Text] = []
        self._live = Live(
            get_renderable=self.frame, console=console, auto_refresh=False, screen=True
        )

    def __enter__(self) -> Self:
        self._live.start()
        return super().__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name, row in list(self.rows.items()):
            if row.mark == "pending":
                del self.rows[name]
            elif row.mark == "running":
                row.mark, row.ended = "aborted", time.monotonic()
        super().__exit__(kind, error, trace)
        # Nothing is left there: tmux keeps lines of a screen that was resized while it was shown.
        self._console.control(Control.clear(), Control.home())
        self._live.stop()
        self._console.print(self._framed(height=None), *self._said, sep="\n")
        self._said.clear()

    def say(self, text: str, style: str = "") -> None:
        """Show a line that stays, once the table is over."""
        if self._live.is_started:
            self._said.append(Text(shown(text), style=style))
        else:
            super().say(text, style)

    def frame(self) -> Group:
        """Return the table as the terminal has room for it now."""
        return self._framed(height=self._console.size.height)

    def _framed(self, height: int | None) -> Group:
        ended = self._over.is_set()  # then the summary says what it came to
        spent = f", metered so far {self.spent}" if self.spent and not ended else ""
        return frame(
            dict(self.rows),
            remarks=tuple(self.remarks.values()),
            status=f"{elapsed(self.seconds)}{spent}",
            console=self._console,
            height=height,
        )

    def _line(self, text: str) -> None:
        """Write nothing: the table shows it."""

    def _keep_in_touch(self) -> None:
        while not self._over.wait(1 / FRAMES_A_SECOND):
            self._live.refresh()


def view(*, quiet_seconds: float = QUIET_SECONDS) -> View:
    """Return the view that this process's standard output can show."""
    console = Console(highlight=False)
    drawable = console.encoding.startswith("utf") and not console.is_dumb_terminal
    if console.is_terminal and drawable:
        return LiveView(console)
    plain = Console(highlight=False, soft_wrap=True, no_color=True)
    return View(plain, quiet_seconds=quiet_seconds)
