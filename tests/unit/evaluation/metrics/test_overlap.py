"""The scores of overlap by their definitions, beyond the reference implementations."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.evaluation.metrics.languages import LANGUAGES, UNSPACED
from tuning.evaluation.metrics.overlap import (
    chrf,
    common_subsequence,
    length,
    rouge_1,
    rouge_2,
    rouge_l,
    token_f1,
)

WORDS = st.lists(st.sampled_from("abcde"), max_size=9)


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("cat sat", "sat cat", 1.0),
        ("the cat sat", "cat on mat", 2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3)),
        ("yes yes yes", "yes", 2 * (1 / 3) / (1 / 3 + 1)),
        ("\u5317\u4eac\u5927\u5b66", "\u5317\u4eac", 2 * (2 / 4) / (2 / 4 + 1)),
        ("no", "yes", 0.0),
        ("", "", 1.0),
        ("", "yes", 0.0),
    ],
)
def test_token_f1_is_the_harmonic_mean_of_precision_and_recall(
    answer: str, reference: str, expected: float
) -> None:
    assert expected == pytest.approx(token_f1(answer, reference))


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ('{"b": 2.0, "a": 1}', '{"a":1,"b":2}', 1.0),
        ('```json\n{"a": "Late parcel."}\n```', '{"a":"late parcel"}', 1.0),
        ('{"a": "late parcel"}', '{"a": "lost parcel"}', 0.5),
        ('{"a": "parcel"}', '{"b": "parcel"}', 0.0),
        ('{"a": 12}', '{"a1": 2}', 0.0),
        ('{"a": ""}', '{"b": ""}', 0.0),
        ('{"a": "x", "b": true}', '{"a": "x", "b": false}', 0.5),
    ],
)
def test_the_words_of_json_count_each_in_its_field(
    answer: str, reference: str, expected: float
) -> None:
    assert expected == pytest.approx(token_f1(answer, reference))


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
    assert expected == pytest.approx(rouge_l(answer, reference))


def test_rouge_2_counts_neighbours_and_rouge_1_words() -> None:
    given, wanted = "police kill the gunman", "police killed the gunman"

    assert 3 / 4 == rouge_1(given, wanted)
    assert 1 / 3 == pytest.approx(rouge_2(given, wanted))
    assert (1.0, 0.0) == (rouge_2("yes", "Yes."), rouge_2("yes", "no"))


def slow_common_subsequence(left: Sequence[str], right: Sequence[str]) -> int:
    """The definition itself: the longest choice of words of both, in order."""
    return max(
        length
        for length in range(min(len(left), len(right)) + 1)
        if set(combinations(left, length)) & set(combinations(right, length))
    )


@given(WORDS, WORDS)
def test_the_bit_parallel_subsequence_is_the_defined_one(left: list[str], right: list[str]) -> None:
    assert slow_common_subsequence(left, right) == common_subsequence(left, right)


@pytest.mark.parametrize("language", sorted(UNSPACED))
def test_a_sentence_without_spaces_that_is_almost_right_is_not_wholly_wrong(language: str) -> None:
    words = LANGUAGES[language].split(" ")
    wanted, given = "".join(words), "".join([*words[:2], *words[3:]])

    for score in (rouge_1, rouge_2, rouge_l, token_f1, chrf):
        assert 0.6 < score(given, wanted) < 1


def test_chrf_counts_case_and_punctuation_and_no_space() -> None:
    assert 1.0 == chrf("card arrival", "cardarrival")
    assert 0.0 < chrf("Card", "card") < chrf("card.", "card") < 1.0


def test_length_is_the_shorter_over_the_longer_in_words() -> None:
    assert 0.5 == length("one, two", "one two three four") == length("a b c d", "c d")
    assert 0.0 == length("", "one")
