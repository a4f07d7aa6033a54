"""A sample of the training records, asked of a model of which the service tells no validation loss.

A model that answers what it was trained on far better than what it was not has learned its records
by heart. The gap that is healthy, and the one from which on it is not, are those of Microsoft's
fine-tuning skill (azure-skills, 2026-08: up to 0.05, above 0.10); in between nobody is told off.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import hypot
from random import Random
from statistics import fmean
from typing import Final

from tuning.evaluation import bootstrap, clusters
from tuning.evaluation.answers import SEED, Answered, HeldOut
from tuning.evaluation.metrics import scorer, title
from tuning.evaluation.probes.questions import Probed, Question, text
from tuning.run.probes import SAMPLED_RECORDS, TrainingSample
from tuning.run.recipe import EvaluationSettings, Recipe
from tuning.text import as_ending

SEVERE: Final = 0.10
"""A gap that is certainly wider speaks against a model."""

ADVICE: Final = "Train for fewer epochs, or on more records."


def is_asked(recipe: Recipe) -> bool:
    """Say whether a sample is asked: where the job of the base model takes no validation file."""
    return not recipe.handling.rules.validation


def questions(records: int, training: Iterable[HeldOut]) -> Iterator[Question]:
    """Yield some of the training records, always the same ones.

    Args:
        records: how many there are.
        training: all of them.
    """
    drawn = Random(SEED).sample(range(records), min(SAMPLED_RECORDS, records))  # noqa: S311  a sample
    wanted = set(drawn)
    for place, record in enumerate(training):
        if place in wanted:
            yield Question(probe=None, asked=record, about=place + 1)


def finding(
    probed: Sequence[Probed], answered: Sequence[Answered], settings: EvaluationSettings
) -> TrainingSample | None:
    """Return how far apart trained and held-out records are; None where none was asked.

    Args:
        probed: what was asked beside the held-out set, with the replies.
        answered: the held-out records that were put to both models.
        settings: of the recipe.
    """
    sample = [one for one in probed if one.question.probe is None and one.custom]
    if not sample or not answered:
        return None
    metric = settings.deciding[0]
    score = scorer(metric, settings)
    by_prompt: dict[str, list[float]] = {}
    groups = clusters.grouped([one.question.asked for one in sample])
    for group, one in zip(groups, sample, strict=True):
        answer = score(text(one.custom), one.question.asked.reference)
        by_prompt.setdefault(group, []).append(answer)
    trained = [fmean(scores) for scores in by_prompt.values()]
    _, held_out = clusters.means(answered, metric)
    gap = fmean(trained) - fmean(held_out)
    (trained_low, trained_high), (held_low, held_high) = _interval(trained), _interval(held_out)
    # Bounds of a difference from those of its parts: Zou and Donner, 2008, doi:10.1002/sim.3095
    low = gap - hypot(fmean(trained) - trained_low, held_high - fmean(held_out))
    high = gap + hypot(trained_high - fmean(trained), fmean(held_out) - held_low)
    memorised, alike = low > SEVERE, high <= SEVERE
    figures = (
        f"The custom model has a {title(metric)} of {fmean(trained):.3f} on records that it was "
        f"trained on, and of {fmean(held_out):.3f} on others"
    )
    return TrainingSample(
        outcome="memorised" if memorised else "alike" if alike else "unknown",
        records=len(sample),
        prompts=len(trained),
        metric=metric,
        trained=fmean(trained),
        held_out=fmean(held_out),
        gap=gap,
        gap_low=low,
        gap_high=high,
        sentence=f"{figures}: it has learned its records by heart. {ADVICE}"
        if memorised
        else f"{figures}: it does about as well on either."
        if alike
        else f"{figures}; whether it has learned its records by heart cannot be told.",
    )


def doubts(sample: TrainingSample | None) -> Iterator[str]:
    """Yield what speaks against a model that has learned its records by heart."""
    if sample and sample.outcome == "memorised":
        yield as_ending(sample.sentence)


def _interval(scores: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a mean score: as of gains, which go from -1 to 1."""
    low, high = bootstrap.interval([2 * score - 1 for score in scores])
    return (low + 1) / 2, (high + 1) / 2
