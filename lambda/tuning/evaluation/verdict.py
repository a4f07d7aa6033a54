"""The verdict: keep the custom model or discard it, and why, in one sentence."""

from dataclasses import dataclass
from typing import Final, Literal

from tuning.evaluation.metrics import title
from tuning.run.evaluation import Score

FEWEST_RECORDS: Final = 8
"""With fewer no interval is worth its name; a dataset must bring as many to be admitted."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is to become of the custom model, and the sentence that a person reads."""

    outcome: Literal["keep", "discard"]
    reason: str


def decide(score: Score | None, *, records: int, min_gain: float) -> Verdict:
    """Keep a custom model whose gain is as large as was asked for, and is no accident.

    Args:
        score: the deciding metric; None when there are too few records for one.
        records: held-out records that both models answered.
        min_gain: the least gain that the recipe asks for.
    """
    if score is None:
        return Verdict(
            outcome="discard",
            reason=f"Discard the custom model as unproven: both models answered {records} held-out "
            f"records, and it takes {FEWEST_RECORDS} to tell a gain from chance.",
        )
    reached, certain = score.gain >= min_gain, score.gain_low > 0
    facts = (
        f"its {title(score.metric)} on {records} held-out records is {score.custom:.3f} against "
        f"{score.base:.3f} for the base model, a gain of {score.gain:+.3f} "
        f"(95 % interval {score.gain_low:+.3f} to {score.gain_high:+.3f})"
    )
    if reached and certain:
        return Verdict(
            outcome="keep",
            reason=f"Keep the custom model: {facts}; a gain of {min_gain:.3f} was required.",
        )
    lacks = (
        *([] if reached else [f"less than the {min_gain:.3f} that was required"]),
        *([] if certain else ["not certain to be above zero"]),
    )
    return Verdict(
        outcome="discard", reason=f"Discard the custom model: {facts}, {' and '.join(lacks)}."
    )
