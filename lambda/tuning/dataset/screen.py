"""Which records of a batch need a close look: two passes over all texts, for every rule at once.

A coarse search over the whole block finds texts with digits in a row, with words such as
"password:", with rare bytes, with reserved words. Where nothing is escaped the block is what was
read: no text has to be written for it. Only those texts are searched for what the guard looks for.
A text that is not named holds nothing that a careful rule would find; one that is named may hold
nothing either.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import accumulate, repeat
from operator import contains
from typing import Final, NamedTuple

from tuning.dataset.batch import Columns
from tuning.dataset.expressions import Expressions, TooMany
from tuning.dataset.privacy import guard, signs, spelling, splicing
from tuning.dataset.safety import phrases

BETWEEN: Final = "\0"
NUL: Final = b"\0"
LF: Final = b"\n"

CONTROL: Final = (rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]", rb"\xc2[\x80-\x9f]")
"""Control characters but for tab, LF and CR."""


class Hits(NamedTuple):
    """Positions of records that need a close look.

    Attributes:
        ruled: by the rules of the base model; what they ask of the form and the length left aside.
        guarded: by the guard.
        quiet: texts of these records in which the guard finds nothing.
    """

    ruled: set[int]
    guarded: set[int]
    quiet: set[str]


class Screen:
    """Chooses records for the careful rules."""

    def __init__(self, words: Sequence[str]) -> None:
        """Prepare to look for what every dataset is searched for, and for a base model's words."""
        distinct = tuple(dict.fromkeys(word.lower() for word in words))
        self._ruled = ruled(distinct)
        self._coarse = coarse(distinct)

    def hits(self, columns: Columns, told: bytes | None = None) -> Hits:
        """Return in which records a careful rule may find something.

        It may name too many, and never too few.

        Args:
            columns: the texts of records.
            told: the lines that they were read from, if the texts stand in them as they are.
        """
        held = [texts for texts in (columns.asked, columns.answers) if texts]
        if told is not None:
            rows = set(self._showing(told, LF, parts=len(columns.asked), opening=splicing.PLAIN))
        else:
            rows = set().union(*map(self._showing_texts, held))
        hits, chosen = Hits(set(), set(), set()), sorted(rows)
        for texts in held if chosen else ():
            found = self._hits([texts[row] for row in chosen])
            hits.ruled.update(chosen[n] for n in found.ruled)
            hits.guarded.update(chosen[n] for n in found.guarded)
            hits.quiet.update(found.quiet)
        return hits

    def _showing_texts(self, texts: Sequence[str]) -> Collection[int]:
        if any(map(contains, texts, repeat(BETWEEN))):
            return range(len(texts))
        block = BETWEEN.join((*texts, BETWEEN)).encode()
        return self._showing(block, NUL, parts=len(texts), opening=splicing.OPENING)

    def _showing(self, block: bytes, end: bytes, *, parts: int, opening: bytes) -> Collection[int]:
        """Return which parts of a block show anything.

        Args:
            block: the parts.
            end: what each of them ends with.
            parts: how many there are.
            opening: what opens a literal in them.
        """
        searched = (self._coarse, signs.marks(), *_others(block, opening=opening))
        try:
            found = {at for each in searched for at in each.ends(block)}
        except TooMany:
            return range(parts)
        stops = _stops(block, end) if found else []
        return {bisect_left(stops, at) for at in found}

    def _hits(self, texts: list[str]) -> Hits:
        """Return which of a few texts a careful rule may find something in."""
        hits, given = Hits(set(), set(), set()), texts
        if any(map(contains, texts, repeat(BETWEEN))):
            hits.ruled.update(number for number, text in enumerate(texts) if BETWEEN in text)
            texts = [text.replace(BETWEEN, "") for text in texts]
        block = BETWEEN.join(texts).encode()
        hits.ruled.update(n for n, _ in _named(self._ruled, block, texts))
        hits.guarded.update(n for n, _ in _named(signs.figures(), block, texts))
        marked = _named(signs.marks(), block, texts)
        hits.guarded.update(n for n, number in marked if number < len(signs.KEYS))
        doubtful = {n for n, _ in marked}
        for others in _others(block, opening=splicing.OPENING):
            doubtful.update(n for n, _ in _named(others, block, texts))
        hits.guarded.update(n for n in doubtful - hits.guarded if guard.signed(texts[n].encode()))
        quiet = (text for n, text in enumerate(given) if n not in hits.guarded)
        hits.quiet.update(text for text in quiet if BETWEEN not in text)
        return hits


@cache
def coarse(words: tuple[str, ...]) -> Expressions:
    """Return the search for what stands in every text that shows a figure, or what rules name."""
    return Expressions([*CONTROL, *map(_literal, words), *signs.COARSE])


@cache
def ruled(words: tuple[str, ...]) -> Expressions:
    """Return the search for what rules speak of.

    A base model's words are looked for in any case: the rules tell the cases apart.
    """
    return Expressions([*CONTROL, *map(_literal, words)])


def _others(block: bytes, *, opening: bytes) -> Iterator[Expressions]:
    """Yield the searches for what has another reading, if a block may hold any of it.

    Args:
        block: what is searched.
        opening: what opens the literals that code puts together.
    """
    yield from _apart()
    if not block.isascii():
        yield _beyond()
    if spelling.may_differ(block):
        yield spelling.signs()
    if any(map(block.__contains__, opening)):
        yield from splicing.signs()


@cache
def _apart() -> tuple[Expressions, ...]:
    """Return the searches for words whose letters stand apart: each for itself is the fastest."""
    return tuple(Expressions((letters,)) for letters in phrases.APART)


@cache
def _beyond() -> Expressions:
    """Return the search for words in letters that look like others."""
    return Expressions(phrases.BEYOND)


def _literal(word: str) -> bytes:
    """Return a word as an expression, whatever characters it has, in any case of its letters."""
    return b"(?i:%s)" % b"".join(b"\\x%02x" % byte for byte in word.encode())


def _named(coarse: Expressions, block: bytes, texts: Sequence[str]) -> Collection[tuple[int, int]]:
    """Return the positions of the texts that a coarse search names, and the number of what for."""
    try:
        matches = coarse.matches(block)
    except TooMany:
        shown = (coarse.present(text.encode()) for text in texts)
        return [(position, number) for position, found in enumerate(shown) for number in found]
    if not matches:
        return ()
    sizes = map(len, texts if block.isascii() else block.split(NUL))
    stops = list(accumulate(size + 1 for size in sizes))
    return {(bisect_left(stops, end), number) for number, end in matches}


def _stops(block: bytes, end: bytes) -> list[int]:
    """Return where each part of a block ends; the last one may have no end."""
    stops = [block.find(end)]
    while stops[-1] >= 0:
        stops.append(block.find(end, stops[-1] + 1))
    stops[-1] = len(block)
    return stops
