"""What the network sees when it says a token: what was said last, and how the prompt goes on."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from rehearsal.bedrock.model.examples import Example
from rehearsal.bedrock.model.tokenizer import ANSWER, PAD
from rehearsal.bedrock.model.weights import (
    KEY_TOKENS,
    MATCHES,
    NEAR_TOKENS,
    TOKEN_WIDTH,
    Indices,
    Matrix,
    with_one,
)

MEMORY: Final = 32
"""How many tokens of its own answer the model remembers."""

FADING: Final = 0.85


class Context:
    """Turns tokens into vectors, which are fixed and random: what they mean is in the weights."""

    def __init__(self, tokens: int, generator: np.random.Generator) -> None:
        self._vectors = generator.standard_normal((tokens, TOKEN_WIDTH), dtype=np.float32)
        self._vectors[PAD] = 0
        self._fading = (FADING ** np.arange(MEMORY)[::-1]).astype(np.float32)

    def said(self, memory: Indices, continuation: Indices) -> Matrix:
        """Return what each token to be said follows.

        Args:
            memory: the ``MEMORY`` tokens before it, oldest first, for each.
            continuation: the token with which the prompt goes on, for each; see ``Prompts``.
        """
        vectors = self._vectors[memory]
        near = vectors[:, -NEAR_TOKENS:].reshape(len(memory), -1)
        fading = self._fading @ vectors
        return with_one(np.concatenate([near, fading, self._vectors[continuation]], axis=1))

    def words(self, prompts: "Prompts") -> Matrix:
        """Return every token of the prompts with its neighbours: two before it, one after."""
        length = prompts.tokens.shape[1]
        padded = np.pad(prompts.tokens, ((0, 0), (2, 1)), constant_values=PAD)
        neighbours = [self._vectors[padded[:, at : at + length]] for at in range(KEY_TOKENS)]
        return with_one(np.concatenate(neighbours, axis=2))


class Prompts:
    """Prompts side by side, padded to the longest."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.tokens = side_by_side([example.prompt for example in examples])
        self._shared = side_by_side([example.shared for example in examples])
        before = np.pad(self.tokens, ((0, 0), (2, 0)), constant_values=PAD)
        self._first_before = np.where(self.tokens == PAD, -1, before[:, 1:-1])
        self._second_before = before[:, :-2]
        self._later = np.linspace(0, 0.1, self.tokens.shape[1], dtype=np.float32)

    def continued(self, last: Indices) -> tuple[Matrix, Indices]:
        """Find where the two tokens said last stand in the prompt, and what follows them there.

        Args:
            last: (prompt, token to be said, 2).

        Returns:
            matches: (prompt, token to be said, token of the prompt, 3): whether the token said last
                stands before it; whether the last two do; what it shares with the question.
            continuation: (prompt, token to be said), the token after the best match: the longer,
                the more that is shared, the later one. Padding where nothing matches.
        """
        one = last[:, :, 1:] == self._first_before[:, None]
        two = one & (last[:, :, :1] == self._second_before[:, None])
        matches = np.empty((*one.shape, MATCHES), np.float32)
        matches[..., 0] = one
        matches[..., 1] = two
        matches[..., 2] = self._shared[:, None]
        best = 2 * (matches[..., 0] + matches[..., 1]) + matches[..., 2] + self._later
        continuation = np.take_along_axis(self.tokens, best.argmax(axis=2), axis=1)
        return matches, np.where(one.any(axis=2), continuation, PAD)


def memory(said: Sequence[int]) -> Indices:
    """Return what is remembered of an answer so far."""
    return np.array([*[PAD] * MEMORY, ANSWER, *said][-MEMORY:], np.int64)


def memories(target: Indices, length: int) -> Indices:
    """Return what is remembered before each token of an answer, padded to so many tokens."""
    said = np.full(MEMORY + length - 1, PAD, np.int64)
    said[MEMORY - 1] = ANSWER
    said[MEMORY : MEMORY + len(target) - 1] = target[:-1]
    return np.lib.stride_tricks.sliding_window_view(said, MEMORY)


def side_by_side(rows: Sequence[np.ndarray]) -> np.ndarray:
    """Stack rows, padded to the longest."""
    table = np.zeros((len(rows), max(map(len, rows))), rows[0].dtype)
    for number, row in enumerate(rows):
        table[number, : len(row)] = row
    return table
