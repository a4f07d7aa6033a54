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
"""Tokens said last that the model reads one by one; those before them it reads as a fading sum."""

MATCHES: Final = 3
"""Reasons to copy a word of the prompt that are not in the word itself; see ``features``."""

CONTEXT_WIDTH: Final = TOKEN_WIDTH * (NEAR_TOKENS + 2)
KEY_TOKENS: Final = 4
"""A word of the prompt is known by itself, the two before it and the one after it."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The four matrices that are pretrained, and adapted by fine-tuning.

    Attributes:
        gate: what was said last, to which hidden units are open.
        said: what was said last, to what the open units hold.
        asked: what was asked, to what the open units hold.
        vocabulary: the hidden layer to a score for every token.
        query: the hidden layer to what it looks for in the prompt.
        key: a word of the prompt and its neighbours to what can be looked for.
    """

    gate: Matrix
    said: Matrix
    asked: Matrix
    vocabulary: Matrix
    query: Matrix
    key: Matrix

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The matrices' names."""
        return tuple(field.name for field in fields(cls))

    @classmethod
    def random(cls, generator: np.random.Generator, *, tokens: int) -> "Weights":
        """Return weights that know nothing, for a vocabulary of so many tokens."""
        shapes = {
            "gate": (CONTEXT_WIDTH + 1, HIDDEN_WIDTH),
            "said": (CONTEXT_WIDTH + 1, HIDDEN_WIDTH),
            "asked": (BAG_WIDTH, HIDDEN_WIDTH),
            "vocabulary": (HIDDEN_WIDTH + 1, tokens),
            "query": (HIDDEN_WIDTH + 1, KEY_WIDTH + MATCHES),
            "key": (KEY_TOKENS * TOKEN_WIDTH + 1, KEY_WIDTH),
        }
        return cls(**{name: gaussian(generator, shape) for name, shape in shapes.items()})


def gaussian(generator: np.random.Generator, shape: tuple[int, int]) -> Matrix:
    """Return a matrix that keeps the scale of what it is multiplied with."""
    return generator.standard_normal(shape, dtype=np.float32) / np.float32(np.sqrt(shape[0]))


def with_one(rows: Matrix) -> Matrix:
    """Append a constant 1 to every row, so that a matrix carries its bias as its last row."""
    return np.concatenate([rows, np.ones((*rows.shape[:-1], 1), np.float32)], axis=-1)
