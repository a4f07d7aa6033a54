from collections.abc import Callable, Sequence
from itertools import combinations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.evaluation.metrics import (
    METRICS,
    common_subsequence,
    exact_match,
    rouge_l,
    token_f1,
)
from tuning.run.recipe import Metric

WORDS = st.lists(st.sampled_from("abcde"), max_size=9)


def test_every_metric_of_a_recipe_has_a_function() -> None:
    assert set(get_args(Metric)) == set(METRICS)


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("The Eiffel Tower.", "eiffel tower"),
        ("  Card_Arrival\n", "cardarrival"),
        ("STRASSE", "Straße"),
        ("\uff21\uff22\uff23 \uff11", "abc 1"),
        ("cafe\u0301", "caf\u00e9"),
        ("A.", "a"),
        ("«Привет»", "привет"),
        ("", "  "),
    ],
)
def test_exact_match_forgives_case_articles_punctuation_and_encoding(
    answer: str, reference: str
) -> None:
    assert 1.0 == exact_match(answer, reference)


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("A", "B"),
        ("a", "an"),
        ("?", "!"),
        ("👍", "👎"),
        ("card arrival", "card linking"),
        ("", "yes"),
        ("कमल", "काम"),
    ],
)
def test_exact_match_tells_apart_what_differs(answer: str, reference: str) -> None:
    assert 0.0 == exact_match(answer, reference)


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("cat sat", "sat cat", 1.0),
        ("the cat sat", "cat on mat", 2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3)),
        ("yes yes yes", "yes", 2 * (1 / 3) / (1 / 3 + 1)),
        ("北京大学", "北京", 2 * (2 / 4) / (2 / 4 + 1)),
        ("no", "yes", 0.0),
        ("", "", 1.0),
        ("", "yes", 0.0),
    ],
)
def test_token_f1_is_the_harmonic_mean_of_precision_and_recall(
    answer: str, reference: str, expected: float
) -> None:
    assert token_f1(answer, reference) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        # The example of Lin (2004), section 3.1: two sentences of four words, three and two common.
        ("police kill the gunman", "police killed the gunman", 3 / 4),
        ("the gunman kill police", "police killed the gunman", 2 / 4),
        ("card_arrival", "card arrival", 1.0),
        ("the cat", "cat", 2 * (1 / 2) / (1 / 2 + 1)),
        ("", "", 1.0),
        ("", "yes", 0.0),
    ],
)
def test_rouge_l_follows_the_longest_common_subsequence(
    answer: str, reference: str, expected: float
) -> None:
    assert rouge_l(answer, reference) == pytest.approx(expected)


def slow_common_subsequence(left: Sequence[str], right: Sequence[str]) -> int:
    """The definition itself: the longest choice of words of both, in order."""
    return max(
        length
        for length in range(min(len(left), len(right)) + 1)
        if set(combinations(left, length)) & set(combinations(right, length))
    )


@given(WORDS, WORDS)
def test_the_bit_parallel_subsequence_is_the_defined_one(left: list[str], right: list[str]) -> None:
    assert common_subsequence(left, right) == slow_common_subsequence(left, right)


@given(st.sampled_from(sorted(METRICS)), st.text(), st.text())
def test_every_score_is_from_0_to_1(metric: Metric, answer: str, reference: str) -> None:
    assert 0 <= METRICS[metric].score(answer, reference) <= 1


@given(st.sampled_from([exact_match, token_f1, rouge_l]), st.text(), st.text())
def test_agreement_is_the_same_from_either_side(
    score: Callable[[str, str], float], answer: str, reference: str
) -> None:
    assert score(answer, reference) == pytest.approx(score(reference, answer))


@given(st.sampled_from(sorted(METRICS)), st.text())
def test_a_text_agrees_wholly_with_itself(metric: Metric, text: str) -> None:
    assert 1.0 == METRICS[metric].score(text, text)
