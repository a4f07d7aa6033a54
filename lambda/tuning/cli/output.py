"""Lines for a person: plain where they are piped or kept, coloured on a terminal."""

from typing import Protocol, TextIO

Segment = str | tuple[str, str]
"""Text, or text and its style as rich names it."""


class Print(Protocol):
    """Prints a line."""

    def __call__(self, *segments: Segment) -> None:
        """Print segments as one line."""
        ...


def printing(stream: TextIO) -> Print:
    """Return what prints lines to a stream; only a terminal pays for loading rich."""
    return _coloured(stream) if stream.isatty() else _plain(stream)


def _plain(stream: TextIO) -> Print:
    def plain(*segments: Segment) -> None:
        stream.write("".join(s if isinstance(s, str) else s[0] for s in segments) + "\n")

    return plain


def _coloured(stream: TextIO) -> Print:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True)

    def coloured(*segments: Segment) -> None:
        console.print(Text.assemble(*segments))

    return coloured
