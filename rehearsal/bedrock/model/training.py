"""Fine-tuning: low-rank adapters, fitted by Adam to the answers of the training records."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from rehearsal.bedrock.model.adapter import Adapter
from rehearsal.bedrock.model.features import Example, Features
from rehearsal.bedrock.model.network import batch, loss_and_factors
from rehearsal.bedrock.model.optimizer import Adam, Schedule
from rehearsal.bedrock.model.weights import Weights

EVA=True
RECORDS_PER_STEP: Final = 8

LEARNING_RATE_SCALE: Final = 1000.0
"""What the model's learning rate is to Nova's: the network is some million times smaller, and
takes larger steps. The scale is set so that Nova's range means here what it means there: the least
rate learns too little, the default learns well in two or three epochs, the greatest overfits."""


@dataclass(frozen=True, kw_only=True)
class Hyperparameters:
    """Nova's hyperparameters, read from the strings that the API takes."""

    epochs: int
    learning_rate: float
    warmup_steps: int

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> "Hyperparameters":
        """Read them; what is not given has Nova's default."""
        return cls(
            epochs=int(texts.get("epochCount", "2")),
            learning_rate=float(texts.get("learningRate", "1e-5")),
            warmup_steps=int(texts.get("learningRateWarmupSteps", "10")),
        )


@dataclass(frozen=True, kw_only=True)
class Step:
    """The loss at one step: mean cross-entropy in nats per token; its exponential is perplexity."""

    step: int
    epoch: int
    loss: float


@dataclass(frozen=True, kw_only=True)
class Training:
    """What fine-tuning left.

    Attributes:
        steps: the loss of every step on its own records, before they were learned.
        validation: the loss on the validation records before the first step, as step 0, and after
            every epoch; empty without validation records.
        adapter: what was learned.
        tokens: tokens of prompts and answers that were trained on, all epochs.
    """

    steps: tuple[Step, ...]
    validation: tuple[Step, ...]
    adapter: Adapter
    tokens: int


def fit(features, weights, adapter, training, validation, *, hyperparameters, generator, on_step) -> Training:
    batches = -(-len(training) // RECORDS_PER_STEP)
    h = hyperparameters
    probe = batch(features, [training[i] for i in generator.permutation(len(training))[:256]])
    _, factors = loss_and_factors(weights, probe)
    from rehearsal.bedrock.model import adapter as A
    if EVA: adapter = A.Adapter.untrained(adapter.base_model_id, weights, generator, {n: i for n, (i, s) in factors.items()})
    adam = Adam(schedule=Schedule(rate=h.learning_rate * LEARNING_RATE_SCALE, warmup=h.warmup_steps, steps=h.epochs * batches))
    steps = []
    val = [Step(step=0, epoch=0, loss=loss(features, weights, validation))] if validation else []
    for epoch in range(h.epochs):
        order = generator.permutation(len(training))
        for chosen in np.array_split(order, batches):
            b = batch(features, [training[i] for i in chosen])
            l, factors = loss_and_factors(adapter.added_to(weights), b)
            steps.append(Step(step=len(steps), epoch=epoch, loss=l))
            adam.move(adapter.matrices, adapter.gradients(factors))
            if not on_step(steps[-1]):
                return
        if validation:
            val.append(Step(step=len(steps), epoch=epoch, loss=loss(features, adapter.added_to(weights), validation)))
    return Training(steps=tuple(steps), validation=tuple(val), adapter=adapter, tokens=0)

def loss(features, weights, examples):
    tot=n=0
    for i in range(0,len(examples),32):
        b=batch(features, examples[i:i+32]); l,_=loss_and_factors(weights,b); tot+=l*len(b.targets); n+=len(b.targets)
    return tot/n
