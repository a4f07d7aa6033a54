"""Loss curves: read what the job wrote, and judge whether it learned and whether it overfitted."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the loss curves say.

    Attributes:
        outcome: ``learned``; ``not_learned`` when the training loss did not fall (nothing is
            bought for such a model); ``unknown`` when the job left no metrics.
        overfit: the validation loss rose again while the training loss fell.
        summary: one sentence for a person.
        curves_key: the curves as JSON in the artifacts bucket, for the report.
    """

    outcome: Literal["learned", "not_learned", "unknown"]
    overfit: bool
    summary: str
    first_loss: float | None = None
    final_loss: float | None = None
    first_validation_loss: float | None = None
    best_validation_loss: float | None = None
    final_validation_loss: float | None = None
    curves_key: str | None = None
