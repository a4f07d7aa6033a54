"""How much of its reference an answer says: by words, by runs of words, by characters."""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, Final

from fastchrf import pairwise_chrf

from tuning.evaluation.metrics.agreement import f1, f1_of
from tuning.evaluation.metrics.structured import both, fields, is_container
from tuning.evaluation.metrics.words import composed, exact_words, prose_words

CHRF_ORDER: Final = 6
CHRF_BETA: Final = 2.0
"""Runs of up to six characters, and recall counted twice: sacrebleu's chrF2."""


def token_f1(answer: str, reference: str, *, numbers: bool = False) -> float:
    """Return the harmonic mean of precision and recall of the words, in any order.

    SQuAD's F1 over bags of words (Rajpurkar et al., 2016, arXiv:1606.05250, section 6.1), the words
    as exact match takes them: symbols and signs count. Of two JSON objects or lists the words count
    where they belong, each in its field.
    """
    given, wanted = both(answer, reference)
    if is_container(given) and is_container(wanted):
        return f1_of(_field_words(given, numbers=numbers), _field_words(wanted, numbers=numbers))
    return f1_of(
        Counter(exact_words(answer, numbers=numbers)),
        Counter(exact_words(reference, numbers=numbers)),
    )


def rouge_1(answer: str, reference: str) -> float:
    """Return the harmonic mean of precision and recall of the words (ROUGE-1, Lin, 2004)."""
    return _rouge_n(answer, reference, 1)


def rouge_2(answer: str, reference: str) -> float:
    """Return the harmonic mean of precision and recall of the pairs of neighbouring words.

    ROUGE-2 (Lin, 2004). Of texts too short to have a pair, the words decide.
    """
    return _rouge_n(answer, reference, 2)


def rouge_l(answer: str, reference: str) -> float:
    """Return the harmonic mean of precision and recall of the longest common subsequence of words.

    ROUGE-L over the whole text with beta = 1 (Lin, 2004, https://aclanthology.org/W04-1013). Words
    are runs of letters, marks and digits; articles count and nothing is stemmed.
    """
    given, wanted = prose_words(answer), prose_words(reference)
    return f1(common_subsequence(given, wanted), len(given), len(wanted))


def chrf(answer: str, reference: str) -> float:
    """Return the F score of the runs of one to six characters, recall counted twice.

    chrF2 of one sentence (Popović, 2015, https://aclanthology.org/W15-3049/) as sacrebleu defines
    it: case and punctuation count, white space does not.
    """
    [score] = chrf_of_all([answer], [reference])
    return score


def chrf_of_all(answers: Sequence[str], references: Sequence[str]) -> list[float]:
    """Return the same of many answers, on as many cores as there are."""
    given, wanted = ([[composed(text)] for text in texts] for texts in (answers, references))
    same = [one.split() == other.split() for [one], [other] in zip(given, wanted, strict=True)]
    found = pairwise_chrf(
        given, wanted, char_order=CHRF_ORDER, beta=CHRF_BETA, remove_whitespace=True
    )
    return [
        1.0 if alike else min(score / 100, 1.0)
        for alike, [[score]] in zip(same, found, strict=True)
    ]


def length(answer: str, reference: str) -> float:
    """Return how near the lengths in words are: the shorter over the longer."""
    given, wanted = len(prose_words(answer)), len(prose_words(reference))
    return min(given, wanted) / max(given, wanted) if given and wanted else float(given == wanted)


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
    # What is carried beyond the last place says nothing; a word that is nowhere changes nothing.
    for place_of_word in filter(None, map(places.get, right)):
        matches = row & place_of_word
        row = row + matches | row - matches
    return len(left) - (row & everywhere).bit_count()


def _rouge_n(answer: str, reference: str, length: int) -> float:
    texts = prose_words(answer), prose_words(reference)
    length = min(length, max(map(len, texts)) or 1)
    given, wanted = (_runs(words, length) for words in texts)
    return f1_of(given, wanted)


def _field_words(value: Any, *, numbers: bool) -> Counter[Hashable]:
    found: Counter[Hashable] = Counter()
    for *place, kind, leaf in fields(value).elements():
        words = (exact_words(leaf, numbers=numbers) or ("",)) if kind == "text" else (leaf,)
        found.update((*place, kind, word) for word in words)
    return found


def _runs(words: Sequence[str], length: int) -> Counter[Hashable]:
    if length == 1:
        return Counter(words)
    return Counter(zip(*(words[start:] for start in range(length)), strict=False))
