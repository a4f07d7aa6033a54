"""What the validation loss says of a training loss that fell, each against its own noise."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import Final

from tuning.run.training import Judgement
from tuning.training.losses import Point, finite
from tuning.training.trend import CLEARLY, FEW, Trend, trend

OVERFIT: Final = 1.2
"""A validation loss that ends more than so many times above its best overfits. Like the gaps, it is
of Microsoft's fine-tuning skill, "check_training" (github.com/microsoft/azure-skills, 2026-08)."""

CLEAR_RISE: Final = 1.05
"""With a severe gap as well, such a rise is enough."""

IN_ORDER: Final = 5
"""So many readings in a row, each above the one before, stand so by chance once in 120 times."""

LOST: Final = 2.0
"""A validation loss that ends more than so many times above its best rose by no noise, however few
its readings are."""

MILD_GAP: Final = 1.2
SEVERE_GAP: Final = 2.0
"""Validation over training loss at the end: up to 1.2 is healthy, above 2 severe overfitting."""

LOWER_RATE: Final = "Train again with a lower learning rate, a third of this one."
FEWER_EPOCHS: Final = (
    "Train again with fewer epochs, or with more and more varied records; a lower learning rate "
    "helps as well."
)


def lost(course: Trend, points: Sequence[Point]) -> str | None:
    """Say how far the validation loss rose, if it did while the training loss rose or is as high.

    Such a model has not learned its records too well, it has lost its answers: where the training
    loss leaps too much to tell by itself, both together tell that it diverged.
    """
    validation = finite(points)
    if not validation:
        return None
    lowest, end = min(validation), validation[-1]
    by_heart = course.end < course.start and end > MILD_GAP * course.end
    return f"rose from {lowest:.3f} to {end:.3f}" if end > LOST * lowest and not by_heart else None


def with_validation(judgement: Judgement, final_loss: float, points: Sequence[Point]) -> Judgement:
    """Add what the validation loss says of a training loss that fell.

    Args:
        judgement: of the training loss; its summary has no end yet.
        final_loss: the level at which the training loss ended.
        points: the readings of the validation loss.
    """
    validation = finite(points)
    if not points:
        return replace(judgement, summary=f"{judgement.summary}; the job wrote no validation loss.")
    if points[-1].loss is None:
        return replace(
            judgement,
            outcome="unknown",
            summary=f"{judgement.summary}, but the validation loss ended as no number: whether it "
            "learned is unknown.",
            advice=LOWER_RATE,
        )
    final = validation[-1]
    gap = final / final_loss if final_loss > 0 else inf
    if rise := _rise(validation, gap):
        return _rose(judgement, rise, gap)
    summary = f"{judgement.summary}, and the validation loss ended at {final:.3f}"
    if gap <= MILD_GAP:
        return replace(judgement, summary=f"{summary}.")
    above = "above a training loss of 0" if gap == inf else f"{gap:,.1f} times the training loss"
    return replace(judgement, summary=f"{summary}, {above}.")


def _rise(validation: list[float], gap: float) -> tuple[float, float] | None:
    """Return from which best to which end a validation loss rose again, if it did for certain."""
    if len(validation) < FEW:
        lowest, end = min(validation), validation[-1]
        since = validation[validation.index(lowest) :]
        certain = end > OVERFIT * lowest or (len(since) >= IN_ORDER and since == sorted(since))
    else:
        checked = trend(validation)
        lowest, end = checked.lowest, checked.end
        certain = end - lowest > CLEARLY * checked.level_noise
    times = CLEAR_RISE if gap > SEVERE_GAP else OVERFIT
    return (lowest, end) if certain and end > times * lowest else None


def _rose(judgement: Judgement, rise: tuple[float, float], gap: float) -> Judgement:
    """Tell overfitting from a model that lost its answers in both files."""
    lowest, end = rise
    if gap <= MILD_GAP:
        return replace(
            judgement,
            outcome="unknown",
            summary=f"{judgement.summary}, but the validation loss rose from its best, "
            f"{lowest:.3f}, to {end:.3f}, and the training loss is as high: whether it learned is "
            "unknown.",
            advice=LOWER_RATE,
        )
    course = f"rose again from its best, {lowest:.3f}, to {end:.3f}"
    severe = gap > SEVERE_GAP and end > OVERFIT * lowest
    return replace(
        judgement,
        outcome="overfitting",
        overfit=True,
        summary=f"{judgement.summary}, but the validation loss {course}: the model overfits.",
        advice=FEWER_EPOCHS,
        doubt=f"it overfits: its validation loss {course}" if severe else None,
    )
