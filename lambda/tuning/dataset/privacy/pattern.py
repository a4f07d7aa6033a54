"""What a value looks like, written once for both searches: all texts at once, and one closely."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from tuning.dataset.privacy.kinds import Kind

Span = tuple[int, int]

APART: Final = (rb"(?<![A-Za-z0-9_])", rb"(?![A-Za-z0-9_])")
"""No letter, digit or underscore touches the value. Letters beyond ASCII may: scripts that put no
spaces between words would hide everything."""

NUMBER: Final = (rb"(?<![A-Za-z0-9_])(?<![0-9][.-])", rb"(?![A-Za-z0-9_])(?![.-][0-9])")
"""Likewise, and the value is not a part of a longer number, such as the digits of a fraction."""

REACH: Final = 192
"""Bytes that ``before`` matches at most: 64 characters of an e-mail address are the most."""


def whole(_data: bytes, span: Span) -> Span | None:
    """Take the value as it was matched: its form alone is proof."""
    return span


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A regular expression in three pieces, and what it cannot say.

    Every match holds a match of ``core``. So a text without one needs no closer look, however
    costly ``before`` and ``after`` are.

    Attributes:
        kind: what a match is.
        core: searched for in all texts at once; see ``expressions`` for what it may be made of.
        before, after: what else belongs to a match, for ``re`` alone. Repeats are bounded and
            neighbours share no characters, so that the search takes linear time. Where a piece
            has a group, only the group is the value; the rest is the word that tells it.
        edges: assertions on what may touch a match.
        confirm: returns the span of the value, or None when a check digit or the surroundings say
            that it is none.
    """

    kind: Kind
    core: bytes
    before: bytes = b""
    after: bytes = b""
    edges: tuple[bytes, bytes] = APART
    confirm: Callable[[bytes, Span], Span | None] = field(default=whole)

    @cached_property
    def regex(self) -> re.Pattern[bytes]:
        """The whole expression."""
        left, right = self.edges
        pieces = (left, self.before, self.core, self.after, right)
        return re.compile(b"".join(b"(?:%b)" % piece for piece in pieces))

    @cached_property
    def landmark(self) -> re.Pattern[bytes]:
        """The core alone, which is found many times as fast."""
        return re.compile(self.core)

    def spans(self, data: bytes) -> Iterator[Span]:
        """Yield where values of this kind stand in a text."""
        start = 0
        while match := self._first(data, start):
            span = self.confirm(data, match.span(match.lastindex or 0))
            if span:
                yield span
            start = span[1] if span else match.start() + 1

    def _first(self, data: bytes, start: int) -> re.Match[bytes] | None:
        core = self.landmark.search(data, start)
        if self.before:
            return core and self.regex.search(data, max(start, core.start() - REACH))
        while core:
            if match := self.regex.match(data, core.start()):
                return match
            core = self.landmark.search(data, core.start() + 1)
        return None
