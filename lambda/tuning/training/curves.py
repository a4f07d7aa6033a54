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
from tuning.training import accepted, losses, overfitting
from tuning.training.accepted import FOLDER
from tuning.training.losses import Curves, Point, finite
from tuning.training.overfitting import LOWER_RATE
from tuning.training.trend import CLEARLY, FEW, Trend, trend

LEAST_FALL: Final = 0.03
"""A training loss that certainly fell by less than this share of its start is flat."""

DIVERGED: Final = 1.2
"""A curve that ends so many times above its start ran away; by noise alone it does not."""

DIVERGED_FEW: Final = 2.0
"""With few readings, whose noise is not known, so many times."""

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
    seal = artifacts.seal(
        artifacts.key_of(registration.run_id, "curves.json"),
        msgspec.json.encode(curves),
        content_type="application/json",
    )
    return replace(judged(curves), curves=seal)


def judged(curves: Curves) -> Judgement:
    """Judge curves of which at least one holds a reading."""
    validation = finite(curves.validation)
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
    training = finite(curves.training)
    if curves.training and curves.training[-1].loss is None:
        return _diverged("its training loss stopped being a number")
    if len(training) < 2:
        few = "the job wrote a single training step, which shows no course"
        return _unknown(few if training else "there is no training loss that can be read")
    course = trend(training)
    fell = f"from {course.start:.3f} to {course.end:.3f}"
    judgement = _of_training(course, fell, readings=len(training))
    if judgement.outcome in ("learning", "unknown") and (
        rise := overfitting.lost(course, curves.validation)
    ):
        judgement = _diverged(f"its validation loss {rise}, and its training loss with it")
    judgement = replace(judgement, first_loss=course.start, final_loss=course.end)
    if judgement.outcome == "learning":
        return overfitting.with_validation(judgement, course.end, curves.validation)
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


def _perplexity(points: Sequence[Point]) -> float | None:
    """Return the last one that was written, or that follows from the last loss."""
    if not points or points[-1].loss is None:
        return None
    return points[-1].perplexity or exp(min(points[-1].loss, 700))
