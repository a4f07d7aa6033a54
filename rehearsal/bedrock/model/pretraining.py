"""Pretraining: all weights of a base model, fitted to a corpus."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from rehearsal.bedrock.model.context import Context
from rehearsal.bedrock.model.examples import Example
from rehearsal.bedrock.model.network import batch, loss_and_factors
from rehearsal.bedrock.model.optimizer import Adam, Schedule
from rehearsal.bedrock.model.weights import Weights

EPOCHS: Final = 5
EXAMPLES_PER_STEP: Final = 16
RATE: Final = 0.03
WARMUP_STEPS: Final = 10


def pretrain(
    weights: Weights, context: Context, examples: Sequence[Example], generator: np.random.Generator
) -> None:
    """Fit the weights, in place."""
    per_epoch = -(-len(examples) // EXAMPLES_PER_STEP)
    schedule = Schedule(rate=RATE, warmup=WARMUP_STEPS, steps=EPOCHS * per_epoch)
    adam = Adam(schedule=schedule)
    matrices = weights.by_name()
    for _ in range(EPOCHS):
        for chosen in np.array_split(generator.permutation(len(examples)), per_epoch):
            side_by_side = batch(context, [examples[index] for index in chosen])
            _, factors = loss_and_factors(weights, side_by_side)
            gradients = {name: inputs.T @ slopes for name, (inputs, slopes) in factors.items()}
            adam.move(matrices, gradients)
