"""The gradient, which is written by hand, is the gradient."""

from dataclasses import replace

import pytest

from rehearsal.bedrock.model import Conversation, Turn
from rehearsal.bedrock.model.adapter import Adapter
from rehearsal.bedrock.model.context import Context
from rehearsal.bedrock.model.examples import Reader
from rehearsal.bedrock.model.network import Batch, batch, loss_and_factors
from rehearsal.bedrock.model.tokenizer import Tokenizer
from rehearsal.bedrock.model.weights import Matrix, Weights

# The model's package sets how many threads numpy's arithmetic has, and so comes before it.
import numpy as np  # isort: skip

NAMES = ("gate", "said", "asked", "vocabulary", "query", "key")
STEP = 0.02


def conversation(question: str, answer: str, system: str = "") -> Conversation:
    turns = (Turn(role="user", text=question), Turn(role="assistant", text=answer))
    return Conversation(turns=turns, system=system)


CONVERSATIONS = (
    conversation("Where is my card? The card is late.", "Your card is late."),
    conversation("It is here.", "Good.", system="Choose one: late, here"),
)


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights.random(np.random.default_rng(1), tokens=len(tokenizer()))


@pytest.fixture(scope="module")
def examples() -> Batch:
    generator = np.random.default_rng(2)
    reader = Reader(tokenizer(), texts(), generator)
    context = Context(len(tokenizer()), generator)
    return batch(context, [reader.read(one) for one in CONVERSATIONS])


def texts() -> list[str]:
    return [turn.text for one in CONVERSATIONS for turn in one.turns]


def tokenizer() -> Tokenizer:
    return Tokenizer(texts())


def slope(weights: Weights, examples: Batch, name: str, direction: Matrix) -> float:
    """Return how steeply the loss rises along a direction, by walking a little each way."""
    ahead, behind = (
        loss_and_factors(
            replace(weights, **{name: weights.by_name()[name] + step * direction}), examples
        )[0]
        for step in (STEP, -STEP)
    )
    return (ahead - behind) / (2 * STEP)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [3, 4])
def test_the_gradient_foretells_how_the_loss_changes(
    weights: Weights, examples: Batch, name: str, seed: int
) -> None:
    _, factors = loss_and_factors(weights, examples)
    inputs, slopes = factors[name]
    gradient = inputs.T @ slopes
    length = float(np.linalg.norm(gradient))
    askew = np.random.default_rng(seed).standard_normal(gradient.shape, dtype=np.float32)
    direction = gradient / length + askew / np.float32(np.linalg.norm(askew))

    foretold = float((gradient * direction).sum())

    assert foretold > 0
    assert slope(weights, examples, name, direction) == pytest.approx(foretold, rel=0.02, abs=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_an_adapter_starts_at_the_base_and_learns_in_every_matrix(
    weights: Weights, examples: Batch, name: str
) -> None:
    adapter = Adapter.untrained("base", weights, np.random.default_rng(5))
    _, factors = loss_and_factors(weights, examples)

    down, up = adapter.gradients(factors)

    assert np.array_equal(adapter.added_to(weights).by_name()[name], weights.by_name()[name])
    assert np.any(down[name]) or np.any(up[name])
    assert adapter.down[name].shape == down[name].shape
    assert adapter.up[name].shape == up[name].shape


def test_a_record_has_the_same_loss_alone_and_beside_a_longer_one(weights: Weights) -> None:
    generator = np.random.default_rng(2)
    reader = Reader(tokenizer(), texts(), generator)
    context = Context(len(tokenizer()), generator)
    first, second = (reader.read(one) for one in CONVERSATIONS)

    together, _ = loss_and_factors(weights, batch(context, [first, second]))
    alone = [loss_and_factors(weights, batch(context, [one]))[0] for one in (first, second)]

    share = len(first.target) / (len(first.target) + len(second.target))
    assert together == pytest.approx(share * alone[0] + (1 - share) * alone[1], rel=1e-5)
