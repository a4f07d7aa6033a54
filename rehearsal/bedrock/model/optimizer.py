"""Adam, with warmup and decay."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from rehearsal.bedrock.model.weights import Matrix

FADING_SLOPE: Final = 0.9
FADING_SQUARE: Final = 0.99
SMALLEST: Final = 1e-8
LAST_RATE: Final = 0.1
"""The share of the learning rate that is left at the last step."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A learning rate that warms up over ``warmup`` steps and then falls in a straight line."""

    rate: float
    warmup: int
    steps: int

    def at(self, step: int) -> float:
        """Return the learning rate of a step, the first of which is 1."""
        if step <= self.warmup:
            return self.rate * step / self.warmup
        done = (step - self.warmup) / max(1, self.steps - self.warmup)
        return self.rate * (1 - (1 - LAST_RATE) * done)


@dataclass(kw_only=True)
class Adam:
    """Moves matrices against their gradients, in place."""

    schedule: Schedule
    step: int = 0
    slopes: dict[str, Matrix] = field(default_factory=dict)
    squares: dict[str, Matrix] = field(default_factory=dict)

    def move(self, matrices: Mapping[str, Matrix], gradients: Mapping[str, Matrix]) -> None:
        """Make one step."""
        self.step += 1
        rate = self.schedule.at(self.step)
        rate *= np.sqrt(1 - FADING_SQUARE**self.step) / (1 - FADING_SLOPE**self.step)
        for name, gradient in gradients.items():
            slope = self.slopes.setdefault(name, np.zeros_like(gradient))
            square = self.squares.setdefault(name, np.zeros_like(gradient))
            slope += (1 - FADING_SLOPE) * (gradient - slope)
            square += (1 - FADING_SQUARE) * (gradient * gradient - square)
            matrices[name] -= np.float32(rate * len(gradient) ** -0.5) * slope / (np.sqrt(square) + SMALLEST)
