"""Where everybody stands on the deciding metric, in the order in which people look for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from tuning.evaluation.rivals import RECORDED, TITLES
from tuning.run.evaluation import BaselineScore, Effort, Score
from tuning.run.recipe import Recipe

FREE: Final = ("constant", "echo", "nearest")
"""Rivals that cost nothing stand last."""


class Compared(Protocol):
    """What was compared: in a run, or of answers that were brought."""

    @property
    def scores(self) -> Sequence[Score]:
        """Every metric of base and custom model, those that decide first."""

    @property
    def records(self) -> int | None:
        """How many held-out records there are."""

    @property
    def baselines(self) -> Sequence[BaselineScore]:
        """Everybody else beside the custom model."""

    @property
    def efforts(self) -> Sequence[Effort]:
        """What it took them."""

    @property
    def recipe(self) -> Recipe | None:
        """What is required."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One who answered the held-out set.

    Attributes:
        name: as the report's data calls it.
        title: as people call it.
        score: by the deciding metric.
        against: the custom model beside it; None of the custom model itself.
        must_beat: whether the custom model must certainly be better.
        may_trail: how far the custom model may be worse; None where it may not.
        is_beaten: whether it certainly is, by what is required.
        is_better: whether it certainly is better than the custom model.
        records: that it answered, where these are not all; else 0.
        effort: what it took to answer; None where nobody measured it, or there was none.
    """

    name: str
    title: str
    score: float
    against: Score | None
    must_beat: bool
    is_beaten: bool
    is_better: bool
    effort: Effort | None
    may_trail: float | None = None
    records: int = 0


def standings(contents: Compared) -> Iterator[Standing]:
    """Yield everybody that was compared, the custom model and its base first."""
    if not contents.scores:
        return
    deciding = contents.scores[0]
    efforts = {each.name: each for each in contents.efforts}
    required = contents.recipe.evaluation.min_gain if contents.recipe else 0.0
    allowed = contents.recipe.evaluation.may_trail if contents.recipe else 0.0
    yield Standing(
        name="custom",
        title="Custom model",
        score=deciding.custom,
        against=None,
        must_beat=False,
        is_beaten=False,
        is_better=False,
        effort=efforts.get("custom"),
    )
    yield Standing(
        name="base",
        title="Base model",
        score=deciding.base,
        against=deciding,
        must_beat=True,
        is_beaten=deciding.gain_low > required,
        is_better=deciding.gain_high < 0,
        effort=efforts.get("base"),
    )
    for each in sorted(contents.baselines, key=lambda rival: rival.name in FREE):
        trail = allowed if each.name == RECORDED else None
        yield Standing(
            name=each.name,
            title=TITLES[each.name].capitalize(),
            score=each.scores[0].base,
            against=each.scores[0],
            must_beat=each.must_beat,
            is_beaten=each.scores[0].gain_low > -(trail or 0.0),
            is_better=each.scores[0].gain_high < 0,
            effort=efforts.get(each.name),
            may_trail=trail,
            records=each.records if each.records < (contents.records or 0) else 0,
        )
