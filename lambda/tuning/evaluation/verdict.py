"""The verdict: keep the custom model, discard it, or hold it, and why, in one sentence.

What is certainly better is kept, what is certainly not is discarded, and what cannot be told is
held: its model stays stored until somebody decides, or brings the records that settle it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from tuning.evaluation import power
from tuning.evaluation.bootstrap import TAIL, chance
from tuning.evaluation.evidence import ALIKE, FEWEST_PROMPTS, Evidence, asked
from tuning.evaluation.metrics import title
from tuning.evaluation.rivals import BASELINES, CHAMPION, PROMPTED, RECORDED, RIVALS
from tuning.evaluation.significance import holm
from tuning.run.estimate import MOST_RECORDS
from tuning.run.evaluation import Score, Verdict
from tuning.run.recipe import Rival

TIMES_AS_MANY: Final = 4
"""A model is held where so many times as many prompts would show that it beats a rival. Where it
takes more, its gain over what is there already is too small to wait for: of models that are
no better, fewer than one in ten are held."""


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """The verdict, and what people read of it.

    Attributes:
        reason: one sentence.
        more: how many more distinct records would settle a hold, if the gain stays as it is, or
            how many a verdict takes at least; 0 where none would, or where it is held for something
            else.
    """

    outcome: Verdict
    reason: str
    more: int = 0


def decide(evidence: Evidence, *, min_gain: float, may_trail: float = 0.0) -> Ruling:
    """Keep a custom model whose gain is certainly larger than the margin, and harms nothing.

    Args:
        evidence: what the held-out set showed.
        min_gain: the margin of the recipe, for every deciding metric; below 0 where the model need
            only not be worse by more than that.
        may_trail: how far it may trail the recorded answers.
    """
    if evidence.prompts < FEWEST_PROMPTS:
        return _too_few(evidence)
    facts = ", and ".join(_facts(score) for score in evidence.deciding)
    facts += f", on {asked(evidence)}"
    rivals = evidence.rivals
    hopeless = next(chain(_not_better(evidence, min_gain), _beaten_by(rivals, may_trail)), None)
    if hopeless:
        return Ruling(outcome="discard", reason=f"Discard the custom model: {facts}; {hopeless}.")
    against = (*_worsened(evidence), *evidence.doubts)
    if not certain(evidence, min_gain):
        doubt = f"gains more than the required {min_gain:.3f}"
        return _held(f"{facts}; whether it {doubt}", _more(evidence, min_gain), against, evidence)
    better = f"{facts}, certainly more than the required {min_gain:.3f}"
    unsettled = next(_unsettled(rivals, may_trail), None)
    if unsettled:
        doubt, more = unsettled
        against = (*_behind(rivals, may_trail), *against)
        return _held(f"{better}; but whether {doubt}", more, against, evidence)
    if against:
        reason = f"Hold the custom model: {better}; but {', and '.join(against)}."
        return Ruling(outcome="hold", reason=reason)
    beaten = f"{_beats(rivals)}{_not_worse(rivals, may_trail)}"
    return Ruling(outcome="keep", reason=f"Keep the custom model: {better}{beaten}.")


def _held(untold: str, more: int, against: Sequence[str], evidence: Evidence) -> Ruling:
    """Hold what cannot be told; where something else is against it, no number of records helps."""
    untold = f"Hold the custom model: {untold} cannot be told"
    if against:
        return Ruling(outcome="hold", reason=f"{untold}; and {', and '.join(against)}.")
    return Ruling(outcome="hold", reason=f"{untold}, and {_settling(more, evidence)}.", more=more)


def certain(evidence: Evidence, min_gain: float) -> bool:
    """Say whether every deciding metric is better by more than the margin, and not by luck.

    Below a margin of 0 a model may be alike, which is what McNemar's test speaks against.
    """
    chances = [chance(evidence.gains[score.metric], min_gain) for score in evidence.deciding]
    exact = (score.mcnemar for score in evidence.deciding if score.mcnemar is not None)
    by_luck = min_gain >= 0 and any(probability > 2 * TAIL for probability in exact)
    return holm(chances, TAIL) and not by_luck


def _not_better(evidence: Evidence, min_gain: float) -> Iterator[str]:
    """Yield why a model is certainly not better by the margin."""
    for score in evidence.deciding:
        of = f"the gain in {title(score.metric)}" if len(evidence.deciding) > 1 else "the gain"
        if min_gain >= 0 and score.gain_high < 0:
            by = f" by {title(score.metric)}" if len(evidence.deciding) > 1 else ""
            yield f"it is certainly worse than the base model{by}"
        elif min_gain >= 0 and max(evidence.gains[score.metric]) <= ALIKE:
            yield "on none of them is it better than the base model"
        elif score.gain_high <= min_gain:
            yield f"{of} is certainly not more than the required {min_gain:.3f}"


def _beaten_by(rivals: Mapping[Rival, Evidence], may_trail: float) -> Iterator[str]:
    """Yield the rivals that a model is no better than, as far as can be told.

    Where ``TIMES_AS_MANY`` prompts would not settle it either, it is no better.
    """
    for name, against in rivals.items():
        for score in against.deciding:
            gains, named = against.gains[score.metric], _named(name, score)
            if name == RECORDED:
                if score.gain_high < -may_trail:
                    yield f"it certainly trails {named} by more than the {may_trail:.3f} allowed"
            elif score.gain_high < 0:
                yield f"it is certainly worse than {named}"
            elif max(gains) <= ALIKE:
                yield f"on none of them is it better than {named}"
            elif score.gain_high <= 0:
                yield f"it is certainly no better than {named}"
            elif not certain(against, 0.0) and (
                score.gain <= 0 or power.needed(gains, 0.0) > TIMES_AS_MANY * len(gains)
            ):
                yield f"it is not certainly better than {named}, {RIVALS[name].instead}"


def _unsettled(rivals: Mapping[Rival, Evidence], may_trail: float) -> Iterator[tuple[str, int]]:
    """Yield what cannot be told of a model beside its rivals, and what would settle it."""
    for name, against in rivals.items():
        margin = -may_trail if name == RECORDED else 0.0
        if not certain(against, margin):
            named = _named(name, min(against.deciding, key=lambda score: score.gain_low))
            yield (
                f"it trails {named} by no more than {may_trail:.3f}"
                if name == RECORDED
                else f"it is better than {named}",
                _more(against, margin),
            )


def _behind(rivals: Mapping[Rival, Evidence], may_trail: float) -> Iterator[str]:
    """Yield that recorded answers lead by more than they may, though not for certain."""
    for score in rivals[RECORDED].deciding if RECORDED in rivals else ():
        if score.gain < -may_trail:
            yield f"so far it trails by {-score.gain:.3f}"


def _beats(rivals: Mapping[Rival, Evidence]) -> str:
    """Name the rivals that were beaten, of what costs nothing the best, as an end of a sentence."""
    first = {name: against.deciding[0] for name, against in rivals.items()}
    free = [name for name in first if name in BASELINES]
    beaten = [_named(name, first[name]) for name in (PROMPTED, CHAMPION) if name in first]
    if free:
        best = max(free, key=lambda name: first[name].base)
        beaten.insert(0, f"answers that cost nothing, at best {_named(best, first[best])}")
    return f", and certainly better than {', and than '.join(beaten)}" if beaten else ""


def _not_worse(rivals: Mapping[Rival, Evidence], may_trail: float) -> str:
    if RECORDED not in rivals:
        return ""
    score = rivals[RECORDED].deciding[0]
    named = _named(RECORDED, score)
    if score.gain_low > 0:
        return f"; it is certainly better than {named}"
    return f"; it certainly trails {named} by no more than {may_trail:.3f}, if at all"


def _named(name: Rival, score: Score) -> str:
    return f"{RIVALS[name].title} ({score.base:.3f})"


def _worsened(evidence: Evidence) -> Iterator[str]:
    """Yield the guards by which a model fell further than it may."""
    for score in evidence.scores:
        by_chance = score.metric in evidence.usual_guards and score.gain_high >= 0
        if score.may_fall is not None and -score.gain > score.may_fall + ALIKE and not by_chance:
            yield (
                f"its {title(score.metric)} fell from {score.base:.3f} to {score.custom:.3f}, "
                f"further than the {score.may_fall:.3f} that is allowed"
            )


def _more(evidence: Evidence, min_gain: float) -> int:
    """Return how many more distinct prompts would settle it; 0 where no number would."""
    needed = max(power.needed(gains, min_gain) for gains in evidence.gains.values())
    return max(1, needed - evidence.prompts) if needed < power.MOST else 0


def _too_few(evidence: Evidence) -> Ruling:
    more = FEWEST_PROMPTS - evidence.prompts
    noun = "record" if more == 1 else "records"
    return Ruling(
        outcome="hold",
        reason=f"Hold the custom model as unproven: both models answered {asked(evidence)}, and "
        f"it takes {FEWEST_PROMPTS} distinct ones to tell a gain from chance; bring at least "
        f"{more} more distinct held-out {noun}, and no gain is shown until then.",
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
        f"model, a gain of {score.gain:+z.3f} (95 % interval {score.gain_low:+z.3f} to "
        f"{score.gain_high:+z.3f})"
    )
