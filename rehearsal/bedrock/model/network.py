"""The network: gated hidden units that choose between a vocabulary and the words of the prompt.

What was said last opens hidden units, which hold what was asked; from them come a score for every
token of the vocabulary and one for every token of the prompt. A single softmax runs over both, and
a token's probability is its own share and that of its places in the prompt (a copying mechanism as
in Gu et al., 2016, arXiv:1603.06393). The gradient is written out by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rehearsal.bedrock.model.context import Context, Prompts, memories
from rehearsal.bedrock.model.examples import Example
from rehearsal.bedrock.model.tokenizer import PAD
from rehearsal.bedrock.model.weights import KEY_WIDTH, Indices, Matrix, Weights, with_one

Factors: TypeAlias = Mapping[str, tuple[Matrix, Matrix]]
"""By matrix: what goes in, and the slope of the loss at what comes out, row by row. The gradient of
the matrix is ``inputs.T @ slopes``."""

KEY_SCALE: Final = np.float32(KEY_WIDTH**-0.5)
NOT_A_TOKEN: Final = np.float32(-1e9)
LEAST_LIKELY: Final = np.float32(1e-30)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Examples side by side.

    Attributes:
        bags: what was asked, for each example.
        said: which tokens of the padded answers are tokens; they are the rows of what follows.
        context: what each token follows.
        targets: each token.
        prompts: the prompts' tokens.
        words: each token of the prompts with its neighbours.
        matches: why each token of a prompt may be the one to copy, for each token of its answer.
    """

    bags: Matrix
    said: NDArray[np.bool_]
    context: Matrix
    targets: Indices
    prompts: Indices
    words: Matrix
    matches: Matrix


def batch(context: Context, examples: Sequence[Example]) -> Batch:
    """Lay examples side by side."""
    prompts = Prompts(examples)
    longest = max(len(example.target) for example in examples)
    remembered = np.stack([memories(example.target, longest) for example in examples])
    said = np.arange(longest) < np.array([[len(example.target)] for example in examples])
    matches, continuation = prompts.continued(remembered[:, :, -2:])
    return Batch(
        bags=np.stack([example.bag for example in examples]),
        said=said,
        context=context.said(remembered[said], continuation[said]),
        targets=np.concatenate([example.target for example in examples]),
        prompts=prompts.tokens,
        words=context.words(prompts),
        matches=matches,
    )


def loss_and_factors(weights: Weights, batch: Batch) -> tuple[float, Factors]:
    """Return the mean cross-entropy in nats per token, and the factors of its gradient."""
    said = batch.said
    example = np.nonzero(said)[0]
    gates = np.maximum(batch.context @ weights.gate, 0)
    values = batch.context @ weights.said + (batch.bags @ weights.asked)[example]
    hidden = with_one(gates * values)
    queries = np.zeros((*said.shape, weights.query.shape[1]), np.float32)
    queries[said] = hidden @ weights.query
    sought, reasons = queries[..., :KEY_WIDTH], queries[..., KEY_WIDTH:, None]
    keys = batch.words @ weights.key
    places = sought @ keys.transpose(0, 2, 1) * KEY_SCALE + (batch.matches @ reasons)[..., 0]
    places += np.where(batch.prompts == PAD, NOT_A_TOKEN, 0)[:, None]

    own, copied = softmax(hidden @ weights.vocabulary, places[said])
    rows = np.arange(len(example))
    right_own = own[rows, batch.targets]
    right_copied = copied * (batch.prompts[example] == batch.targets[:, None])
    likelihood = np.maximum(right_own + right_copied.sum(axis=1), LEAST_LIKELY)
    loss = float(-np.log(likelihood).mean())

    own[rows, batch.targets] -= right_own / likelihood
    own /= len(rows)
    place_slopes = np.zeros_like(places)
    place_slopes[said] = (copied - right_copied / likelihood[:, None]) / len(rows)
    reason_slopes = (place_slopes[:, :, None] @ batch.matches)[:, :, 0]
    sought_slopes = place_slopes @ keys * KEY_SCALE
    query_slopes = np.concatenate([sought_slopes, reason_slopes], axis=2)[said]
    key_slopes = place_slopes.transpose(0, 2, 1) @ sought * KEY_SCALE
    hidden_slopes = (own @ weights.vocabulary.T + query_slopes @ weights.query.T)[:, :-1]
    value_slopes = hidden_slopes * gates
    first_rows = np.searchsorted(example, np.arange(len(said)))
    return loss, {
        "gate": (batch.context, hidden_slopes * values * (gates > 0)),
        "said": (batch.context, value_slopes),
        "asked": (batch.bags, np.add.reduceat(value_slopes, first_rows)),
        "vocabulary": (hidden, own),
        "query": (hidden, query_slopes),
        "key": (_flat(batch.words), _flat(key_slopes)),
    }


def softmax(own: Matrix, places: Matrix) -> tuple[Matrix, Matrix]:
    """Return the shares of the vocabulary's tokens and of the prompt's places, 1 in all."""
    highest = np.maximum(own.max(axis=-1), places.max(axis=-1))[..., None]
    own, places = np.exp(own - highest), np.exp(places - highest)
    total = (own.sum(axis=-1) + places.sum(axis=-1))[..., None]
    return own / total, places / total


def _flat(table: Matrix) -> Matrix:
    return table.reshape(-1, table.shape[-1])
