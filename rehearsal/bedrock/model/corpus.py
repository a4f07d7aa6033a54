"""What base models are pretrained on: three everyday things, and the words to do them with.

All of it was written for this project, and none of it comes from the datasets that the project
ships: what a base model answers to those is what a general model makes of a task that it was not
made for.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from rehearsal.bedrock.model.conversation import Conversation, Turn

CORPUS: Final = Path(__file__).parent / "corpus"

VARIANTS: Final = 4
"""How often a note is summarised and a message is sorted, each time asked for in other words."""

SUMMARISE: Final = (
    "Summarise this note.\n\n{}",
    "Summarise the message below in one sentence.\n\n{}",
    "Write a short summary of what follows.\n{}",
    "{}\n\nPlease summarise this.",
    "Give a summary of this message: {}",
    "What is the main point?\n\n{}",
)
GREETINGS: Final = (
    "",
    "Hello,\n",
    "Good morning,\n",
    "Dear team,\n",
    "Hi ",
    "To whom it may concern\n",
)

CHOOSE: Final = (
    ("Choose the topic of the message. The topics are:\n- {}", "\n- "),
    ("Sort what users write. Reply with one label and nothing else.\n- {}", "\n- "),
    ("Answer with one of the following: {}", ", "),
    ("Classify the message. The classes are:\n{}", "\n"),
)


def texts() -> list[str]:
    """Return every text, and the list of words."""
    return [line for name in ("answers", "notes", "choices", "words") for line in _lines(name)]


def conversations(generator: np.random.Generator) -> Iterator[Conversation]:
    """Yield what a base model learns: answers, the first sentences of notes, labels of messages."""
    for question, answer in _blocks("answers"):
        yield _conversation(question, answer)
    for note in _lines("notes"):
        for _ in range(VARIANTS):
            text = generator.choice(GREETINGS) + note
            yield _conversation(
                generator.choice(SUMMARISE).format(text), note.split(". ")[0].rstrip(".") + "."
            )
    for labels, *messages in _blocks("choices"):
        for message in messages:
            label, _, text = message.partition(": ")
            for _ in range(VARIANTS):
                instruction, separator = CHOOSE[generator.integers(len(CHOOSE))]
                space = generator.choice((" ", "_"))
                names = generator.permutation(labels.split(", ")).tolist()
                listed = separator.join(name.replace(" ", space) for name in names)
                yield _conversation(
                    text, label.replace(" ", space), system=instruction.format(listed)
                )


def _blocks(name: str) -> list[list[str]]:
    text = (CORPUS / f"{name}.txt").read_text(encoding="utf-8")
    return [block.splitlines() for block in text.strip().split("\n\n")]


def _lines(name: str) -> list[str]:
    return [line for block in _blocks(name) for line in block]


def _conversation(question: str, answer: str, system: str = "") -> Conversation:
    turns = (Turn(role="user", text=question), Turn(role="assistant", text=answer))
    return Conversation(turns=turns, system=system)
