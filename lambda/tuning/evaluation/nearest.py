"""The nearest training prompt, by its words: what a search without any understanding finds."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate
from math import log
from typing import Final, NamedTuple

from tuning.dataset.quality.shingles import words

MOST_CHARACTERS: Final = 4000
"""Of a longer prompt only the beginning and the end are compared, half of this each."""

MOST_TOUCHED: Final = 5_000
"""Training records in which the words of one prompt are looked up, all words together: the rarest
first, and that one however frequent it is. What stands in most records tells none of them apart,
and a thousand prompts are compared with twenty thousand records in seconds."""

SATURATION: Final = 1.2
EVENNESS: Final = 0.75
"""k1 and b of BM25 (Robertson and Zaragoza, 2009, doi:10.1561/1500000019): a word that stands twice
counts less than twice, and a long prompt is not nearer for its length."""


class Posting(NamedTuple):
    """Where a word is asked for, and what it weighs: the more, the fewer records have it."""

    weight: float
    prompts: list[int]


class Nearest:
    """Finds for each of some prompts the training record whose prompt is nearest, and its answer.

    Every training record is counted once, then offered once: none is kept, so that memory depends
    on what is asked alone.
    """

    def __init__(self, asked: Sequence[str]) -> None:
        """Begin with what is asked."""
        self._asked = [set(_words(text)) for text in asked]
        self._vocabulary = frozenset[str]().union(*self._asked)
        self._records = self._length = 0
        self._with: Counter[str] = Counter()
        self._postings: dict[str, Posting] | None = None
        self._best = [0.0] * len(asked)
        self._answers: list[str | None] = [None] * len(asked)

    def count(self, prompt: str) -> None:
        """Count the words of a training prompt, which says how rare they are."""
        found = _words(prompt)
        self._records += 1
        self._length += len(found)
        self._with.update(self._vocabulary.intersection(found))

    def offer(self, prompt: str, answer: str) -> None:
        """Compare a training record with all that is asked; the first of equally near ones stays.

        Args:
            prompt: one that was counted.
            answer: its answer.
        """
        if self._postings is None:
            self._postings = self._posted()
        found, postings = _words(prompt), self._postings
        usual = self._length / self._records or 1
        spread = SATURATION * (1 - EVENNESS + EVENNESS * len(found) / usual)
        scores: defaultdict[int, float] = defaultdict(float)
        for word, times in Counter(filter(postings.__contains__, found)).items():
            weight, prompts = postings[word]
            gained = weight * times * (SATURATION + 1) / (times + spread)
            for place in prompts:
                scores[place] += gained
        for place, score in scores.items():
            if score > self._best[place]:
                self._best[place] = score
                self._answers[place] = answer

    @property
    def answers(self) -> list[str | None]:
        """The answers of the nearest records, as asked; None where no word was met in any."""
        return self._answers

    def _posted(self) -> dict[str, Posting]:
        """Choose the words by which each prompt is compared, the rarest first."""
        postings: dict[str, Posting] = {}
        for place, asked in enumerate(self._asked):
            rarest = sorted((self._with[word], word) for word in asked if self._with[word])
            touched = accumulate(records for records, _ in rarest)
            for so_far, (records, word) in zip(touched, rarest, strict=True):
                if so_far > MOST_TOUCHED and so_far > records:
                    break
                weight = log(1 + (self._records - records + 0.5) / (records + 0.5))
                postings.setdefault(word, Posting(weight, [])).prompts.append(place)
        return postings


def _words(prompt: str) -> list[str]:
    if len(prompt) > MOST_CHARACTERS:
        half = MOST_CHARACTERS // 2
        prompt = f"{prompt[:half]} {prompt[-half:]}"
    return words(prompt)
