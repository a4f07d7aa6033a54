"""Accuracy, as near to the service's as can be computed here.

The service scores accuracy by task (Bedrock user guide, "Review metrics for an automated model
evaluation job"): the predicted class against the label, the F1 over words for questions, BERTScore
for summaries, and a score of real-world knowledge for free generation. What the guide leaves open
is taken from fmeval, the library that AWS publishes for the same figures. BERTScore needs a
language model of its own: here spelling stands in for meaning, which is an approximation of this
stand-in, not the service's figure.

Nothing here is shared with what the pipeline scores by.
"""

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import sqrt
from typing import Final

METRIC: Final = "Builtin.Accuracy"

Scorer = Callable[[str, str], float]
"""The score of a response by its reference, from 0 to 1."""

ARTICLES: Final = frozenset({"a", "an", "the"})
WITHOUT_PUNCTUATION: Final = str.maketrans("", "", string.punctuation)


def _classes(labels: Iterable[str]) -> Scorer:
    """Score 1 where the first label in a response, taken alone, is the right one."""
    known = sorted({label.strip().lower() for label in labels}, key=len, reverse=True)
    label = re.compile("|".join(rf"(?<![\w+-]){re.escape(each)}(?!\w)" for each in known))

    def score(response: str, reference: str) -> float:
        predicted = label.search(response.lower())
        return float(predicted is not None and predicted[0] == reference.strip().lower())

    return score


def _f1(response: str, reference: str) -> float:
    """Return the F1 of the distinct words, as question answering normalizes them."""
    given, wanted = _normalized(response), _normalized(reference)
    if not given or not wanted:
        return float(response.strip() == reference.strip())
    both = len(given & wanted)
    precision, recall = both / len(given), both / len(wanted)
    return 2 * precision * recall / (precision + recall) if both else 0.0


def _normalized(text: str) -> set[str]:
    return set(text.lower().translate(WITHOUT_PUNCTUATION).split()) - ARTICLES


def _likeness(response: str, reference: str) -> float:
    """Return BERTScore's F1 with spelling in the place of meaning.

    Every word is matched with its nearest in the other text by the cosine of their vectors (Zhang
    et al., 2020, arXiv:1904.09675, section 3); a word's vector counts its runs of three characters.
    """
    given, wanted = response.lower().split(), reference.lower().split()
    if not given or not wanted:
        return float(given == wanted)
    precision, recall = _nearest(given, wanted), _nearest(wanted, given)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _nearest(words: Sequence[str], others: Sequence[str]) -> float:
    """Return how near the nearest of others is, on average over the words."""
    there = set(others)
    near = (
        1.0 if word in there else max(_cosine(word, other) for other in there) for word in words
    )
    return sum(near) / len(words)


@lru_cache(maxsize=100_000)
def _vector(word: str) -> tuple[Counter[str], float]:
    framed = f" {word} "
    runs = Counter(framed[start : start + 3] for start in range(len(framed) - 2))
    return runs, sqrt(sum(count * count for count in runs.values()))


def _cosine(left: str, right: str) -> float:
    (few, its), (many, theirs) = _vector(left), _vector(right)
    return sum(count * many[run] for run, count in few.items() if run in many) / (its * theirs)


def _knowledge(response: str, reference: str) -> float:
    """Score 1 where the expected fact stands anywhere in the response."""
    return float(reference.strip().lower() in response.lower())


BY_TASK: Final[Mapping[str, Callable[[Iterable[str]], Scorer]]] = {
    "Classification": _classes,
    "QuestionAndAnswer": lambda _labels: _f1,
    "Summarization": lambda _labels: _likeness,
    "Generation": lambda _labels: _knowledge,
}
"""How responses are scored, by the job's task type and the references of the dataset."""


def scorer(task: str, references: Iterable[str]) -> Scorer:
    """Return how a job of a task type scores a response by its reference, from 0 to 1.

    Args:
        task: a key of ``BY_TASK``.
        references: all of the dataset: the labels that a class is predicted among.
    """
    return BY_TASK[task](references)
