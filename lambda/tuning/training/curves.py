"""Loss curves: judge whether a model learned, overfitted or diverged, each against the noise."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp
from typing import Final

import msgspec

from tuning import artifacts
from tuning.run.registration import Registration
from tuning.run.training import Judgement
from tuning.run.validation import Admission
from tuning.training import accepted, losses
from tuning.training.accepted import FOLDER
from tuning.training.losses import Curves, Point
from tuning.training.trend import Trend, trend

LEAST_FALL: Final = 0.03
"""A training loss that certainly fell by less than this share of its start is flat."""

CLEARLY: Final = 5.0
"""How many times their noise two levels must differ by, where a run is ended for it."""

DIVERGED: Final = 1.2
"""A curve that ends so many times above its start ran away; by noise alone it does not."""

DIVERGED_FEW: Final = 2.0
FEW: Final = 12
"""With fewer readings than these their noise is not known; what can be told is told by levels that
no noise of batches makes."""

OVERFIT: Final = 1.2
"""A validation loss that ends more than so many times above its best overfits. Like the gaps, it is
of Microsoft's fine-tuning skill, "check_training" (github.com/microsoft/azure-skills, 2026-08)."""

CLEAR_RISE: Final = 1.05
"""With a severe gap as well, such a rise is enough."""

MILD_GAP: Final = 1.2
SEVERE_GAP: Final = 2.0
"""Validation over training loss at the end: up to 1.2 is healthy, above 2 severe overfitting."""

LOWER_RATE: Final = "Train again with a lower learning rate, a third of this one."
FEWER_EPOCHS: Final = (
    "Train again with fewer epochs, or with more and more varied records; a lower learning rate "
    "helps as well."
)
MORE_TRAINING: Final = (
    "Train again with a higher learning rate or more epochs. If the loss stays where it is, the "
    "base model already answers like that, and a better prompt will do more than training."
)


def judge(registration: Registration, admission: Admission) -> Judgement:
    """Judge what the run's customization job left: its report on the records, and its metrics.

    Metrics that are missing or malformed are no failure of the run: the outcome is ``unknown`` and
    the held-out records decide alone.
    """
    recipe = registration.ready_recipe
    rules = recipe.model.datasets[recipe.customization_type]
    report = accepted.of_run(registration.run_id, admission)
    if report and (lack := report.too_few(rules.min_records, recipe.model.name)):
        return Judgement(outcome="too_few", overfit=False, summary=f"The customization job {lack}.")
    curves = losses.found(artifacts.key_of(registration.run_id, FOLDER))
    if not curves.training and not curves.validation:
        return _unknown("; ".join(curves.unreadable) or "the job left no training metrics")
    key = artifacts.write(
        artifacts.key_of(registration.run_id, "curves.json"),
        msgspec.json.encode(curves),
        content_type="application/json",
    )
    return replace(judged(curves), curves_key=key)


def judged(curves: Curves) -> Judgement:
    """Judge curves of which at least one holds a reading."""
    validation = _finite(curves.validation)
    judgement = replace(
        _judged(curves),
        first_validation_loss=validation[0] if validation else None,
        best_validation_loss=min(validation, default=None),
        final_validation_loss=curves.validation[-1].loss if curves.validation else None,
        final_perplexity=_perplexity(curves.validation or curves.training),
    )
    if not curves.unreadable:
        return judgement
    return replace(
        judgement, summary=f"{judgement.summary} Not read: {'; '.join(curves.unreadable)}."
    )


def _judged(curves: Curves) -> Judgement:
    training = _finite(curves.training)
    if curves.training and curves.training[-1].loss is None:
        return _diverged("its training loss stopped being a number")
    if len(training) < 2:
        few = "the job wrote a single training step, which shows no course"
        return _unknown(few if training else "there is no training loss that can be read")
    course = trend(training)
    fell = f"from {course.start:.3f} to {course.end:.3f}"
    judgement = _of_training(course, fell, readings=len(training))
    judgement = replace(judgement, first_loss=course.start, final_loss=course.end)
    if judgement.outcome == "learning":
        return _with_validation(judgement, course.end, curves.validation)
    return judgement


def _of_training(course: Trend, fell: str, *, readings: int) -> Judgement:
    if _ran_away(course, readings):
        return _diverged(f"its median training loss went {fell}, at its lowest {course.lowest:.3f}")
    if course.start <= 0:
        return Judgement(
            outcome="flat",
            overfit=False,
            summary="The model did not learn: its training loss was 0 from the beginning.",
            advice="There was nothing to learn: look whether the answers are empty, or stand in "
            "the prompts.",
        )
    learned = Judgement(
        outcome="learning", overfit=False, summary=f"The median training loss fell {fell}"
    )
    if _fell(course, readings):
        return learned
    noise = (
        f"the median training loss went {fell}, which is within the noise of {readings} readings"
    )
    if course.end > DIVERGED * course.start:
        return replace(_unknown(noise), advice=LOWER_RATE)
    if course.most_fall < LEAST_FALL * course.start:
        return Judgement(
            outcome="flat",
            overfit=False,
            summary=f"The model did not learn: its median training loss went {fell}, and its "
            f"course shows a fall of less than {LEAST_FALL:.0%}.",
            advice=MORE_TRAINING,
        )
    return learned if course.falls else _unknown(noise)


def _ran_away(course: Trend, readings: int) -> bool:
    """Say whether the end lies clearly above the start, or most of what was gained is lost."""
    if readings < FEW:
        return course.end > DIVERGED_FEW * course.start
    if course.end > DIVERGED * course.start and _clear(course.end - course.start, course):
        return True
    lost, gained = course.end - course.lowest, course.start - course.lowest
    return (
        course.end > DIVERGED_FEW * course.lowest > 0 and lost > gained / 2 and _clear(lost, course)
    )


def _fell(course: Trend, readings: int) -> bool:
    """Say whether the end lies clearly below the start, also where all of it happened at once."""
    if readings < FEW:
        return course.start > DIVERGED_FEW * course.end
    return _clear(course.start - course.end, course)


def _clear(difference: float, course: Trend) -> bool:
    return difference > CLEARLY * course.level_noise and difference > LEAST_FALL * course.start


def _with_validation(judgement: Judgement, final_loss: float, points: Sequence[Point]) -> Judgement:
    """Add what the validation loss says of a training loss that fell; the summary is unended."""
    validation = _finite(points)
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
    gap = final / final_loss if final_loss > 0 else 1.0
    rise = _rise(validation, gap)
    if rise:
        return _rose(judgement, rise, gap)
    summary = f"{judgement.summary}, and the validation loss ended at {final:.3f}"
    if gap <= MILD_GAP:
        return replace(judgement, summary=f"{summary}.")
    return replace(judgement, summary=f"{summary}, {gap:.1f} times the training loss.")


def _rise(validation: Sequence[float], gap: float) -> tuple[float, float] | None:
    """Return from which best to which end a validation loss rose again, if it did for certain."""
    if len(validation) < FEW:
        lowest, end = min(validation), validation[-1]
        return (lowest, end) if end > OVERFIT * lowest else None
    checked = trend(validation)
    lowest, end = checked.lowest, checked.end
    times = CLEAR_RISE if gap > SEVERE_GAP else OVERFIT
    certain = end > times * lowest and end - lowest > CLEARLY * checked.level_noise
    return (lowest, end) if certain else None


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


def _diverged(why: str) -> Judgement:
    return Judgement(
        outcome="diverged",
        overfit=False,
        summary=f"The training diverged: {why}.",
        advice=LOWER_RATE,
    )


def _unknown(why: str) -> Judgement:
    return Judgement(
        outcome="unknown", overfit=False, summary=f"Whether it learned is unknown: {why}."
    )


def _finite(points: Sequence[Point]) -> list[float]:
    return [point.loss for point in points if point.loss is not None]


def _perplexity(points: Sequence[Point]) -> float | None:
    """Return the last one that was written, or that follows from the last loss."""
    if not points or points[-1].loss is None:
        return None
    return points[-1].perplexity or exp(min(points[-1].loss, 700))
