"""The network: one hidden layer that chooses between its vocabulary and the words of the prompt.

For each token to be said, one softmax runs over every token of the vocabulary and every token of
the prompt; a token's probability is its own share plus that of its places in the prompt. The
gradient is written out by hand: each matrix's is the product of the two factors returned here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from rehearsal.bedrock.model.features import Example, Features, histories
from rehearsal.bedrock.model.tokenizer import PAD
from rehearsal.bedrock.model.weights import KEY_WIDTH, Indices, Matrix, Weights, with_one

Factors: TypeAlias = dict[str, tuple[Matrix, Matrix]]
"""By matrix: its inputs and the loss's slope at its outputs; inputs.T @ slopes is its gradient."""

NOT_A_WORD: Final = np.float32(-1e9)
KEY_SCALE: Final = np.float32(KEY_WIDTH**-0.5)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Examples side by side, padded; rows are the tokens to be said, of all examples in turn.

    Attributes:
        inputs: what each row sees, ready for the hidden layer.
        targets: the token that each row should say.
        said: which places of (example, answer token) are rows.
        words: every prompt token with its neighbours.
        prompts: the prompts' tokens.
        matches: for (example, answer token, prompt token), why it may be the one to copy.
    """

    bags: Matrix
    context: Matrix
    targets: Indices
    said: np.typing.NDArray[np.bool_]
    words: Matrix
    prompts: Indices
    matches: Matrix


def batch(features: Features, examples: Sequence[Example]) -> Batch:
    """Lay out examples whose answers are known."""
    longest = max(len(example.target) for example in examples)
    prompts = padded([example.prompt for example in examples])
    past = np.stack([histories(_fill(example.target, longest)[:-1]) for example in examples])
    said = np.arange(longest) < np.array([[len(example.target)] for example in examples])
    matches, continuation = matched(prompts, past[:, :, -2:], padded([e.shared for e in examples]))
    bags = np.stack([example.bag for example in examples])
    context = features.context(past[said], continuation[said])
    return Batch(
        bags=bags,
        context=context,
        targets=np.concatenate([example.target for example in examples]),
        said=said,
        words=features.words_of_prompt(prompts),
        prompts=prompts,
        matches=matches,
    )


def padded(rows: Sequence[np.typing.NDArray[np.generic]]) -> np.typing.NDArray[np.generic]:
    longest = max(map(len, rows))
    return np.stack([_fill(row, longest) for row in rows])


def _fill(row, length):
    return np.pad(row, (0, length - len(row)), constant_values=PAD)


def matched(prompts: Indices, last: Indices, shared: Matrix) -> tuple[Matrix, Indices]:
    """Find the words of the prompt that could come next, and the likeliest of them.

    Args:
        prompts: (example, prompt token).
        last: (example, answer token, 2), the two tokens said before.
        shared: (example, prompt token), see ``Example``.

    Returns:
        matches: (example, answer token, prompt token, 3): the token said last stands before it;
            the last two do; it is shared with the question.
        continuation: (example, answer token), the last place with the longest match, or padding.
    """
    before = np.pad(prompts, ((0, 0), (2, 0)), constant_values=PAD)
    one = (last[:, :, 1:] == before[:, None, 1:-1]) & (prompts != PAD)[:, None]
    two = one & (last[:, :, :1] == before[:, None, :-2])
    matches = np.empty((*one.shape, 3), np.float32)
    matches[..., 0], matches[..., 1], matches[..., 2] = one, two, shared[:, None]
    later = np.linspace(0, 0.1, prompts.shape[1], dtype=np.float32)
    strength = 2 * (matches[..., 0] + matches[..., 1]) + matches[..., 2] + later
    place = strength.argmax(axis=2)
    found = strength.max(axis=2) >= 2
    continuation = np.take_along_axis(prompts, place, axis=1)
    return matches, np.where(found, continuation, PAD)


def loss_and_factors(weights: Weights, batch: Batch) -> tuple[float, Factors]:
    """Return the mean cross-entropy in nats per token, and the factors of its gradient."""
    return _run(weights, batch)


def _run(weights: Weights, batch: Batch) -> tuple[float, Factors]:
    rows = np.arange(len(batch.targets))
    example = np.nonzero(batch.said)[0]
    gates = np.maximum(batch.context @ weights.gate, 0)
    values = batch.context @ weights.said + (batch.bags @ weights.asked)[example]
    hidden = with_one(gates * values)
    logits = hidden @ weights.vocabulary
    queries = np.zeros((*batch.said.shape, weights.query.shape[1]), np.float32)
    queries[batch.said] = hidden @ weights.query
    keys = batch.words @ weights.key
    sought, reasons = queries[..., :KEY_WIDTH], queries[..., KEY_WIDTH:]
    scores = sought @ keys.transpose(0, 2, 1) * KEY_SCALE
    scores += (batch.matches @ reasons[..., None])[..., 0]
    scores += np.where(batch.prompts == PAD, NOT_A_WORD, 0)[:, None]
    places = scores[batch.said]

    highest = np.maximum(logits.max(axis=1), places.max(axis=1))[:, None]
    own = np.exp(logits - highest)
    copied = np.exp(places - highest)
    total = (own.sum(axis=1) + copied.sum(axis=1))[:, None]
    own /= total
    copied /= total
    right = copied * (batch.prompts[example] == batch.targets[:, None])
    said_own = own[rows, batch.targets]
    likelihood = np.maximum(said_own + right.sum(axis=1), np.float32(1e-30))
    loss = float(-np.log(likelihood).mean())

    share = np.float32(1 / len(rows))
    slope_own = own * share
    slope_own[rows, batch.targets] -= said_own / likelihood * share
    slope_scores = np.zeros_like(scores)
    slope_scores[batch.said] = (copied - right / likelihood[:, None]) * share
    slope_sought = slope_scores @ keys * KEY_SCALE
    slope_reasons = (slope_scores[:, :, None] @ batch.matches)[:, :, 0]
    slope_query = np.concatenate([slope_sought, slope_reasons], axis=2)[batch.said]
    slope_keys = slope_scores.transpose(0, 2, 1) @ sought * KEY_SCALE
    slope_hidden = slope_own @ weights.vocabulary.T + slope_query @ weights.query.T
    slope_values = slope_hidden[:, :-1] * gates
    slope_gates = slope_hidden[:, :-1] * values * (gates > 0)
    return loss, {
        "gate": (batch.context, slope_gates),
        "said": (batch.context, slope_values),
        "asked": (batch.bags, np.add.reduceat(slope_values, np.searchsorted(example, np.arange(len(batch.bags))))),
        "vocabulary": (hidden, slope_own),
        "query": (hidden, slope_query),
        "key": (
            batch.words.reshape(-1, batch.words.shape[2]),
            slope_keys.reshape(-1, KEY_WIDTH),
        ),
    }
