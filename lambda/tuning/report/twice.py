"""A promoted run was measured twice: where it comes from, and here, each by its own model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tuning.run.evaluation import Score
from tuning.run.source_run import Shown


@dataclass(frozen=True, kw_only=True)
class Twice:
    """One metric, there and here; None where it was not measured.

    Attributes:
        there: as the evidence of the promotion says.
        here: as this environment measured it.
    """

    metric: str
    there: Score | None
    here: Score | None

    @property
    def is_other(self) -> bool:
        """Whether the intervals of both gains lie apart, so that they are hardly one and the same.

        They are of two trainings with the same records: this shows where to look, and decides
        nothing.
        """
        if self.there is None or self.here is None:
            return False
        above, below = self.here.gain_low > self.there.gain_high, self.there.gain_low
        return above or self.here.gain_high < below


def twice(source: Shown, scores: Sequence[Score]) -> Iterator[Twice]:
    """Yield every metric of two evaluations, those of this environment first.

    Args:
        source: the evidence with which the run was promoted.
        scores: of this environment.
    """
    there = {score.metric: score for score in source.scores}
    here = {score.metric: score for score in scores}
    for metric in dict.fromkeys((*here, *there)):
        yield Twice(metric=metric, there=there.get(metric), here=here.get(metric))
