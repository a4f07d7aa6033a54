"""What a person sees while a run goes on: a live table, or plain lines where none can be."""

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Literal, Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

Mark = Literal["pending", "running", "succeeded", "failed", "aborted"]

MARKS: Final[dict[Mark, tuple[str, str]]] = {
    "pending": ("·", "dim"),
    "running": ("▸", "bold cyan"),
    "succeeded": ("✓", "green"),
    "failed": ("✗", "bold red"),
    "aborted": ("✗", "bold red"),
}
NEWS_SECONDS: Final = 5.0
"""How long plain lines stay silent at most while something that runs has news."""


@dataclass(kw_only=True)
class Row:
    """One thing that is done, how it stands and its last news."""

    mark: Mark = "pending"
    news: str = ""
    began: float = 0.0
    ended: float = 0.0

    @property
    def seconds(self) -> float:
        """From its first begin to its last end, or to now while it runs."""
        return (time.monotonic() if self.mark == "running" else self.ended) - self.began


class View:
    """Plain lines, one for each event; used in a ``with`` statement."""

    def __init__(self, console: Console) -> None:
        self.rows: dict[str, Row] = {}
        self.spent = ""
        self._console = console
        self._began = time.monotonic()
        self._spoke = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    @property
    def seconds(self) -> float:
        """How long this has been shown."""
        return time.monotonic() - self._began

    def say(self, text: str, style: str = "") -> None:
        """Say something that stays."""
        self._console.print(Text(text, style=style))

    def expect(self, *names: str) -> None:
        """Name what may come, in its order."""
        for name in names:
            self.rows.setdefault(name, Row())

    def begin(self, name: str) -> None:
        """Show that something begins, or begins again."""
        row = self.rows.setdefault(name, Row())
        if row.mark == "pending":
            row.began = time.monotonic()
            self._line(f"{name} ...")
        row.mark = "running"

    def note(self, name: str, news: str) -> None:
        """Show what something that runs is doing."""
        self.rows.setdefault(name, Row()).news = news
        if time.monotonic() - self._spoke >= NEWS_SECONDS:
            self._line(f"{name}: {news}")

    def end(self, name: str, mark: Mark, news: str = "") -> None:
        """Show that something ended; its last news stays when there is none newer."""
        row = self.rows.setdefault(name, Row(began=time.monotonic()))
        told = row.ended > 0 and news in ("", row.news)
        row.mark, row.ended = mark, time.monotonic()
        row.news = news or row.news
        if not told:
            words = f"{name} {mark} after {row.seconds:.1f} s"
            self._line(f"{words}: {row.news}" if row.news else words)

    def spend(self, sentence: str) -> None:
        """Show what it comes to so far."""
        self.spent = sentence

    def _line(self, text: str) -> None:
        self._spoke = time.monotonic()
        self.say(f"[{self.seconds:5.1f} s] {text}")


class LiveView(View):
    """A table that is drawn anew several times a second, so that a hang shows as one."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._live = Live(get_renderable=self._table, console=console, refresh_per_second=8)

    def __enter__(self) -> Self:
        self._live.start()
        return self

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
        self._live.stop()

    def _line(self, text: str) -> None:
        """Say nothing: the table shows it."""

    def _table(self) -> Group:
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=1)
        table.add_column(no_wrap=True, width=max(map(len, self.rows), default=1))
        table.add_column(justify="right", width=7)
        table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
        for name, row in list(self.rows.items()):
            mark, style = MARKS[row.mark]
            pending = row.mark == "pending"
            table.add_row(
                Text(mark, style=style),
                Text(name, style="dim" if pending else ""),
                Text("" if pending else f"{row.seconds:.1f} s"),
                Text(row.news, style="dim"),
            )
        spent = f", metered so far {self.spent}" if self.spent else ""
        return Group(table, Text(f"{self.seconds:.0f} s{spent}", style="bold"))


def view() -> View:
    """Return the view that this process's standard output can show."""
    console = Console(highlight=False)
    drawable = console.encoding.startswith("utf") and not console.is_dumb_terminal
    if console.is_terminal and drawable:
        return LiveView(console)
    return View(Console(highlight=False, soft_wrap=True, no_color=True))
