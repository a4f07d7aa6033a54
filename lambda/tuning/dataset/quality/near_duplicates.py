"""Records that are nearly the same: found by MinHash, confirmed by comparing their phrases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import PartLine, PlacedFault
from tuning.dataset.quality.passages import Passage
from tuning.dataset.quality.shingles import phrases, similarity
from tuning.dataset.quality.sketches import NEAR, PHRASE, Index, Match, nearest
from tuning.dataset.quality.suspects import suspects
from tuning.dataset.quality.templates import Template
from tuning.run.parts import PARTS, PartName

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
        held_out: those of them that are held out, while one that is trained on is like them.
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

    What is held out is told with a record that is trained on wherever one is nearly the same.

    Args:
        passages: the records.
        found: what ``matches`` found among their texts.
        parts: what each of them fell to; of a group one that is trained on is taken for the first.
        of: how many records they were drawn from.
    """
    ranks = [
        (PARTS.index(part), passage.place) for part, passage in zip(parts, passages, strict=True)
    ]
    pairs, groups = _grouped(found, ranks)
    for leak in _leaks(passages, groups, pairs, parts):
        pairs[leak.later] = leak
    findings = [_finding(passages, parts, pair) for pair in pairs.values()]
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


def _grouped(
    found: Sequence[Match], ranks: Sequence[tuple[int, PartLine]]
) -> tuple[dict[int, Match], list[list[int]]]:
    """Return each record of a group but its first with one that it is like, and the groups."""
    beside: dict[int, list[Match]] = {}
    for match in found:
        beside.setdefault(match.later, []).append(match)
        beside.setdefault(match.earlier, []).append(match)
    pairs: dict[int, Match] = {}
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
                    pairs[other] = Match(other, one, match.similarity)
        groups.append(sorted(group, key=ranks.__getitem__))
    return pairs, groups


def _leaks(
    passages: Sequence[Passage],
    groups: Sequence[Sequence[int]],
    pairs: Mapping[int, Match],
    parts: Sequence[PartName],
) -> Iterator[Match]:
    """Yield what is held out with what is trained on, where a group connects them by others.

    The links of a group are as few as connect it, so they lead from one held-out record to the
    next; whether one is trained on that is like the second as well has to be looked up.
    """
    linked = (
        (
            [one for one in group if parts[one] == "training"],
            [
                one
                for one in group
                if parts[one] == "evaluation" and parts[pairs[one].earlier] != "training"
            ],
        )
        for group in groups
        if parts[group[0]] == "training"
    )
    unclear = [(learned, held_out) for learned, held_out in linked if held_out]
    if unclear:
        texts = [passage.text for passage in passages]
        template = Template.of(texts)
        for learned, held_out in unclear:
            yield from nearest(held_out, learned, lambda one: template.parted(texts[one])[0])


def matches(texts: Sequence[str]) -> Iterator[Match]:
    """Yield pairs of texts that are nearly the same, as many as it takes to connect each group.

    Two texts are nearly the same when they share most of their phrases, those of a template left
    out: an instruction makes no two texts alike. But where a text has no more than two words beside
    the template, it is the same as any other such text that fills in the same.

    Time grows with the number of texts and not with its square, however many are alike.
    """
    template = Template.of(texts)
    own, filled_in = Index(texts), Index(texts)
    frames: dict[tuple[str, ...], int] = {}
    for position in suspects(texts, template):
        found, frame = template.parted(texts[position])
        if frame is None:
            yield from own.matches(position, found, template.phrases)
        elif frame not in frames:
            frames[frame] = position
            yield from filled_in.matches(position, found, frozenset())
        else:
            earlier = frames[frame]
            alike = similarity(found, phrases(texts[earlier], length=PHRASE))
            if alike >= NEAR:
                yield Match(position, earlier, alike)


def _finding(passages: Sequence[Passage], parts: Sequence[PartName], pair: Match) -> PlacedFault:
    leaks = parts[pair.later] == "evaluation" and parts[pair.earlier] == "training"
    code = Code.NEAR_DUPLICATE_HELD_OUT if leaks else Code.NEAR_DUPLICATE
    fault = Fault.of(code, percent=int(100 * pair.similarity))
    return PlacedFault(*passages[pair.later].place, fault, passages[pair.earlier].place)
