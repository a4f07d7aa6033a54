"""Loss curves: judge whether a model learned, and whether it overfitted."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from typing import Final

import msgspec

from tuning import artifacts
from tuning.run.registration import Registration
from tuning.run.training import Judgement
from tuning.run.validation import Admission
from tuning.training import accepted, losses
from tuning.training.accepted import FOLDER
from tuning.training.losses import BadCurve, Curves, Point

LEAST_FALL: Final = 0.01
"""A training loss that fell by less than this share moved no more than batches differ."""

CLEAR_RISE: Final = 0.05
"""A validation loss that ends this share above its best has turned, and does not merely waver."""


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
    try:
        curves = losses.found(artifacts.key_of(registration.run_id, FOLDER))
    except BadCurve as error:
        return _unknown(str(error))
    if not curves.training:
        return _unknown("the job left no training metrics")
    key = artifacts.write(
        artifacts.key_of(registration.run_id, "curves.json"),
        msgspec.json.encode(curves),
        content_type="application/json",
    )
    return replace(judged(curves), curves_key=key)


def judged(curves: Curves) -> Judgement:
    """Judge curves that hold at least one training step.

    The training loss is the mean of the first tenth of the steps, against the mean of the last
    epoch, or of the last tenth when there was one epoch.
    """
    training = [point.loss for point in curves.training if point.loss is not None]
    if len(training) < len(curves.training):
        return Judgement(
            outcome="not_learned",
            overfit=False,
            summary="The model did not learn: its training loss stopped being a number, "
            "which a lower learning rate fixes.",
        )
    if len(training) == 1:
        return _unknown("the job wrote a single training step, too few to show a trend")
    first, final = _first(training), _final(curves.training)
    validation = [point.loss for point in curves.validation if point.loss is not None]
    best = min(validation, default=None)
    learned = final < first * (1 - LEAST_FALL)
    overfit = learned and best is not None and validation[-1] > best * (1 + CLEAR_RISE)
    return Judgement(
        outcome="learned" if learned else "not_learned",
        overfit=overfit,
        summary=_summary(first, final, validation, learned=learned, overfit=overfit),
        first_loss=first,
        final_loss=final,
        first_validation_loss=validation[0] if validation else None,
        best_validation_loss=best,
        final_validation_loss=validation[-1] if validation else None,
    )


def _first(training: Sequence[float]) -> float:
    return fmean(training[: max(1, len(training) // 10)])


def _final(training: Sequence[Point]) -> float:
    last_epoch = training[-1].epoch
    tail = training[-max(1, len(training) // 10) :]
    whole = [point for point in training if point.epoch == last_epoch]
    chosen = whole if len(whole) < len(training) else tail
    return fmean(point.loss for point in chosen if point.loss is not None)


def _summary(
    first: float, final: float, validation: Sequence[float], *, learned: bool, overfit: bool
) -> str:
    course = f"from {first:.3f} to {final:.3f}"
    if not learned:
        return (
            f"The model did not learn: its mean training loss went {course}, a fall of less than "
            f"{LEAST_FALL:.0%}; more epochs or a higher learning rate may help."
        )
    fell = f"The mean training loss fell {course}"
    if overfit:
        return (
            f"{fell}, but the validation loss rose again from its best, {min(validation):.3f}, to "
            f"{validation[-1]:.3f}: the model overfits, and fewer epochs may serve it better."
        )
    if validation:
        return f"{fell}, and the validation loss ended at {validation[-1]:.3f}."
    return f"{fell}; the job wrote no validation loss."


def _unknown(why: str) -> Judgement:
    return Judgement(
        outcome="unknown", overfit=False, summary=f"Whether it learned is unknown: {why}."
    )
