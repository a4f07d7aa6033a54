"""Hyperparameters by Nova's names, and what they mean to a model of this size."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DEFAULT_RATE: Final = 0.03
"""What Nova's default learning rate, 1e-5, means here: steps of 3 % of a matrix's scale."""


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
            learning_rate=float(texts.get("learningRate", "1e-5")),
            warmup_steps=int(texts.get("learningRateWarmupSteps", "10")),
        )

    @property
    def rate(self) -> float:
        """The rate at which this model learns: ten times Nova's is about three times here.

        With the root, Nova's range spans what this model can be trained with: at its lower end a
        model has not learned enough when its epochs are over, at its upper end it learns a small
        dataset by heart.
        """
        return DEFAULT_RATE * math.sqrt(self.learning_rate / 1e-5)
