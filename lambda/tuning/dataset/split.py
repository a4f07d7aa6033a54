"""Which part of a dataset a record belongs to, when the drop did not bring that part itself."""

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from math import ceil
from typing import Final

from tuning.dataset.digests import DIGEST_BITS
from tuning.dataset.groups import Groups, Limits
from tuning.dataset.rules.sizes import EVALUATION_MINIMUM
from tuning.dataset.sheet import Sheet, beginnings, instructions, openings
from tuning.run.handling import USUAL, Shares
from tuning.run.parts import PartName

MOST_EXACT: Final = 200_000
"""Ten times what any base model takes. A larger file is refused, so its parts need no exact number,
and to put its beginnings in order would take 300 bytes each."""


@dataclass(frozen=True, kw_only=True)
class Split:
    """How a training file is split.

    Attributes:
        parts: of each record, in the order of the rows.
        missing: records with beginnings of their own that the file lacks for enough to be left to
            train on, and enough to be held out.
        loosened: records of groups that are nearly the same and too large to stay together.
    """

    parts: list[PartName]
    missing: int
    loosened: int = 0


def split(
    sheet: Sheet,
    *,
    wanted: Collection[PartName],
    shares: Shares = USUAL,
    least: int = 1,
    alike: Iterable[tuple[int, int]] = (),
) -> Split:
    """Choose the part of each record of a training file.

    What belongs together is never parted: all records that grow from one beginning (the user's
    first turn, see ``beginnings``), and, as long as enough is left to hold out, all that are nearly
    the same; else only as many groups are parted as it takes, the largest first. Groups fall to
    evaluation in the order of their lowest key until the number that is wanted is reached exactly,
    the next ones to validation. Of a group that alone would be an eighth
    of what is held out, or more, everything is trained on.

    Where answers are labels, the lowest group of each label that has its share of one beginning
    goes first, so that every such label is judged.

    Keys are spread evenly, and nothing but the texts decides on them: the order of the file does
    not matter, and when records are added only a few move, those whose keys lie about where the
    parts meet.

    Args:
        sheet: of the training file.
        wanted: the parts that the drop did not bring, training aside.
        shares: of the beginnings, to split off.
        least: how many records must be left to train on.
        alike: rows of records that are nearly the same, two by two.
    """
    if len(sheet) > MOST_EXACT:
        return Split(parts=_roughly(sheet, wanted=wanted, shares=shares), missing=0)
    found, different, opening = _beginnings(sheet, least=least)
    rows = len(found)
    evaluation, validation = _numbers(
        different, shares=shares, wanted=wanted, least=_left(least, different, rows)
    )
    limits = Limits.of(evaluation, share=shares.evaluation, rows=rows, beginnings=different)
    together = [(found[one], found[other]) for one, other in alike]
    groups = whole = Groups(sheet, found, alike=together, limits=limits, kept=opening)
    held_out = groups.held_out(evaluation, share=shares.evaluation)
    loose: set[int] = set()
    if held_out is None and different - len(opening) >= evaluation:
        # Too little could be held out if all that is nearly the same stayed together.
        for loose in whole.loosened(evaluation):
            left = [pair for pair in together if whole.lowest(pair[0]) not in loose]
            groups = Groups(sheet, found, alike=left, limits=limits, kept=opening)
            held_out = groups.held_out(evaluation, share=shares.evaluation)
            if held_out is not None:
                break
    if held_out is None:
        groups = Groups(sheet, found, kept=opening)
        held_out = groups.held_out(evaluation, share=shares.evaluation) or set()
    watched = groups.filled(validation, without=held_out)
    chosen: dict[PartName, set[int]] = {"validation": watched, "evaluation": held_out}
    return Split(
        parts=groups.parts({part: chosen[part] for part in chosen if part in wanted}),
        missing=_missing(least, different, rows, wanted=wanted),
        loosened=whole.rows(loose) if "evaluation" in wanted else 0,
    )


def _roughly(sheet: Sheet, *, wanted: Collection[PartName], shares: Shares) -> list[PartName]:
    """Return parts near their shares: the keys say where a record falls, without an order."""
    found = beginnings(sheet, instructions([sheet]))
    first = round(shares.evaluation * (1 << DIGEST_BITS))
    second = first + round(shares.validation * (1 << DIGEST_BITS))
    evaluation: PartName = "evaluation" if "evaluation" in wanted else "training"
    validation: PartName = "validation" if "validation" in wanted else "training"
    return [
        evaluation if one < first else validation if one < second else "training" for one in found
    ]


def _beginnings(sheet: Sheet, *, least: int) -> tuple[Sequence[int], int, Set[int]]:
    """Return what each record grows from, how many differ, and which must be trained on.

    If too few conversations have a first turn of their own, those of which the first turn opens
    many are told apart by the second. One that ends before that stands inside the others, so it
    must not be held out.
    """
    instructing = instructions([sheet])
    found = beginnings(sheet, instructing)
    different = len(set(found))
    if different - _left(least, different, len(found)) >= EVALUATION_MINIMUM:
        return found, different, frozenset()
    opening = openings([sheet])
    found = beginnings(sheet, instructing, opening)
    return found, len(set(found)), opening


def _left(least: int, beginnings: int, rows: int) -> int:
    """Return how many beginnings so many records to train on grow from, on average."""
    return ceil(least * beginnings / max(1, rows))


def _numbers(
    beginnings: int, *, shares: Shares, wanted: Collection[PartName], least: int
) -> tuple[int, int]:
    """Return how many beginnings fall to evaluation and to validation.

    Where it leaves enough to train on, at least as many are held out as allow a verdict.
    """
    room = beginnings - least
    evaluation = round(beginnings * shares.evaluation)
    if shares.evaluation and room >= EVALUATION_MINIMUM:
        evaluation = min(max(evaluation, EVALUATION_MINIMUM), room)
    room -= evaluation if "evaluation" in wanted else 0
    return evaluation, min(round(beginnings * shares.validation), max(0, room))


def _missing(least: int, beginnings: int, rows: int, *, wanted: Collection[PartName]) -> int:
    """Return how many further records, no two with one beginning, would be enough."""
    held_out = EVALUATION_MINIMUM if "evaluation" in wanted else 0
    return next(
        more
        for more in range(least + held_out + 1)
        if beginnings + more >= _left(least, beginnings + more, rows + more) + held_out
        and rows + more >= least
    )
