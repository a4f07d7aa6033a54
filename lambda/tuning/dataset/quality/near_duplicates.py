"""Records that are nearly the same: found by MinHash, confirmed by comparing their phrases."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import PartLine, PlacedFault
from tuning.dataset.quality.passages import Passage
from tuning.dataset.quality.shingles import (
    common,
    phrases,
    remaining,
    sampled,
    similarity,
    widened,
    words,
)
from tuning.dataset.quality.sketches import NEAR, PHRASE, Index, Match
from tuning.run.parts import PARTS, PartName

FILLED_IN: Final = 2
"""Words that are filled into a template; with more, a text has something of its own."""

SAMPLE: Final = 500
"""Texts in which the phrases of a template are looked for."""

LISTED_GROUPS: Final = 20
LISTED_RECORDS: Final = 20


@dataclass(frozen=True, kw_only=True)
class Group:
    """Records that are nearly the same as the first of them.

    Attributes:
        records: how many there are.
        places: of the first ones.
    """

    records: int
    places: tuple[PartLine, ...]


@dataclass(frozen=True, kw_only=True)
class Alike:
    """What the search for near-duplicates found.

    Attributes:
        searched: records that were compared with each other.
        of: records of the dataset.
        records: nearly the same as an earlier one.
        held_out: those of them that are held out, while the earlier one is trained on.
        groups: the largest ones.
    """

    searched: int
    of: int
    records: int
    held_out: int
    groups: tuple[Group, ...]


def report(
    passages: Sequence[Passage],
    found: Sequence[Match],
    *,
    parts: Sequence[PartName],
    of: int,
) -> tuple[Alike, list[PlacedFault]]:
    """Tell which records are nearly the same as another one, each of a group but its first.

    Args:
        passages: the records.
        found: what ``matches`` found among their texts.
        parts: what each of them fell to; of a group one that is trained on is taken for the first.
        of: how many records they were drawn from.
    """
    ranks = [
        (PARTS.index(part), passage.place) for part, passage in zip(parts, passages, strict=True)
    ]
    beside: dict[int, list[Match]] = {}
    for match in found:
        beside.setdefault(match.later, []).append(match)
        beside.setdefault(match.earlier, []).append(match)
    findings: list[PlacedFault] = []
    groups: list[list[int]] = []
    met: set[int] = set()
    for first in sorted(beside, key=ranks.__getitem__):
        if first in met:
            continue
        met.add(first)
        group = [first]
        for one in group:
            for match in beside[one]:
                other = match.earlier if match.later == one else match.later
                if other not in met:
                    met.add(other)
                    group.append(other)
                    findings.append(_finding(passages, parts, other, one, match.similarity))
        groups.append(sorted(group, key=ranks.__getitem__))
    findings.sort(key=lambda finding: (PARTS.index(finding.part), finding.line or 0))
    largest = sorted(groups, key=len, reverse=True)[:LISTED_GROUPS]
    alike = Alike(
        searched=len(passages),
        of=of,
        records=len(findings),
        held_out=sum(f.fault.code is Code.NEAR_DUPLICATE_HELD_OUT for f in findings),
        groups=tuple(
            Group(
                records=len(group),
                places=tuple(passages[position].place for position in group[:LISTED_RECORDS]),
            )
            for group in largest
        ),
    )
    return alike, findings


def matches(texts: Sequence[str]) -> Iterator[Match]:
    """Yield pairs of texts that are nearly the same, as many as it takes to connect each group.

    Two texts are nearly the same when they share most of their phrases, those of a template left
    out: an instruction makes no two texts alike. But where a text has no more than two words beside
    the template, it is the same as any other such text that fills in the same.

    Time grows with the number of texts and not with its square, however many are alike.
    """
    sample = [phrases(text, length=PHRASE) for text in sampled(texts, most=SAMPLE)]
    template = widened(common(sample), sample)
    vocabulary = {word for phrase in template for word in phrase.split()}
    own, filled_in = Index(texts), Index(texts)
    frames: dict[tuple[str, ...], int] = {}
    for position, text in enumerate(texts):
        found = phrases(text, length=PHRASE)
        left = remaining(found, template, length=PHRASE, more_than=FILLED_IN)
        if left is not found or not template & found:
            yield from own.matches(position, left, template)
            continue
        frame = _frame(words(text), vocabulary)
        if frame is None:
            yield from own.matches(position, found - template, template)
        elif frame not in frames:
            frames[frame] = position
            yield from filled_in.matches(position, found, frozenset())
        else:
            earlier = frames[frame]
            alike = similarity(found, phrases(texts[earlier], length=PHRASE))
            if alike >= NEAR:
                yield Match(position, earlier, alike)


def _frame(found: Sequence[str], vocabulary: Set[str]) -> tuple[str, ...] | None:
    """Return the words of a text that are a template's; None if more than two are not."""
    kept = tuple(word for word in found if word in vocabulary)
    return kept if len(found) - len(kept) <= FILLED_IN else None


def _finding(
    passages: Sequence[Passage],
    parts: Sequence[PartName],
    one: int,
    other: int,
    alike: float,
) -> PlacedFault:
    leaks = parts[one] == "evaluation" and parts[other] == "training"
    code = Code.NEAR_DUPLICATE_HELD_OUT if leaks else Code.NEAR_DUPLICATE
    fault = Fault.of(code, percent=int(100 * alike))
    return PlacedFault(*passages[one].place, fault, passages[other].place)
