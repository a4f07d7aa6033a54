"""Texts as sets of overlapping phrases: what texts have in common without being equal."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from itertools import chain
from typing import Final, TypeVar

from tuning.scripts import spaced

WORD: Final = re.compile(r"\w+")

COMMON_SHARE: Final = 0.1
COMMON_AT_LEAST: Final = 8

Text = TypeVar("Text")


def phrases(text: str, *, length: int) -> set[str]:
    """Return every run of so many words of a text, whatever their case and punctuation."""
    found = words(text)
    return set(map(" ".join, zip(*(found[start:] for start in range(length)), strict=False)))


def words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return WORD.findall(spaced(text.casefold()))


def sampled(texts: Sequence[Text], *, most: int) -> Sequence[Text]:
    """Return so many texts at most, evenly spread."""
    taken = min(len(texts), most)
    return [texts[position * len(texts) // taken] for position in range(taken)]


def common(texts: Sequence[Set[str]]) -> set[str]:
    """Return the phrases that belong to a template: an instruction, a form, a signature.

    They stand in more than a tenth of the texts, and in more than eight. They make no two texts
    alike, and say nothing about how diverse texts are.
    """
    most = max(COMMON_AT_LEAST, COMMON_SHARE * len(texts))
    counts = Counter(chain.from_iterable(texts))
    return {phrase for phrase, found in counts.items() if found > most}


def similarity(first: Set[str], second: Set[str]) -> float:
    """Return the share of phrases that two texts have in common: their Jaccard index."""
    return len(first & second) / len(first | second)
