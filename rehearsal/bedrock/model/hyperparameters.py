"""Hyperparameters by Nova's names, and what they mean to a model of this size."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DEFAULT_LEARNING_RATE: Final = 1e-5
"""Nova's default."""

DEFAULT_RATE: Final = 0.02
"""What it means here: steps of 2 % of a matrix's scale."""

STEEPNESS: Final = 1.8
"""How Nova's range of two decades becomes all that can go wrong with this model: from a rate at
which it hardly learns to one at which its training runs away."""


@dataclass(frozen=True, kw_only=True)
class Hyperparameters:
    """How long and how boldly to train.

    Attributes:
        epochs: passes over the records.
        learning_rate: Nova's, from 1e-6 to 1e-4.
        warmup_steps: steps over which the rate rises.
    """

    epochs: int
    learning_rate: float
    warmup_steps: int

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> "Hyperparameters":
        """Read them from the strings that the API takes; what is not given has Nova's default."""
        return cls(
            epochs=int(texts.get("epochCount", "2")),
            learning_rate=float(texts.get("learningRate", DEFAULT_LEARNING_RATE)),
            warmup_steps=int(texts.get("learningRateWarmupSteps", "10")),
        )

    @property
    def rate(self) -> float:
        """The rate at which this model learns: twice Nova's is three and a half times here.

        With the least rate a model has not learned enough when its epochs are over, with the
        default it learns well in two or three, with twice as much it learns a small dataset by
        heart, and with ten times as much, Nova's greatest, it diverges. What Nova itself does at
        its greatest rate nothing public says.
        """
        return DEFAULT_RATE * math.pow(self.learning_rate / DEFAULT_LEARNING_RATE, STEEPNESS)
