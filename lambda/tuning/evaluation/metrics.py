"""The scores: how near an answer is to its reference, each from 0 to 1.

Texts are compared as the field does, and in any language: after Unicode normalisation (NFKC) and
case folding, with words of scripts that write no spaces taken character by character (as MLQA does,
Lewis et al., 2020, arXiv:1910.07475). A text of which normalisation would leave nothing ("A" as the
letter of a choice, "?!") is compared as far as it was still a text.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import punctuation
from typing import Final

from tuning.run.recipe import Metric

ARTICLES: Final = frozenset({"a", "an", "the"})

UNSPACED: Final = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f])")
"""Kana and Han: scripts in which a character is the nearest thing to a word."""


def exact_match(answer: str, reference: str) -> float:
    """Return 1 when both normalise to the same words, else 0.

    SQuAD's exact match: case, punctuation, articles and white space do not count
    (Rajpurkar et al., 2016, arXiv:1606.05250, section 6.1).
    """
    return float(_squad_words(answer) == _squad_words(reference))


def token_f1(answer: str, reference: str) -> float:
    """Return the harmonic mean of precision and recall of the words, in any order.

    SQuAD's F1 over bags of words normalised as for the exact match
    (Rajpurkar et al., 2016, arXiv:1606.05250, section 6.1).
    """
    given, wanted = _squad_words(answer), _squad_words(reference)
    return _f1((Counter(given) & Counter(wanted)).total(), len(given), len(wanted))


def rouge_l(answer: str, reference: str) -> float:
    """Return the harmonic mean of precision and recall of the longest common subsequence of words.

    ROUGE-L over the whole text with beta = 1 (Lin, 2004, https://aclanthology.org/W04-1013). Words
    are runs of letters, marks and digits; articles count and nothing is stemmed.
    """
    given, wanted = _rouge_words(answer), _rouge_words(reference)
    return _f1(common_subsequence(given, wanted), len(given), len(wanted))


@dataclass(frozen=True, kw_only=True)
class MetricRow:
    """A metric.

    Attributes:
        title: its name as people write it.
        score: of an answer (the first text) by its reference: from 0 to 1, and 1 for a text by
            itself, so for two empty ones too. It need not be the same with the texts exchanged.
    """

    title: str
    score: Callable[[str, str], float]


METRICS: Final[Mapping[Metric, MetricRow]] = {
    "rouge_l": MetricRow(title="ROUGE-L", score=rouge_l),
    "token_f1": MetricRow(title="token F1", score=token_f1),
    "exact_match": MetricRow(title="exact match", score=exact_match),
}
"""Every metric that a recipe may name."""


def title(metric: str) -> str:
    """Return a metric's name as people write it; of one that is no more, as its run wrote it."""
    return next((row.title for name, row in METRICS.items() if name == metric), metric)


def common_subsequence(left: Sequence[str], right: Sequence[str]) -> int:
    """Return the length of the longest common subsequence.

    Bit-parallel (Hyyrö, 2004, "Bit-parallel LCS-length computation revisited"): one row of the
    table is one integer, so that two answers of thousands of words cost milliseconds.
    """
    places: dict[str, int] = {}
    for place, word in enumerate(left):
        places[word] = places.get(word, 0) | 1 << place
    everywhere = (1 << len(left)) - 1
    row = everywhere
    for word in right:
        matches = row & places.get(word, 0)
        row = (row + matches | row - matches) & everywhere
    return len(left) - row.bit_count()


def _f1(common: int, given: int, wanted: int) -> float:
    """Two empty texts agree wholly, an empty and a full one not at all (as in SQuAD 2.0)."""
    return 2 * common / (given + wanted) if given + wanted else 1.0


def _squad_words(text: str) -> list[str]:
    folded = _folded(text)
    bare = "".join(
        character
        for character in folded
        if character not in punctuation and not unicodedata.category(character).startswith("P")
    )
    words = _words(bare) or _words(folded)
    return [word for word in words if word not in ARTICLES] or words


def _rouge_words(text: str) -> list[str]:
    folded = _folded(text)
    spaced = "".join(
        character if unicodedata.category(character)[0] in "LMN" else " " for character in folded
    )
    return _words(spaced) or _words(folded)


def _words(text: str) -> list[str]:
    return UNSPACED.sub(r" \1 ", text).split()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
