"""Records that are nearly the same: found by MinHash, confirmed by comparing their phrases."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Final, NamedTuple

from rensa import RMinHash, RMinHashLSH

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import PartLine, PlacedFault
from tuning.dataset.quality.passages import Passage
from tuning.dataset.quality.shingles import common, phrases, sampled, similarity

NEAR: Final = 0.7
"""Share of phrases in common from which two records are nearly the same. In 1,008 questions that
customers asked a bank, all pairs above it were the same question in other words; below it came the
first that differ in the one word that counts (declined, pending)."""

PHRASE: Final = 2
"""Words of a phrase. Single words of one topic are alike in any two texts; with three or more, a
short question in which one word was changed has too few phrases left that are the same."""

FEWEST_PHRASES: Final = 4
"""Of fewer phrases a single one decides."""

SAMPLE: Final = 500
"""Texts in which the phrases of a template are looked for."""

PERMUTATIONS: Final = 128
BANDS: Final = 32
"""Of bands of 4, a pair at ``NEAR`` shares one with a chance of 99.98 %."""

SEED: Final = 42

DOUBT: Final = 0.15
"""How far the estimate by 128 permutations may fall below the truth: nearly four deviations."""

MOST_INDEXED: Final = 50
"""Records of one group that are searched. More would make a thousand copies of one text cost a
million comparisons."""

MOST_COMPARED: Final = 10
"""Records with the highest estimates that one is compared with; of those that are nearly the same,
the earliest is named, so that one that is trained on goes before one that is held out."""

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


class Match(NamedTuple):
    """A record and the earlier one that it is nearly the same as, by their positions."""

    later: int
    earlier: int
    similarity: float


def search(passages: Sequence[Passage], *, of: int) -> tuple[Alike, list[PlacedFault]]:
    """Search records for those that are nearly the same as an earlier one.

    Args:
        passages: the records, those that are trained on first.
        of: how many records they were drawn from.
    """
    found = list(matches([passage.text for passage in passages]))
    findings = [_finding(passages[m.later], passages[m.earlier], m.similarity) for m in found]
    groups: dict[int, list[int]] = {}
    leaders: dict[int, int] = {}
    for later, earlier, _ in found:
        leader = leaders[later] = leaders.get(earlier, earlier)
        groups.setdefault(leader, [leader]).append(later)
    largest = sorted(groups.values(), key=len, reverse=True)[:LISTED_GROUPS]
    held_out = sum(f.fault.code is Code.NEAR_DUPLICATE_HELD_OUT for f in findings)
    alike = Alike(
        searched=len(passages),
        of=of,
        records=len(findings),
        held_out=held_out,
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
    """Yield the texts that are nearly the same as an earlier one, each once.

    Time grows with their number and not with its square, however many are alike.
    """
    template = common([phrases(text, length=PHRASE) for text in sampled(texts, most=SAMPLE)])
    index = RMinHashLSH(NEAR, PERMUTATIONS, BANDS)
    sketches: dict[int, RMinHash] = {}
    leaders: dict[int, int] = {}
    members: Counter[int] = Counter()
    for position, text in enumerate(texts):
        own = phrases(text, length=PHRASE) - template
        if len(own) < FEWEST_PHRASES:
            continue
        sketch = RMinHash(PERMUTATIONS, SEED)
        sketch.update(own)
        leader = position
        estimates = ((sketch.jaccard(sketches[key]), -key) for key in index.query(sketch))
        likely = nlargest(MOST_COMPARED, (each for each in estimates if each[0] >= NEAR - DOUBT))
        for earlier in sorted(-key for _, key in likely):
            alike = similarity(own, phrases(texts[earlier], length=PHRASE) - template)
            if alike >= NEAR:
                yield Match(position, earlier, alike)
                leader = leaders[earlier]
                break
        leaders[position] = leader
        members[leader] += 1
        if members[leader] <= MOST_INDEXED:
            sketches[position] = sketch
            index.insert(position, sketch)


def _finding(later: Passage, earlier: Passage, alike: float) -> PlacedFault:
    learned = later.part != "training" and earlier.part == "training"
    code = Code.NEAR_DUPLICATE_HELD_OUT if learned else Code.NEAR_DUPLICATE
    fault = Fault.of(code, percent=int(100 * alike))
    return PlacedFault(*later.place, fault, earlier.place)
