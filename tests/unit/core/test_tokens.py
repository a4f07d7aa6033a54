"""Estimates of tokens are held against tokenizers that are public; Nova's own is not."""

import json
import random
import string
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import bpe_openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.tokens import KINDS, LOWER, NUL, Beyond, Tokens, beyond, count

CHANCE = random.Random(4)
LANGUAGES: dict[str, str] = tomllib.loads(Path(__file__).with_name("languages.toml").read_text())
ORDERS = [
    {
        "id": n,
        "amount": CHANCE.randrange(10**6) / 100,
        "paid": n % 3 == 0,
        "items": [{"sku": "A-1"}],
    }
    for n in range(30)
]
KINDS_OF_TEXT = {
    "code": Path(json.__file__).with_name("encoder.py").read_text(),
    "JSON": json.dumps(ORDERS),
    "JSON, indented": json.dumps(ORDERS, indent=2),
    "numbers": "\n".join(
        ",".join(f"{CHANCE.random() * 1000:.2f}" for _ in "12345678") for _ in "ab"
    ),
    "emoji": "😀😂🥰😎🤔😭🙏👍🔥🎉❤️✅⚠️🚀💡📦🛒🍕🐶🌍🎂💳📞🧾",
    "chat with emoji": "Thanks so much 🙏🙏 See you soon! Love it ❤️",
    "capitals": LANGUAGES["English"].upper(),
}
TEXTS = LANGUAGES | KINDS_OF_TEXT

TOKENIZERS = ("o200k_base", "cl100k_base", "voyage3_base")
TOLERANCE = 0.1
"""Of an end of the range: a text of two sentences is no average."""


@cache
def tokenizer(name: str) -> Callable[[str], list[int]]:
    encode: Callable[[str], list[int]] = bpe_openai.get_encoding(name).encode
    return encode


@pytest.mark.parametrize("name", TOKENIZERS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_public_tokenizers_count_within_the_range(text: str, name: str) -> None:
    counted, found = len(tokenizer(name)(text)), count(text)

    assert found.least * (1 - TOLERANCE) <= counted <= found.most * (1 + TOLERANCE)


def test_the_upper_end_is_not_far_above_what_any_of_them_makes_of_english() -> None:
    most = max(len(tokenizer(name)(LANGUAGES["English"])) for name in TOKENIZERS)

    assert count(LANGUAGES["English"]).most <= 1.5 * most


def test_a_range_is_never_wider_than_fivefold_and_in_latin_script_than_threefold() -> None:
    """A range as wide as nothing is known would hold whatever tokenizers count."""
    for name, text in TEXTS.items():
        found = count(text)
        widest = 3 if text.isascii() and name != "numbers" else 7
        assert found.most <= widest * found.least, name


def test_aws_s_own_six_characters_a_token_are_within_the_range() -> None:
    text = "word " * 1200

    assert count(text).least <= len(text) / 6 <= count(text).most


def test_every_kind_takes_at_least_as_much_as_a_lower_case_letter() -> None:
    for kind in KINDS:
        assert LOWER.least <= kind.least <= kind.most
        assert LOWER.most <= kind.most <= 255 / 50 + LOWER.most


@given(
    st.lists(st.text(st.characters(exclude_characters=NUL, exclude_categories=["Cs"])), min_size=1)
)
def test_many_texts_at_once_are_counted_as_each_alone(texts: list[str]) -> None:
    weights = zip(*beyond(texts), strict=True)

    assert [count(text) for text in texts] == [
        Tokens.of(len(text), Beyond(*weight)) for text, weight in zip(texts, weights, strict=True)
    ]


@given(st.text(string.printable), st.text(string.printable))
def test_ascii_counts_the_same_beside_other_scripts(text: str, other: str) -> None:
    """Texts of ASCII alone go a faster way."""
    (alone,), (alone_most,) = beyond([text])
    (beside, _), (beside_most, _) = beyond([text, other + "中"])

    assert (alone, alone_most) == (beside, beside_most)
