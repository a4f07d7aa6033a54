"""Adam (Kingma and Ba, 2014, arXiv:1412.6980), with a warmup and a decay."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from rehearsal.bedrock.model.weights import Matrix

SLOPE_DECAY: Final = 0.9
SQUARE_DECAY: Final = 0.99
LEAST_ROOT: Final = 1e-8

LAST_RATE: Final = 0.1
"""The share of the rate that is left at the last step."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A rate that rises over ``warmup`` steps and then falls in a straight line."""

    rate: float
    warmup: int
    steps: int

    def at(self, step: int) -> float:
        """Return the rate of a step, the first of which is 1."""
        if step <= self.warmup:
            return self.rate * step / self.warmup
        done = (step - self.warmup) / (self.steps - self.warmup)
        return self.rate * (1 - (1 - LAST_RATE) * done)


@dataclass(kw_only=True)
class Adam:
    """Moves matrices against their gradients, in place.

    A step is in proportion to the scale at which a matrix of that many rows starts, so that one
    rate suits matrices of all sizes.
    """

    schedule: Schedule
    _step: int = 0
    _slopes: dict[str, Matrix] = field(default_factory=dict)
    _squares: dict[str, Matrix] = field(default_factory=dict)

    def move(self, matrices: Mapping[str, Matrix], gradients: Mapping[str, Matrix]) -> None:
        """Make one step."""
        self._step += 1
        rate = self.schedule.at(self._step)
        rate *= (1 - SQUARE_DECAY**self._step) ** 0.5 / (1 - SLOPE_DECAY**self._step)
        for name, gradient in gradients.items():
            slope = self._slopes.setdefault(name, np.zeros_like(gradient))
            square = self._squares.setdefault(name, np.zeros_like(gradient))
            slope += (1 - SLOPE_DECAY) * (gradient - slope)
            square += (1 - SQUARE_DECAY) * (gradient**2 - square)
            length = np.float32(rate / len(gradient) ** 0.5)
            matrices[name] -= length * slope / (np.sqrt(square) + LEAST_ROOT)
