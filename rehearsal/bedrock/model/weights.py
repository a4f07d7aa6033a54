"""The matrices of the model, and how large they are."""

from dataclasses import dataclass, fields
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.float32]
Indices: TypeAlias = NDArray[np.int64]

BAG_WIDTH: Final = 768
TOKEN_WIDTH: Final = 48
HIDDEN_WIDTH: Final = 192
KEY_WIDTH: Final = 32

NEAR_TOKENS: Final = 4
"""Tokens said last that are read one by one; those before them are read as a fading sum."""

CONTEXT_WIDTH: Final = TOKEN_WIDTH * (NEAR_TOKENS + 2)
"""The near tokens, the fading sum, and the token with which the prompt goes on."""

KEY_TOKENS: Final = 4
"""A token of the prompt is known by itself, the two before it and the one after it."""

MATCHES: Final = 3
"""Reasons to copy a token that lie in where it stands; see ``Prompts.continued``."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The matrices that are pretrained, and adapted by fine-tuning.

    Attributes:
        gate: what was said last, to which hidden units are open.
        said: what was said last, to what the units hold.
        asked: what was asked, to what the units hold.
        vocabulary: the hidden units to a score for every token.
        query: the hidden units to what is looked for in the prompt.
        key: a token of the prompt with its neighbours, to what it offers.
    """

    gate: Matrix
    said: Matrix
    asked: Matrix
    vocabulary: Matrix
    query: Matrix
    key: Matrix

    @classmethod
    def random(cls, generator: np.random.Generator, *, tokens: int) -> "Weights":
        """Return weights that know nothing, for a vocabulary of so many tokens."""
        return cls(
            gate=gaussian(generator, CONTEXT_WIDTH + 1, HIDDEN_WIDTH),
            said=gaussian(generator, CONTEXT_WIDTH + 1, HIDDEN_WIDTH),
            asked=gaussian(generator, BAG_WIDTH, HIDDEN_WIDTH),
            vocabulary=gaussian(generator, HIDDEN_WIDTH + 1, tokens),
            query=gaussian(generator, HIDDEN_WIDTH + 1, KEY_WIDTH + MATCHES),
            key=gaussian(generator, KEY_TOKENS * TOKEN_WIDTH + 1, KEY_WIDTH),
        )

    def by_name(self) -> dict[str, Matrix]:
        """Return the matrices themselves, not copies."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def gaussian(generator: np.random.Generator, rows: int, columns: int) -> Matrix:
    """Return a random matrix that keeps the scale of what it is multiplied with."""
    return generator.standard_normal((rows, columns), dtype=np.float32) / np.float32(rows**0.5)


def with_one(rows: Matrix) -> Matrix:
    """Append a constant 1 to every row, so that a matrix carries its bias as its last row."""
    return np.concatenate([rows, np.ones((*rows.shape[:-1], 1), np.float32)], axis=-1)
