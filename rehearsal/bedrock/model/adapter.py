"""Low-rank adapters: what fine-tuning learns, beside weights that stay as they are."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from rehearsal.bedrock.model.network import Factors
from rehearsal.bedrock.model.weights import Matrix, Weights, gaussian

RANK: Final = 64


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """For every matrix of a base model, two thin ones whose product is added to it.

    Low-rank adaptation as in Hu et al., 2021, arXiv:2106.09685.

    Attributes:
        base_model_id: the base model that it was fitted to, and fits alone.
        down, up: by the matrix's name; the larger of the two starts at zero, so that training
            starts at the base.
    """

    base_model_id: str
    down: dict[str, Matrix]
    up: dict[str, Matrix]

    @classmethod
    def untrained(
        cls, base_model_id: str, weights: Weights, generator: np.random.Generator
    ) -> "Adapter":
        """Return an adapter that changes nothing yet."""
        down: dict[str, Matrix] = {}
        up: dict[str, Matrix] = {}
        for name, matrix in weights.by_name().items():
            rows, columns = matrix.shape
            if rows < columns:
                down[name] = gaussian(generator, rows, RANK)
                up[name] = np.zeros((RANK, columns), np.float32)
            else:
                down[name] = np.zeros((rows, RANK), np.float32)
                up[name] = gaussian(generator, RANK, columns)
        return cls(base_model_id=base_model_id, down=down, up=up)

    def added_to(self, weights: Weights) -> Weights:
        """Return the weights of the adapted model."""
        return Weights(
            **{
                name: matrix + self.down[name] @ self.up[name]
                for name, matrix in weights.by_name().items()
            }
        )

    def gradients(self, factors: Factors) -> tuple[dict[str, Matrix], dict[str, Matrix]]:
        """Return the gradients of ``down`` and ``up``, from those of the adapted matrices."""
        down: dict[str, Matrix] = {}
        up: dict[str, Matrix] = {}
        for name, (inputs, slopes) in factors.items():
            down[name] = np.asarray(inputs.T @ (slopes @ self.up[name].T), np.float32)
            up[name] = np.asarray((inputs @ self.down[name]).T @ slopes, np.float32)
        return down, up
