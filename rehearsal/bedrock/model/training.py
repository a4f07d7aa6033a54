"""Fine-tuning: low-rank adapters, fitted to the answers of the training records."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from rehearsal.bedrock.model.adapter import Adapter
from rehearsal.bedrock.model.context import Context
from rehearsal.bedrock.model.examples import Example
from rehearsal.bedrock.model.hyperparameters import Hyperparameters
from rehearsal.bedrock.model.network import batch, loss_and_factors
from rehearsal.bedrock.model.optimizer import Adam, Schedule
from rehearsal.bedrock.model.weights import Weights

RECORDS_PER_STEP: Final = 4
RECORDS_AT_ONCE: Final = 32
"""Records side by side where only their loss is asked for."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A loss: mean cross-entropy in nats per token. Its exponential is the perplexity.

    Attributes:
        step: how many steps had been made before it.
        epoch: how many epochs had been completed before it.
    """

    step: int
    epoch: int
    loss: float


@dataclass(frozen=True, kw_only=True)
class Training:
    """What fine-tuning left.

    Attributes:
        steps: the loss of every step on its own records, before it learned from them.
        validation: the loss on the validation records before the first step and after each epoch;
            empty without validation records.
        adapter: what was learned.
        tokens: tokens of the training records, once for every time that they were trained on.
    """

    steps: tuple[Step, ...]
    validation: tuple[Step, ...]
    adapter: Adapter
    tokens: int


def fit(
    adapter: Adapter,
    context: Context,
    weights: Weights,
    *,
    records: Sequence[Example],
    validation: Sequence[Example],
    hyperparameters: Hyperparameters,
    on_step: Callable[[Step], bool],
    generator: np.random.Generator,
) -> Training:
    """Fit an adapter, in place, until its epochs are over or ``on_step`` says to stop."""
    per_epoch = -(-len(records) // RECORDS_PER_STEP)
    schedule = Schedule(
        rate=hyperparameters.rate,
        warmup=hyperparameters.warmup_steps,
        steps=per_epoch * hyperparameters.epochs,
    )
    down, up = Adam(schedule=schedule), Adam(schedule=schedule)
    steps: list[Step] = []
    judged = [Step(step=0, epoch=0, loss=loss(context, weights, validation))] if validation else []
    tokens = 0
    for epoch in range(hyperparameters.epochs):
        for chosen in _shuffled(records, per_epoch, generator):
            adapted = adapter.added_to(weights)
            step_loss, factors = loss_and_factors(adapted, batch(context, chosen))
            down_gradients, up_gradients = adapter.gradients(factors)
            down.move(adapter.down, down_gradients)
            up.move(adapter.up, up_gradients)
            tokens += sum(example.tokens for example in chosen)
            steps.append(Step(step=len(steps), epoch=epoch, loss=step_loss))
            if not on_step(steps[-1]):
                break
        else:
            if validation:
                final = loss(context, adapter.added_to(weights), validation)
                judged.append(Step(step=len(steps), epoch=epoch + 1, loss=final))
            continue
        break
    return Training(steps=tuple(steps), validation=tuple(judged), adapter=adapter, tokens=tokens)


def loss(context: Context, weights: Weights, examples: Sequence[Example]) -> float:
    """Return the mean cross-entropy of the examples, in nats per token."""
    total, tokens = 0.0, 0
    for start in range(0, len(examples), RECORDS_AT_ONCE):
        side_by_side = batch(context, examples[start : start + RECORDS_AT_ONCE])
        mean, _ = loss_and_factors(weights, side_by_side)
        total += mean * len(side_by_side.targets)
        tokens += len(side_by_side.targets)
    return total / tokens


def _shuffled(
    records: Sequence[Example], parts: int, generator: np.random.Generator
) -> Iterator[list[Example]]:
    for chosen in np.array_split(generator.permutation(len(records)), parts):
        yield [records[index] for index in chosen]
