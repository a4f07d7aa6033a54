"""Held-out records worth reading: where the custom model won most, and where it lost most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tuning.evaluation.answers import Answered, scored

SHOWN: Final = 5
"""Records shown on each side; answers.jsonl holds them all."""


@dataclass(frozen=True, kw_only=True)
class AnswerSamples:
    """How the records went on the deciding metric.

    Attributes:
        metric: the deciding metric.
        won, tied, lost: how many records the custom model answered better, alike and worse.
        gains: the records that it won by most, the largest first.
        losses: the records that it lost by most, the largest first.
    """

    metric: str
    won: int
    tied: int
    lost: int
    gains: tuple[Answered, ...]
    losses: tuple[Answered, ...]


def sampled(answers: Sequence[Answered], metric: str) -> AnswerSamples:
    """Sort the records that both models answered by what they gained on a metric."""
    ranked = sorted(scored(answers), key=lambda answered: -answered.gain(metric))
    won = [answered for answered in ranked if answered.gain(metric) > 0]
    lost = [answered for answered in reversed(ranked) if answered.gain(metric) < 0]
    return AnswerSamples(
        metric=metric,
        won=len(won),
        tied=len(ranked) - len(won) - len(lost),
        lost=len(lost),
        gains=tuple(won[:SHOWN]),
        losses=tuple(lost[:SHOWN]),
    )
