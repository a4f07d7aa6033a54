"""The verdict: keep the custom model, discard it, or hold it, and why, in one sentence.

What is certainly better is kept, what is certainly not is discarded, and what cannot be told is
held: its model stays stored until somebody decides, or brings the records that settle it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from tuning.evaluation import power
from tuning.evaluation.answers import MOST_RECORDS
from tuning.evaluation.baselines import TITLES
from tuning.evaluation.bootstrap import TAIL, chance
from tuning.evaluation.metrics import title
from tuning.evaluation.significance import holm
from tuning.run.evaluation import Score, Verdict
from tuning.run.recipe import Baseline

FEWEST_PROMPTS: Final = 8
"""With fewer distinct prompts no interval is worth its name; as many records are asked of a
dataset."""

ALIKE: Final = 1e-9
"""Scores that differ by less differ by how they were added up."""

TIMES_AS_MANY: Final = 4
"""A model is held where so many times as many prompts would show that it beats a baseline. Where it
takes more, its gain over an answer that costs nothing is too small to wait for: of models that are
no better, fewer than one in ten are held."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the held-out set showed.

    Attributes:
        scores: of every metric, those that decide first.
        gains: by deciding metric, one for each distinct prompt.
        records: held-out records that both models were asked.
        baselines: the same of the baselines that must be beaten, each in the base model's place.
        doubts: what speaks against the model beside the scores, each as the end of a sentence.
    """

    scores: tuple[Score, ...]
    gains: Mapping[str, Sequence[float]]
    records: int
    baselines: Mapping[Baseline, "Evidence"] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()

    @property
    def deciding(self) -> tuple[Score, ...]:
        """The metrics by which the model must be better, every one of them."""
        return tuple(score for score in self.scores if score.metric in self.gains)

    @property
    def prompts(self) -> int:
        """How many of the records ask something of their own."""
        return min((len(gains) for gains in self.gains.values()), default=0)


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """The verdict, and what people read of it.

    Attributes:
        reason: one sentence.
        more: how many more distinct records would settle a hold, if the gain stays as it is; 0
            where none would, or where it is held for something else.
    """

    outcome: Verdict
    reason: str
    more: int = 0


def decide(evidence: Evidence, *, min_gain: float) -> Ruling:
    """Keep a custom model whose gain is certainly larger than the margin, and harms nothing.

    Args:
        evidence: what the held-out set showed.
        min_gain: the margin of the recipe, for every deciding metric; below 0 where the model need
            only not be worse by more than that.
    """
    if evidence.prompts < FEWEST_PROMPTS:
        return _too_few(evidence, min_gain)
    facts = ", and ".join(_facts(score) for score in evidence.deciding)
    facts += f", on {_asked(evidence)}"
    hopeless = next(chain(_not_better(evidence, min_gain), _beaten_by(evidence.baselines)), None)
    if hopeless:
        return Ruling(outcome="discard", reason=f"Discard the custom model: {facts}; {hopeless}.")
    if not certain(evidence, min_gain):
        more = _more(evidence, min_gain)
        return Ruling(
            outcome="hold",
            reason=f"Hold the custom model: {facts}; whether it gains more than the "
            f"required {min_gain:.3f} cannot be told, and {_settling(more, evidence)}.",
            more=more,
        )
    unsettled = next(_unsettled(evidence.baselines), None)
    if unsettled:
        name, more = unsettled
        return Ruling(
            outcome="hold",
            reason=f"Hold the custom model: {facts}, certainly more than the required "
            f"{min_gain:.3f}; but whether it is better than {name} cannot be told, and "
            f"{_settling(more, evidence)}.",
            more=more,
        )
    against = (*_worsened(evidence.scores), *evidence.doubts)
    if against:
        return Ruling(
            outcome="hold",
            reason=f"Hold the custom model: {facts}, certainly more than the required "
            f"{min_gain:.3f}; but {', and '.join(against)}.",
        )
    return Ruling(
        outcome="keep",
        reason=f"Keep the custom model: {facts}, certainly more than the required {min_gain:.3f}"
        f"{_beats(evidence.baselines)}.",
    )


def certain(evidence: Evidence, min_gain: float) -> bool:
    """Say whether every deciding metric is better by more than the margin, and not by luck."""
    chances = [chance(evidence.gains[score.metric], min_gain) for score in evidence.deciding]
    exact = (score.mcnemar for score in evidence.deciding if score.mcnemar is not None)
    return holm(chances, TAIL) and all(probability <= 2 * TAIL for probability in exact)


def _not_better(evidence: Evidence, min_gain: float) -> Iterator[str]:
    """Yield why a model is certainly not better by the margin."""
    for score in evidence.deciding:
        of = f"the gain in {title(score.metric)}" if len(evidence.deciding) > 1 else "the gain"
        if min_gain >= 0 and max(evidence.gains[score.metric]) <= ALIKE:
            yield "on none of them is it better than the base model"
        elif score.gain_high <= min_gain:
            yield f"{of} is certainly not more than the required {min_gain:.3f}"


def _beaten_by(baselines: Mapping[Baseline, Evidence]) -> Iterator[str]:
    """Yield the baselines that a model is no better than, as far as can be told.

    Where ``TIMES_AS_MANY`` prompts would not settle it either, it is no better.
    """
    for name, against in baselines.items():
        for score in against.deciding:
            gains = against.gains[score.metric]
            if max(gains) <= ALIKE:
                yield f"on none of them is it better than {_named(name, score)}"
            elif score.gain_high <= 0:
                yield f"it is certainly no better than {_named(name, score)}"
            elif not certain(against, 0.0) and (
                score.gain <= 0 or power.needed(gains, 0.0) > TIMES_AS_MANY * len(gains)
            ):
                yield f"it is not certainly better than {_named(name, score)}, which costs nothing"


def _unsettled(baselines: Mapping[Baseline, Evidence]) -> Iterator[tuple[str, int]]:
    """Yield the baselines that a model is not certainly better than, and what would settle it."""
    for name, against in baselines.items():
        if not certain(against, 0.0):
            nearest = min(against.deciding, key=lambda score: score.gain_low)
            yield _named(name, nearest), _more(against, 0.0)


def _beats(baselines: Mapping[Baseline, Evidence]) -> str:
    """Name the best of the baselines that were beaten, as the end of a sentence."""
    if not baselines:
        return ""
    best = max(baselines, key=lambda name: baselines[name].deciding[0].base)
    named = _named(best, baselines[best].deciding[0])
    return f", and certainly better than answers that cost nothing, at best {named}"


def _named(name: Baseline, score: Score) -> str:
    return f"{TITLES[name]} ({score.base:.3f})"


def _worsened(scores: Sequence[Score]) -> Iterator[str]:
    for score in scores:
        if score.may_fall is not None and -score.gain > score.may_fall + ALIKE:
            yield (
                f"its {title(score.metric)} fell from {score.base:.3f} to {score.custom:.3f}, "
                f"further than the {score.may_fall:.3f} that is allowed"
            )


def _more(evidence: Evidence, min_gain: float) -> int:
    """Return how many more distinct prompts would settle it; 0 where no number would."""
    needed = max(power.needed(gains, min_gain) for gains in evidence.gains.values())
    return max(1, needed - evidence.prompts) if needed < power.MOST else 0


def _too_few(evidence: Evidence, min_gain: float) -> Ruling:
    short = FEWEST_PROMPTS - evidence.prompts
    more = max(short, _more(evidence, min_gain)) if evidence.prompts else short
    return Ruling(
        outcome="hold",
        reason=f"Hold the custom model as unproven: both models answered {_asked(evidence)}, and "
        f"it takes {FEWEST_PROMPTS} distinct ones to tell a gain from chance; "
        f"{_settling(more, evidence)}.",
        more=more,
    )


def _settling(more: int, evidence: Evidence) -> str:
    if not more:
        return "no number of records would settle it while the gain stays that near"
    noun = "record" if more == 1 else "records"
    settled = f"{more:,} more distinct held-out {noun} would settle it if the gain stays as it is"
    if evidence.prompts + more <= MOST_RECORDS:
        return settled
    return f"{settled}, where {MOST_RECORDS:,} are asked at most"


def _facts(score: Score) -> str:
    return (
        f"its {title(score.metric)} is {score.custom:.3f} against {score.base:.3f} for the base "
        f"model, a gain of {score.gain:+.3f} (95 % interval {score.gain_low:+.3f} to "
        f"{score.gain_high:+.3f})"
    )


def _asked(evidence: Evidence) -> str:
    noun = "record" if evidence.records == 1 else "records"
    if evidence.prompts == evidence.records:
        return f"{evidence.records:,} held-out {noun}"
    prompts = "prompt" if evidence.prompts == 1 else "prompts"
    return f"{evidence.records:,} held-out {noun} of {evidence.prompts:,} distinct {prompts}"
