"""The one way to print: lines, coloured on a terminal and plain elsewhere, and JSON."""

import os
import sys
from collections.abc import Sequence
from typing import Final, Protocol, TextIO

import msgspec

from tuning.text import printable, shown

Segment = str | tuple[str, str]
"""Text, or text and its style: words of ``STYLES``."""

STYLES: Final = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
"""What a terminal calls each (ECMA-48, SGR)."""


class Print(Protocol):
    """Prints a line."""

    def __call__(self, *segments: Segment) -> None:
        """Print segments as one line."""
        ...


def printer(stream: TextIO) -> Print:
    """Return what prints lines to a stream; a line is never broken or cut.

    Whatever a line quotes, from a dataset, a service or a person, is shown and does nothing.
    """
    style = _coloured if _has_colours(stream) else _plain

    def print_line(*segments: Segment) -> None:
        stream.write("".join(map(style, segments)) + "\n")

    return print_line


def aligned(say: Print, rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in columns, each value whole: what is cut cannot be copied."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{value:<{width}}" for value, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())


def print_json(value: object) -> None:
    """Print a value as JSON to standard output: structs and frozen dataclasses by their fields."""
    sys.stdout.write(printable(msgspec.json.format(msgspec.json.encode(value)).decode()) + "\n")


def _has_colours(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _plain(segment: Segment) -> str:
    return shown(segment if isinstance(segment, str) else segment[0])


def _coloured(segment: Segment) -> str:
    text = _plain(segment)
    if isinstance(segment, str) or not text:
        return text
    codes = ";".join(STYLES[word] for word in segment[1].split())
    return f"\x1b[{codes}m{text}\x1b[0m"
