"""The outlook: whether training can pass the gate at all, judged by the gate itself.

A perfect model, which answers every held-out prompt wholly right, is put in the custom model's
place. No model does better, so what would not be kept then is never kept, and a run that could only
end so is ended before anything is paid. Whatever a perfect model could prove is trained.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from tuning.evaluation import power, verdict
from tuning.evaluation.evidence import ALIKE, FEWEST_PROMPTS, Evidence, asked
from tuning.evaluation.metrics import title
from tuning.evaluation.rivals import PROMPTED, TITLES
from tuning.run.estimate import MOST_RECORDS
from tuning.run.evaluation import Score
from tuning.run.recipe import EvaluationSettings


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Whether to train, and why.

    Attributes:
        reason: one sentence with the figures.
        more: how many more distinct held-out records it takes to prove anything.
    """

    outcome: Literal["worth_training", "not_needed", "cannot_be_proved"]
    reason: str
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class Hurdle:
    """What a model must beat by a metric.

    Attributes:
        name: as people call it.
        score: the perfect model beside it.
        required: what the gain must certainly exceed.
        needed: how many distinct prompts show that of a perfect model; ``power.MOST`` where a
            perfect model would gain no more than that.
    """

    name: str
    score: Score
    required: float
    needed: int

    @property
    def measured(self) -> str:
        """What it reaches, as the end of a sentence."""
        return f"{self.name} reaches {_reached(self.score)}"


def judge(perfect: Evidence, settings: EvaluationSettings) -> Outlook:
    """Judge what a perfect model could prove.

    Args:
        perfect: what the held-out set would show of a model that answers all of it wholly right.
        settings: of the recipe, which may ask for less than the gate, and have it trained anyway.
    """
    found = _ending(perfect, settings)
    if found is None:
        base = next(_hurdles(perfect, settings.min_gain))
        return Outlook(
            outcome="worth_training",
            reason=f"Worth training: {base.measured} on {asked(perfect)}, and a gain of more than "
            f"the required {settings.min_gain:.3f} can be proved.",
        )
    if settings.train_anyway:
        return Outlook(
            outcome="worth_training",
            reason=f"{found.reason.removesuffix('.')}; trained anyway, as the recipe says.",
            more=found.more,
        )
    return found


def _ending(perfect: Evidence, settings: EvaluationSettings) -> Outlook | None:
    """Return why a run ends before it trains; None where it goes on."""
    if perfect.prompts < FEWEST_PROMPTS:
        more = FEWEST_PROMPTS - perfect.prompts
        return Outlook(
            outcome="cannot_be_proved",
            reason=f"Cannot be proved: it takes {FEWEST_PROMPTS} distinct held-out prompts to tell "
            f"a gain from chance, and there are {asked(perfect)}; {_takes(more)}.",
            more=more,
        )
    if sufficient := _sufficient(perfect, settings):
        name, found = sufficient
        reached = f"{name} reaches {_reached(found.deciding[0])}"
        return Outlook(
            outcome="not_needed",
            reason=f"Not needed: {reached} on {asked(found)}, and the recipe calls "
            f"{settings.enough:.3f} enough.",
        )
    if verdict.decide(perfect, min_gain=settings.min_gain).outcome != "keep":
        return _hopeless(perfect, settings.min_gain)
    return _too_small(perfect, settings)


def _sufficient(perfect: Evidence, settings: EvaluationSettings) -> tuple[str, Evidence] | None:
    """Return the base model that has what the recipe calls enough, the better if both have it.

    With its best prompt it counts where the recipe lets that stand in for training.
    """
    models = {"the base model": perfect}
    if prompted := perfect.rivals.get(PROMPTED):
        models[TITLES[PROMPTED]] = prompted
    reaching = [each for each in models.items() if _reaches(each[1], settings.enough)]
    return max(reaching, key=lambda each: each[1].deciding[0].base, default=None)


def _reached(score: Score) -> str:
    return f"{title(score.metric)} {score.base:.3f}"


def _reaches(model: Evidence, enough: float | None) -> bool:
    """Say whether a model has what the recipe calls enough, by all deciding metrics."""
    return enough is not None and all(score.base >= enough - ALIKE for score in model.deciding)


def _hopeless(perfect: Evidence, min_gain: float) -> Outlook:
    """Say why not even a perfect model would be kept: too little room, or too few records."""
    hardest = max(_hurdles(perfect, min_gain), key=lambda hurdle: hurdle.needed)
    if hardest.needed > MOST_RECORDS:
        return Outlook(
            outcome="not_needed",
            reason=f"Not needed: {hardest.measured} on {asked(perfect)}, so that even a perfect "
            f"model could not be shown to gain more than {hardest.required:.3f}.",
        )
    more = max(1, hardest.needed - perfect.prompts)
    return Outlook(
        outcome="cannot_be_proved",
        reason=f"Cannot be proved: {hardest.measured} on {asked(perfect)}, and there even a "
        f"perfect model would not certainly gain more than {hardest.required:.3f}; {_takes(more)}.",
        more=more,
    )


def _too_small(perfect: Evidence, settings: EvaluationSettings) -> Outlook | None:
    """Say whether the held-out set is too small for the gain that the recipe hopes for.

    In the best case: prompts are only won. Where answers are right or wrong, each of them is won
    wholly; else all gain alike, which shows soonest.
    """
    hoped = settings.gain_to_show
    if hoped is None:
        return None
    needed = max(
        power.needed(
            [1.0] * round(1000 * hoped) + [0.0] * round(1000 * (1 - hoped))
            if _right_or_wrong(perfect, score.metric)
            else [hoped],
            settings.min_gain,
        )
        for score in perfect.deciding
    )
    if needed <= perfect.prompts:
        return None
    within = needed <= MOST_RECORDS
    more = needed - perfect.prompts if within else 0
    return Outlook(
        outcome="cannot_be_proved",
        reason=f"Cannot be proved: {asked(perfect)} show a gain of {hoped:.3f}, which the recipe "
        f"hopes for, less often than {power.POWER:.0%} of the time even if no prompt is lost; "
        + (_takes(more) if within else f"nor would the {MOST_RECORDS:,} that are asked at most")
        + ".",
        more=more,
    )


def _right_or_wrong(perfect: Evidence, metric: str) -> bool:
    """Say whether every answer so far, of the base model and the baselines, is right or wrong."""
    everyone = (perfect, *perfect.rivals.values())
    return all({*each.gains[metric]} <= {0.0, 1.0} for each in everyone)


def _hurdles(perfect: Evidence, min_gain: float) -> Iterator[Hurdle]:
    """Yield what must be beaten, the base model first."""
    everyone: list[tuple[str, Evidence, float]] = [("the base model", perfect, min_gain)]
    everyone += [(TITLES[name], each, 0.0) for name, each in perfect.rivals.items()]
    for name, evidence, required in everyone:
        for score in evidence.deciding:
            gains = evidence.gains[score.metric]
            needed = power.needed(gains, required) if fmean(gains) > required else power.MOST
            yield Hurdle(name=name, score=score, required=required, needed=needed)


def _takes(more: int) -> str:
    return f"it takes {more:,} more distinct held-out {'record' if more == 1 else 'records'}"
