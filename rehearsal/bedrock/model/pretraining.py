"""How a base model comes to be: weights from random, taught three everyday things by a corpus.

The corpus was written for this project. It answers questions, gives the first sentence of a note
as its summary, and chooses from a list. It knows nothing of the datasets that ship with the
project, so a base model's answers to them are what a general model makes of a task it was not
made for.
"""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Final

import numpy as np

from rehearsal.bedrock.model.conversation import Conversation, Turn
from rehearsal.bedrock.model.features import Example, Features
from rehearsal.bedrock.model.network import batch, loss_and_factors
from rehearsal.bedrock.model.optimizer import Adam, Schedule
from rehearsal.bedrock.model.weights import Weights

CORPUS: Final = Path(__file__).parent / "corpus"

EPOCHS: Final = 8
BATCH: Final = 16
LEARNING_RATE: Final = 4e-3
WARMUP_STEPS: Final = 10

SUMMARISE: Final = (
    "Summarise this note.\n\n{}",
    "Summarise the message below in one sentence.\n\n{}",
    "Write a short summary.\n{}",
    "{}\n\nSummarise this.",
    "Give a summary of this message: {}",
)
CHOOSE: Final = (
    ("Choose one of these topics for the message of the user:\n- {}", "\n- "),
    ("Answer with one of the following: {}.", ", "),
    ("Classify the message. The classes are:\n{}", "\n"),
    ("What is it about? Reply with one label and nothing else. Labels: {}", ", "),
)


def corpus() -> Iterator[Conversation]:
    """Yield what a base model learns."""
    for block in _blocks("answers.txt"):
        question, answer = block
        yield _conversation(question, answer)
    notes = [line for block in _blocks("notes.txt") for line in block]
    for note, instruction in zip(notes, cycle(SUMMARISE), strict=False):
        yield _conversation(instruction.format(note), note.split(". ")[0] + ".")
    layouts = cycle(CHOOSE)
    for labels, *messages in _blocks("choices.txt"):
        for message in messages:
            label, _, text = message.partition(": ")
            instruction, separator = next(layouts)
            choices = separator.join(labels.split(", "))
            yield _conversation(text, label, system=instruction.format(choices))


def pretrain(
    features: Features, examples: list[Example], generator: np.random.Generator
) -> Weights:
    """Return weights that fit the examples, from random ones."""
    weights = Weights.random(generator, tokens=len(features.tokenizer))
    matrices = {name: getattr(weights, name) for name in Weights.names()}
    batches = -(-len(examples) // BATCH)
    adam = Adam(
        schedule=Schedule(rate=LEARNING_RATE, warmup=WARMUP_STEPS, steps=EPOCHS * batches)
    )
    for _ in range(EPOCHS):
        order = generator.permutation(len(examples))
        for chosen in np.array_split(order, batches):
            chosen_batch = batch(features, [examples[index] for index in chosen])
            _, factors = loss_and_factors(weights, chosen_batch)
            adam.move(matrices, {name: inputs.T @ slopes for name, (inputs, slopes) in factors.items()})
    return weights


def _blocks(name: str) -> list[list[str]]:
    text = (CORPUS / name).read_text("utf-8")
    return [block.splitlines() for block in text.strip().split("\n\n")]


def _conversation(question: str, answer: str, system: str = "") -> Conversation:
    return Conversation(
        turns=(Turn(role="user", text=question), Turn(role="assistant", text=answer)),
        system=system,
    )
