"""Right or wrong: the answer is the reference, holds it, or looks as the recipe says."""

from tuning.evaluation.metrics import structured
from tuning.evaluation.metrics.words import exact_words, label
from tuning.standards.expression import expression

BETWEEN = "\x1f"
"""Stands between words, and in none."""


def exact_match(answer: str, reference: str, *, numbers: bool = False) -> float:
    """Return 1 when both say the same, else 0.

    Two JSON objects or arrays are compared as such. Of other texts case, white space, articles and
    what only closes or quotes a word do not count; every sign and symbol does.

    Args:
        answer: what a model said.
        reference: what is right.
        numbers: whether numbers are compared as numbers: 1,000.0 is 1000.
    """
    given, wanted = structured.both(answer, reference)
    if structured.is_container(given) and structured.is_container(wanted):
        return float(structured.fields(given) == structured.fields(wanted))
    return float(exact_words(answer, numbers=numbers) == exact_words(reference, numbers=numbers))


def contains(answer: str, reference: str, *, numbers: bool = False) -> float:
    """Return 1 when the answer holds the whole reference, word by word, else 0.

    Nothing is held by an empty answer alone, and a word only by itself: "10" is not in "-10".
    """
    given, wanted = (exact_words(text, numbers=numbers) for text in (answer, reference))
    if not wanted:
        return float(not given)
    inside, whole = (f"{BETWEEN}{BETWEEN.join(words)}{BETWEEN}" for words in (wanted, given))
    return float(inside in whole)


def accuracy(answer: str, reference: str) -> float:
    """Return 1 when the answer names the class of the reference, else 0."""
    return float(label(answer) == label(reference))


def matches(answer: str, _reference: str, *, pattern: str) -> float:
    """Return 1 when the recipe's expression is found in the answer, else 0.

    Raises:
        BadExpression: the recipe was not checked.
    """
    return float(expression(pattern).found_in(answer))
