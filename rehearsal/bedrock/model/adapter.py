"""Low-rank adapters: what fine-tuning learns, beside weights that stay as they are."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from rehearsal.bedrock.model.network import Factors
from rehearsal.bedrock.model.weights import Matrix, Weights, gaussian

RANK: Final = 32


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """For every matrix of a base model, two thin ones whose product is added to it.

    Attributes:
        base_model_id: the base model that it was fitted to and fits alone.
        matrices: ``<name>.down`` and ``<name>.up``; ``up`` starts at zero, so that training starts
            at the base model.
    """

    base_model_id: str
    matrices: dict[str, Matrix]

    @classmethod
    def untrained(
        cls, base_model_id: str, weights: Weights, generator: np.random.Generator, inputs=None
    ) -> "Adapter":
        """Return an adapter that changes nothing yet."""
        matrices = {}
        for name in Weights.names():
            rows, columns = getattr(weights, name).shape
            matrices[f"{name}.down"] = gaussian(generator, (rows, RANK)) if inputs is None else principal(inputs[name], RANK)
            matrices[f"{name}.up"] = np.zeros((RANK, columns), np.float32)
        return cls(base_model_id=base_model_id, matrices=matrices)

    def added_to(self, weights: Weights) -> Weights:
        """Return the weights of the adapted model."""
        m = self.matrices
        return replace(
            weights,
            **{
                name: getattr(weights, name) + m[f"{name}.down"] @ m[f"{name}.up"]
                for name in Weights.names()
            },
        )

    def gradients(self, factors: Factors) -> dict[str, Matrix]:
        """Return the gradients of its matrices from those of the matrices they are added to."""
        gradients = {}
        for name, (inputs, slopes) in factors.items():
            gradients[f"{name}.down"] = inputs.T @ (slopes @ self.matrices[f"{name}.up"].T)
            gradients[f"{name}.up"] = (inputs @ self.matrices[f"{name}.down"]).T @ slopes
        return gradients


def principal(inputs, rank):
    """Return the directions in which inputs differ most, each scaled to a mean square of 1."""
    values, vectors = np.linalg.eigh(inputs.T.astype(np.float64) @ inputs / len(inputs))
    keep = slice(-1, -rank - 1, -1)
    return (vectors[:, keep] / np.sqrt(values[keep] + 1e-3)).astype(np.float32)
