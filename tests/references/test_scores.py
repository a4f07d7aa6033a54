"""Each score beside the reference implementation of the field, in many languages.

Where a score differs, the difference is one of those that are listed here, and no other.
"""

import re
import string
from collections.abc import Sequence
from statistics import fmean
from typing import Any

import pytest
from rouge_score import rouge_scorer
from sacrebleu.metrics.chrf import CHRF
from sklearn import metrics as sklearn

from tests.unit.evaluation.metrics.languages import LANGUAGES, LATIN, UNSPACED, pairs
from tuning.evaluation.metrics.classes import classify
from tuning.evaluation.metrics.exact import exact_match
from tuning.evaluation.metrics.overlap import chrf, rouge_1, rouge_2, rouge_l, token_f1
from tuning.evaluation.metrics.words import prose_words

PAIRS = 300
ROUGE = {"rouge1": rouge_1, "rouge2": rouge_2, "rougeL": rouge_l}


class Words:
    """rouge-score's own arithmetic over our words."""

    def tokenize(self, text: str) -> Sequence[str]:
        return prose_words(text)


def rouge(tokenizer: Any = None) -> rouge_scorer.RougeScorer:
    return rouge_scorer.RougeScorer(list(ROUGE), tokenizer=tokenizer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rouge_is_that_of_rouge_score_over_words_of_any_script(language: str) -> None:
    reference = rouge(Words())
    for answer, wanted in pairs(language, number=PAIRS):
        theirs = reference.score(wanted, answer)
        for name, ours in ROUGE.items():
            expected = theirs[name].fmeasure
            shortest = min(len(prose_words(answer)), len(prose_words(wanted)))
            if not answer.strip() and not wanted.strip():
                expected = 1.0  # two empty texts agree; rouge-score gives 0
            elif name == "rouge2" and max(map(len, map(prose_words, (answer, wanted)))) < 2:
                expected = theirs["rouge1"].fmeasure  # no pair of words in either: the words decide
            assert expected == pytest.approx(ours(answer, wanted)), (name, shortest, answer, wanted)


@pytest.mark.parametrize("language", sorted(LATIN))
def test_in_ascii_the_words_are_those_of_rouge_score_itself(language: str) -> None:
    reference = rouge()
    for answer, wanted in pairs(language, number=10 * PAIRS):
        if len(prose_words(answer)) < 2 or len(prose_words(wanted)) < 2:
            continue  # as above
        theirs = reference.score(wanted, answer)
        for name, ours in ROUGE.items():
            assert theirs[name].fmeasure == pytest.approx(ours(answer, wanted))


@pytest.mark.parametrize("language", sorted(UNSPACED))
def test_rouge_score_itself_sees_only_ascii(language: str) -> None:
    """The reason for words of our own: an answer that is almost right would score nothing."""
    reference = rouge()
    drawn = [
        pair
        for pair in pairs(language, number=PAIRS)
        if all(pair) and not re.search("[a-z0-9]", "".join(pair), flags=re.IGNORECASE)
    ]

    assert {0} == {reference.score(wanted, answer)["rougeL"].fmeasure for answer, wanted in drawn}
    assert fmean(rouge_l(*pair) for pair in drawn) > 0.4


@pytest.mark.parametrize("language", LANGUAGES)
def test_chrf_is_that_of_sacrebleu(language: str) -> None:
    reference = CHRF()
    for answer, wanted in pairs(language, number=PAIRS):
        expected = reference.sentence_score(answer, [wanted]).score / 100
        if not answer.strip() and not wanted.strip():
            expected = 1.0  # two empty texts agree; sacrebleu gives 0
        assert expected == pytest.approx(chrf(answer, wanted)), (answer, wanted)


def test_chrf_composes_letters_and_their_marks_where_sacrebleu_does_not() -> None:
    composed, parted = "caf\u00e9", "cafe\u0301"

    assert 1.0 == chrf(composed, parted)
    assert CHRF().sentence_score(composed, [parted]).score < 90


def squad(text: str) -> list[str]:
    """The words of SQuAD's published evaluation: ASCII punctuation and articles are taken out."""
    bare = "".join(each for each in text.lower() if each not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def squad_f1(answer: str, wanted: str) -> float:
    ours, theirs = squad(answer), squad(wanted)
    common = sum(min(ours.count(word), theirs.count(word)) for word in set(ours))
    return 2 * common / (len(ours) + len(theirs)) if ours or theirs else 1.0


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - UNSPACED))
def test_token_f1_and_exact_match_are_those_of_squad_where_no_word_holds_a_symbol(
    language: str,
) -> None:
    """Without folding, marks in words and a lone "a" the two are the same function."""
    plain = re.compile(r"[^\W_]+")
    for answer, wanted in pairs(language, number=PAIRS):
        texts = [" ".join(plain.findall(text)).casefold() for text in (answer, wanted)]
        texts = [re.sub(r"\b(a|an|the)\b", "", text) for text in texts]

        assert squad_f1(*texts) == pytest.approx(token_f1(*texts))
        assert (squad(texts[0]) == squad(texts[1])) == exact_match(*texts)


@pytest.mark.parametrize(
    ("answer", "wanted"), [("-1", "1"), ("10.5", "105"), ("C++", "C#"), ("$10", "10")]
)
def test_squad_calls_equal_what_symbols_tell_apart(answer: str, wanted: str) -> None:
    assert squad(answer) == squad(wanted)
    assert 0.0 == exact_match(answer, wanted) == token_f1(answer, wanted)


@pytest.mark.parametrize("seed", range(40))
def test_classes_are_scored_as_by_scikit_learn(seed: int) -> None:
    labels = ["card_arrival", "lost_card", "refund", "-1", "1"]
    drawn = [
        (labels[hash_of(seed, n, 1) % len(labels)], labels[hash_of(seed, n, 2) % (2 + seed % 4)])
        for n in range(80)
    ]
    drawn = [
        ("I do not know", wanted) if n % 9 == 0 else (answer, wanted)
        for n, (answer, wanted) in enumerate(drawn)
    ]
    answers, wanted = zip(*drawn, strict=True)
    found = classify(drawn)
    names = [each.name for each in found.classes]

    scores = sklearn.precision_recall_fscore_support(
        wanted, answers, labels=names, zero_division=0.0
    )
    assert sklearn.accuracy_score(wanted, answers) == pytest.approx(found.accuracy)
    assert sklearn.f1_score(
        wanted, answers, labels=names, average="macro", zero_division=0.0
    ) == pytest.approx(found.macro_f1)
    for place, each in enumerate(found.classes):
        ours = (each.precision, each.recall, each.f1, each.records)
        assert [column[place] for column in scores] == pytest.approx(list(ours))
    named = [answer if answer in names else "none" for answer in answers]
    matrix = sklearn.confusion_matrix(wanted, named, labels=[*names, "none"])
    assert matrix[: len(names)].tolist() == [list(row) for row in found.matrix]


def hash_of(*numbers: int) -> int:
    """A number that looks drawn, and is the same every time."""
    value = 17
    for number in numbers:
        value = (value * 1_000_003 + number) * 2_654_435_761 % 2**32
    return value >> 7
