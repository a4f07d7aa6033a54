"""Where everybody stands on the deciding metric, in the order in which people look for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tuning.evaluation.rivals import TITLES
from tuning.report.contents import Contents
from tuning.run.evaluation import Effort, Score

FREE: Final = ("constant", "echo", "nearest")
"""Rivals that cost nothing stand last."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One who answered the held-out set.

    Attributes:
        name: as the report's data calls it.
        title: as people call it.
        score: by the deciding metric.
        against: the custom model beside it; None of the custom model itself.
        must_beat: whether the custom model must certainly be better.
        is_beaten: whether it certainly is, by what is required.
        effort: what it took to answer; None where nobody measured it, or there was none.
    """

    name: str
    title: str
    score: float
    against: Score | None
    must_beat: bool
    is_beaten: bool
    effort: Effort | None


def standings(contents: Contents) -> Iterator[Standing]:
    """Yield everybody of a run that was compared, the custom model and its base first."""
    if not contents.scores:
        return
    deciding = contents.scores[0]
    efforts = {each.name: each for each in contents.efforts}
    required = contents.recipe.evaluation.min_gain if contents.recipe else 0.0
    yield Standing(
        name="custom",
        title="Custom model",
        score=deciding.custom,
        against=None,
        must_beat=False,
        is_beaten=False,
        effort=efforts.get("custom"),
    )
    yield Standing(
        name="base",
        title="Base model",
        score=deciding.base,
        against=deciding,
        must_beat=True,
        is_beaten=deciding.gain_low > required,
        effort=efforts.get("base"),
    )
    for each in sorted(contents.baselines, key=lambda rival: rival.name in FREE):
        yield Standing(
            name=each.name,
            title=TITLES[each.name].capitalize(),
            score=each.scores[0].base,
            against=each.scores[0],
            must_beat=each.must_beat,
            is_beaten=each.scores[0].gain_low > 0,
            effort=efforts.get(each.name),
        )
