"""Tokens are text: any text becomes tokens and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearsal.bedrock.model.tokenizer import Tokenizer

TOKENIZER = Tokenizer(["The card is late, sorry.", "Where is my top up?"])


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text


@given(st.text(alphabet=" \n_-/('aAzé1.", max_size=12))
def test_spaces_and_capitals_come_back(text: str) -> None:
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text


def test_half_a_character_is_not_an_error() -> None:
    assert "\ufffd" == TOKENIZER.decode(TOKENIZER.encode("é")[:-1])
    assert "?" == TOKENIZER.decode(TOKENIZER.encode("\ud83d"))


@pytest.mark.parametrize("label", ["top_up", "top-up", "Top up"])
def test_a_word_is_the_same_word_after_a_space_and_inside_a_label(label: str) -> None:
    assert set(TOKENIZER.encode("top up")) <= set(TOKENIZER.encode(label))


def test_a_word_of_the_corpus_is_one_token_and_another_is_a_few() -> None:
    assert 2 == len(TOKENIZER.encode("card late"))
    assert 2 < len(TOKENIZER.encode("Zorblax")) <= len("Zorblax") + 2
