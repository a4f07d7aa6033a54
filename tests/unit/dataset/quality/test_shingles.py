"""Texts are compared by their phrases, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.dataset.quality.shingles import (
    WORD,
    common,
    phrases,
    remaining,
    sampled,
    similarity,
    words,
)


def test_phrases_are_runs_of_words_whatever_their_case_and_punctuation() -> None:
    assert {"where is", "is my", "my card"} == phrases("Where is, my CARD?", length=2)
    assert {"where is my", "is my card"} == phrases("where is my card", length=3)


def test_a_text_shorter_than_a_phrase_has_none() -> None:
    assert set() == phrases("card", length=2)
    assert set() == phrases("", length=2)


def test_where_words_are_not_parted_by_spaces_characters_are_words() -> None:
    assert {"我 的", "的 visa", "visa 卡", "卡 呢"} == phrases("我的Visa卡呢。", length=2)
    assert 15 < len(phrases("บัตรของฉันอยู่ที่ไหนบอกหน่อย", length=2))


def test_phrases_of_more_than_a_tenth_of_the_texts_are_common() -> None:
    texts = [{"dear sir", f"text {n}"} if n < 11 else {f"text {n}"} for n in range(110)]

    assert {"dear sir"} == common(texts[:109])
    assert set() == common(texts)


def test_of_few_texts_a_phrase_of_eight_is_not_common() -> None:
    assert set() == common([{"dear sir"}] * 8)
    assert {"dear sir"} == common([{"dear sir"}] * 9)


def test_a_template_is_taken_away_where_something_of_its_own_is_left_of_a_text() -> None:
    template = {"a b", "b c"}
    own = {"c d", "d e", "e f"}

    assert own == remaining(template | own, template, length=2, more_than=1)
    assert template | {"c d"} == remaining(template | {"c d"}, template, length=2, more_than=1)
    assert template == remaining(template, template, length=2, more_than=1)


def test_similarity_is_the_share_of_phrases_in_common() -> None:
    assert 0.5 == similarity({"a", "b", "c"}, {"b", "c", "d"})


@pytest.mark.parametrize("most", [1, 3, 10, 50])
def test_a_sample_is_spread_evenly(most: int) -> None:
    texts = [str(n) for n in range(10)]
    sample = sampled(texts, most=most)

    assert min(most, 10) == len(set(sample))
    assert sorted(sample) == sample
    assert "0" == sample[0]


@given(st.text(st.characters(max_codepoint=127)))
def test_the_words_of_ascii_are_those_of_any_text(text: str) -> None:
    assert WORD.findall(text.casefold()) == words(text)
