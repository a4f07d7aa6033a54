"""What a value looks like, written once for both searches: all texts at once, and one closely."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Final

from tuning.dataset.privacy.kinds import Kind

Span = tuple[int, int]
Confirm = Callable[[bytes, Span], Span | None]

APART: Final = (rb"(?<![A-Za-z0-9_])", rb"(?![A-Za-z0-9_])")
"""No letter, digit or underscore touches the value. Letters beyond ASCII may: scripts that put no
spaces between words would hide everything."""

NUMBER: Final = (rb"(?<![A-Za-z0-9_])(?<![0-9][.-])", rb"(?![A-Za-z0-9_])(?![.-][0-9])")
"""Likewise, and the value is not a part of a longer number, such as the digits of a fraction."""

NOWHERE: Final = (b"", b"")
"""Anything may touch the value: what leads to it says enough."""

REACH: Final = 192
"""Bytes that ``before`` matches at most: 64 characters of an e-mail address are the most."""


@lru_cache(maxsize=4)
def landmarks(core: bytes, data: bytes, opens: bytes = b"") -> Sequence[int]:
    """Return where matches of a core begin; patterns that share one follow one another.

    Args:
        core: what to search for.
        data: the text.
        opens: of a core of alternatives the class that each of them begins with.
    """
    search = _compiled(core, opens).search
    found: list[int] = []
    while match := search(data, found[-1] + 1 if found else 0):
        found.append(match.start())
    return found


@cache
def _compiled(core: bytes, opens: bytes) -> re.Pattern[bytes]:
    """Return an expression for where a core begins: ``re`` skips to a class, not to a group."""
    return re.compile(rb"%b(?<=(?=%b)%b)" % (opens, core, opens) if opens else core)


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
            Where it begins with one class or letter, ``re`` skips to it.
        opens: the class that every match of it begins with, where it is a group of alternatives.
        before, after: what else belongs to a match, for ``re`` alone. Repeats are bounded and
            neighbours share no characters, so that the search takes linear time. Where a piece
            has a group, only the group is the value; the rest is the word that tells it.
        edges: assertions on what may touch a match.
        confirm: returns the span of the value, or None when a check digit or the surroundings say
            that it is none.
    """

    kind: Kind
    core: bytes
    opens: bytes = b""
    before: bytes = b""
    after: bytes = b""
    edges: tuple[bytes, bytes] = APART
    confirm: Confirm = field(default=whole)

    @cached_property
    def regex(self) -> re.Pattern[bytes]:
        """The whole expression."""
        left, right = self.edges
        pieces = (left, self.before, self.core, self.after, right)
        return re.compile(b"".join(b"(?:%b)" % piece for piece in pieces))

    def spans(self, data: bytes) -> Iterator[Span]:
        """Yield where values of this kind stand in a text."""
        start = 0
        while match := self._first(data, start):
            span = self.confirm(data, match.span(match.lastindex or 0))
            if span:
                yield span
            start = span[1] if span else match.start() + 1

    def _first(self, data: bytes, start: int) -> re.Match[bytes] | None:
        cores = landmarks(self.core, data, self.opens)
        for number in range(bisect_left(cores, start), len(cores)):
            if self.before:
                return self.regex.search(data, max(start, cores[number] - REACH))
            if match := self.regex.match(data, cores[number]):
                return match
        return None


@dataclass(frozen=True, kw_only=True)
class Opened(Pattern):
    """A pattern whose core reaches into the value, since what opens it stands in many words.

    Attributes:
        opening: with what the core and the match begin.
    """

    opening: bytes

    @cached_property
    def regex(self) -> re.Pattern[bytes]:
        """The whole expression."""
        left, right = self.edges
        return re.compile(
            b"".join(b"(?:%b)" % piece for piece in (left, self.opening, self.after, right))
        )
