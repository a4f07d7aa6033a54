"""A key over two texts, of which each half would be judged alone."""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby, islice, pairwise, product
from operator import attrgetter
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.privacy.kinds import Kind, Nature
from tuning.dataset.privacy.pattern import Pattern, landmarks
from tuning.dataset.privacy.search import PrivacyMatch, search
from tuning.dataset.privacy.signs import patterns
from tuning.dataset.problems import Fault
from tuning.dataset.record import Record

DRAWN: Final = re.compile(rb"(?=[A-Za-z_+/=.-]*[0-9]|[A-Za-z]*[a-z][A-Z])[A-Za-z0-9_+/=.-]{4,}")
"""What a key goes on with; words that follow a whole one do not look drawn by lot."""


TOKEN: Final = re.compile(rb"[A-Za-z0-9_+/=~.-]{4,512}")
RUNS: Final = re.compile(rb"[0-9]+")
FEWEST_RUNS: Final = 2
"""Of digits in half a key: the name of a class or a file has one for the most part."""

NEXT: Final = 2
"""Turns after one in which the rest of a key may stand: the answer, or the same side again."""

MOST_HALVES: Final = 8
"""Of a text; one that tells half a key tells it soon."""

PROVEN: Final = frozenset((Kind.CARD, Kind.IBAN, Kind.EMAIL))
"""Personal data that no two texts make by chance: check digits, or a sign and a domain."""


def faults(record: Record) -> Iterator[Fault]:
    """Yield where a value goes on in the next text: no placeholder can stand in both."""
    for where, texts in _neighbours(record):
        matches = (*_crossing(texts, b""), *_crossing(texts, b" "))
        for what in dict.fromkeys(match.kind.title for match in matches):
            yield Fault.of(Code.SECRET_IN_PIECES, where=where, what=what)

    for number, turn in enumerate(record.turns, 1):
        later = [text for each in record.turns[number : number + NEXT] for text in each.texts]
        for text in map(str.encode, turn.texts):
            for what in dict.fromkeys(_halved(text, map(str.encode, later))):
                yield Fault.of(Code.SECRET_IN_PIECES, where=f"turn {number}", what=what)


def _halved(text: bytes, later: Iterable[bytes]) -> Iterator[str]:
    """Yield what a token of a text and one of a later text make together, wherever they stand."""
    if not any(map(_is_secret, patterns(text))):
        return
    rests = [half for each in later for half in islice(_drawn(each), MOST_HALVES)]
    firsts = {
        found.group()
        for pattern in filter(_is_secret, patterns(text))
        for at in landmarks(pattern.core, text, pattern.opens)[-MOST_HALVES:]
        if (found := TOKEN.match(text, at))
    }
    for first, rest in product(firsts, rests):
        for match in _crossing([first, rest], b""):
            if _is_secret(match) and not search(first, patterns) and not search(rest, patterns):
                yield match.kind.title


def _drawn(text: bytes) -> Iterator[bytes]:
    tokens = (found.group() for found in TOKEN.finditer(text))
    return (token for token in tokens if len(RUNS.findall(token)) >= FEWEST_RUNS)


def _is_secret(found: Pattern | PrivacyMatch) -> bool:
    return found.kind.nature is Nature.SECRET


def _neighbours(record: Record) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the texts of one turn, and the last and first of turns that one side says in turn."""
    told = filter(attrgetter("whole"), record.texts())
    for where, fields in groupby(told, key=attrgetter("where")):
        texts = [field.text.encode() for field in fields]
        if len(texts) > 1:
            yield where, texts
    for number, (turn, later) in enumerate(zip(record.turns, record.turns[2:], strict=False), 1):
        if turn.role == later.role and turn.texts and later.texts:
            yield f"turn {number}", [turn.texts[-1].encode(), later.texts[0].encode()]


def _crossing(texts: list[bytes], between: bytes) -> Iterator[PrivacyMatch]:
    """Yield what is a value only where texts are joined by what stands between."""
    texts = [*(text + between for text in texts[:-1]), texts[-1]]
    joined = b"".join(texts)
    ends = (0, *accumulate(map(len, texts)))
    alone = [
        (start + match.start, start + match.end)
        for start, text in zip(ends, texts, strict=False)
        for match in search(text, patterns)
    ]
    for match in search(joined, patterns):
        parts = [
            (max(start, match.start), min(end, match.end))
            for start, end in pairwise(ends)
            if start < match.end and match.start < end
        ]
        left = [part for part in parts if not _covered(part, alone)]
        sure = match.kind.nature is Nature.SECRET
        halved = match.kind.nature is Nature.DOUBTFUL and len(left) < len(parts)
        whole = match.kind in PROVEN and left == parts
        if len(parts) > 1 and (sure or halved or whole) and _goes_on(joined, left, parts):
            yield match


def _covered(part: tuple[int, int], alone: list[tuple[int, int]]) -> bool:
    return any(start <= part[0] and part[1] <= end for start, end in alone)


def _goes_on(joined: bytes, left: list[tuple[int, int]], parts: list[tuple[int, int]]) -> bool:
    """Tell whether what is found in no text alone belongs to the key."""
    return left == parts or any(DRAWN.fullmatch(joined[slice(*part)]) for part in left)
