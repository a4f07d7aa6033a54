"""Texts as sets of overlapping phrases: what texts have in common without being equal."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from itertools import chain, pairwise
from typing import Final, TypeVar

from tuning.scripts import spaced

WORD: Final = re.compile(r"\w+")

ASCII_WORDS: Final = "".join(
    chr(code).lower() if WORD.match(chr(code)) else " " for code in range(128)
)
"""A character of a word in small letters, or a space: twice as fast as the expression."""

ASCII_BYTES: Final = ASCII_WORDS.encode().ljust(256)

PAIR: Final = 2

COMMON_SHARE: Final = 0.1
COMMON_AT_LEAST: Final = 8

Text = TypeVar("Text")


def phrases(text: str, *, length: int) -> set[str]:
    """Return every run of so many words of a text, whatever their case and punctuation."""
    found = words(text)
    runs = (found[start:] for start in range(length))
    return set(map(" ".join, pairwise(found) if length == PAIR else zip(*runs, strict=False)))


def words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    if text.isascii():
        return text.translate(ASCII_WORDS).split()
    return WORD.findall(spaced(text.casefold()))


def encoded_words(text: str) -> list[bytes]:
    """Return the words of a text in small letters, in UTF-8."""
    if text.isascii():
        return text.encode().translate(ASCII_BYTES).split()
    return " ".join(words(text)).encode().split()


def sampled(texts: Sequence[Text], *, most: int) -> Sequence[Text]:
    """Return so many texts at most, evenly spread."""
    taken = min(len(texts), most)
    return [texts[position * len(texts) // taken] for position in range(taken)]


def common(texts: Sequence[Set[str]]) -> set[str]:
    """Return the phrases that belong to a template: an instruction, a form, a signature.

    They stand in more than a tenth of the texts, and in more than eight. They make no two texts
    alike that have something of their own beside them, see ``remaining``.
    """
    most = max(COMMON_AT_LEAST, COMMON_SHARE * len(texts))
    counts = Counter(chain.from_iterable(texts))
    return {phrase for phrase, found in counts.items() if found > most}


def widened(template: Set[str], texts: Sequence[Set[str]]) -> set[str]:
    """Return a template with the phrases that stand nowhere but in its texts.

    Half as many texts are enough for them. So the words that change from text to text split no
    template in two: those of the texts that have them, and those of all.
    """
    most = max(COMMON_AT_LEAST, COMMON_SHARE * len(texts)) / 2
    inside = Counter(chain.from_iterable(t for t in texts if not template.isdisjoint(t)))
    outside = Counter(chain.from_iterable(t for t in texts if template.isdisjoint(t)))
    return {phrase for phrase, found in inside.items() if found > most and phrase not in outside}


def remaining(found: Set[str], template: Set[str], *, length: int, more_than: int) -> Set[str]:
    """Return the phrases of a text without those of a template, if enough of its own is left.

    A word that differs makes ``length`` phrases of its own. Where no more words differ than may be
    filled in, the text is the template, and all of its phrases are returned.

    Args:
        found: phrases of the text.
        template: phrases that belong to a template.
        length: words of a phrase.
        more_than: words that may be filled in.
    """
    own = found - template
    return own if len(own) > more_than * length else found


def similarity(first: Set[str], second: Set[str]) -> float:
    """Return the share of phrases that two texts have in common: their Jaccard index."""
    return len(first & second) / len(first | second)
