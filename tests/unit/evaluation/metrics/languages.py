"""Texts in 27 languages and 15 scripts, drawn at random and the same every time."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

LANGUAGES: Final[dict[str, str]] = json.loads(
    Path(__file__).with_suffix(".json").read_text("utf-8")
)
"""Words of each language, with its own punctuation; spaces part them so that they can be drawn."""

UNSPACED: Final = frozenset({"Chinese", "Japanese", "Thai", "Lao", "Khmer", "Burmese"})
LATIN: Final = frozenset({"English"})


def pairs(language: str, *, number: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Yield answers and references: from nothing in common to the same text."""
    random = Random(f"{language} {seed}")
    words = LANGUAGES[language].split(" ")
    between = "" if language in UNSPACED else " "
    for _ in range(number):
        reference = random.choices(words, k=random.randrange(0, 25))
        change = random.random()
        answer = [random.choice(words) if random.random() < change else word for word in reference]
        for _ in range(random.randrange(0, 4)):
            answer.insert(random.randrange(0, len(answer) + 1), random.choice(words))
        if random.random() < 0.2:
            answer = [word.upper() for word in answer]
        yield between.join(answer), between.join(reference)
