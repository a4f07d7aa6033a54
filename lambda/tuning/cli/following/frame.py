"""One frame of the live view: the rows that a terminal of some height has room for.

What runs, the clock and the money are always in it. Where not every row fits, what is over folds
into one line and what is to come into another; failures and the rows nearest to what runs go last.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from tuning.text import shown

Mark = Literal["pending", "running", "succeeded", "failed", "aborted"]

MARKS: Final[Mapping[Mark, tuple[str, str]]] = {
    "pending": ("·", "dim"),
    "running": ("▸", "bold cyan"),
    "succeeded": ("✓", "green"),
    "failed": ("✗", "bold red"),
    "aborted": ("✗", "bold red"),
}

MOST_REMARKS: Final = 3
"""Remarks in a frame; the oldest give way, and all of them are in the last table."""

LOW: Final = 12
"""Lines of a terminal so low that a long line is cut, and not continued on the next."""

FOLDS: Final = 2
"""Lines that what does not fit folds into: one for what is over, one for what is to come."""


@dataclass(kw_only=True)
class Row:
    """One thing that is done, how it stands and its last detail."""

    mark: Mark = "pending"
    detail: str = ""
    began: float = 0.0
    ended: float = 0.0

    @property
    def seconds(self) -> float:
        """From its first begin to its last end, or to now while it runs."""
        return (time.monotonic() if self.mark == "running" else self.ended) - self.began


def elapsed(seconds: float) -> str:
    """Return a time as it fits a narrow column."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m{rest:02}s" if minutes < 60 else f"{minutes // 60}h{minutes % 60:02}m"


def frame(
    rows: Mapping[str, Row],
    *,
    remarks: Sequence[str],
    status: str,
    console: Console,
    height: int | None,
) -> Group:
    """Return what is drawn.

    Args:
        rows: by name, in the order in which they are expected.
        remarks: what happened beside the rows, oldest first.
        status: the last line: the clock and the money.
        console: how wide the terminal is.
        height: lines of the terminal; None when there is room for everything.
    """
    low = height is not None and height < LOW
    latest = remarks if height is None else remarks[-(1 if low else MOST_REMARKS) :]
    tail = [Text(f"! {shown(remark)}", style="bold yellow", no_wrap=low) for remark in latest]
    tail.append(Text(status, style="bold", no_wrap=low))
    below = Group(*tail)
    if height is None:
        return Group(_table(rows), below)
    room = max(1, height - len(console.render_lines(below, pad=False)))
    return Group(_table(rows) if len(rows) <= room else Group(*_folded(rows, room)), below)


def _folded(rows: Mapping[str, Row], room: int) -> list[Text | Table]:
    """Return the rows that matter most, in their order, with the others folded into two lines."""
    started = [name for name, row in rows.items() if row.mark != "pending"]
    passed = list(rows).index(started[-1]) if started else -1
    over = [name for name in started if rows[name].mark != "running"]
    ahead = [name for name in list(rows)[passed + 1 :] if rows[name].mark == "pending"]
    weights = {name: 0 for name in started if rows[name].mark == "running"}
    for distance, name in enumerate(reversed(over)):
        weights[name] = 2 + distance if rows[name].mark == "succeeded" else 1
    for distance, name in enumerate(ahead):
        weights[name] = 2 + 3 * distance
    ranked = sorted(weights, key=weights.__getitem__)
    chosen = set(ranked[: max(1, room - FOLDS)])
    hidden = [rows[name] for name in over if name not in chosen]
    later = len(set(ahead) - chosen)
    lines: list[Text | Table] = []
    if hidden and room > FOLDS:
        lines.append(_over(hidden))
    lines.append(_table({name: row for name, row in rows.items() if name in chosen}))
    if later and room > FOLDS:
        lines.append(Text(f"· up to {later} more to come", style="dim", no_wrap=True))
    return lines


def _over(hidden: Sequence[Row]) -> Text:
    failed = sum(row.mark != "succeeded" for row in hidden)
    mark, style = MARKS["failed" if failed else "succeeded"]
    words = f"{len(hidden)} over" + (f", {failed} of them failed" if failed else "")
    took = max(row.ended for row in hidden) - min(row.began for row in hidden)
    return Text.assemble((mark, style), f" {words}  {elapsed(took)}", no_wrap=True)


def _table(rows: Mapping[str, Row]) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=1)
    table.add_column(no_wrap=True, width=max(map(len, rows), default=1))
    table.add_column(justify="right", width=7, no_wrap=True)
    table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
    for name, row in rows.items():
        mark, style = MARKS[row.mark]
        pending = row.mark == "pending"
        table.add_row(
            Text(mark, style=style),
            Text(name, style="dim" if pending else ""),
            Text("" if pending else elapsed(row.seconds)),
            Text(shown(" ".join(row.detail.split())), style="dim"),
        )
    return table
