"""One list of the scripts that write no spaces, for scores and for near-duplicates."""

import pytest

from tuning.dataset.quality.shingles import words
from tuning.evaluation.metrics.words import exact_words, prose_words
from tuning.scripts import spaced

UNSPACED = {
    "Thai": "\u0e1a\u0e31\u0e15\u0e23",
    "Lao": "\u0e9a\u0eb1\u0e94",
    "Khmer": "\u1780\u17b6\u178f",
    "Burmese": "\u1000\u1010\u103a",
    "Han": "\u5361\u7247",
    "Han beyond the first plane": "\U00020000\U0002a6d6",
    "Hiragana": "\u304b\u306a",
    "Katakana": "\u30ab\u30fc\u30c9",
    "Bopomofo": "\u3105\u3106",
    "Tai Tham": "\u1a20\u1a6e\u1a21",
    "Javanese": "\ua984\ua9b6\ua985",
    "Yi": "\ua000\ua001",
}


@pytest.mark.parametrize("script", UNSPACED)
def test_a_script_without_spaces_has_a_word_for_each_letter_with_its_marks(script: str) -> None:
    text = UNSPACED[script]
    found = spaced(text).split()

    assert len(found) > 1
    assert text == "".join(found)
    assert len(found) == len(exact_words(text)) == len(prose_words(text)) == len(words(text))


@pytest.mark.parametrize(
    "text",
    [
        "card",
        "\u043a\u0430\u0440\u0442\u0430",
        "\uce74\ub4dc",
        "\u0915\u093e\u0930\u094d\u0921",
        "25",
        "\u0e52\u0e55",
    ],
)
def test_words_of_other_scripts_and_all_numbers_stay_whole(text: str) -> None:
    assert [text] == spaced(text).split()
    assert 1 == len(exact_words(text)) == len(prose_words(text))


def test_tibetan_is_parted_where_its_syllables_are() -> None:
    assert 2 == len(exact_words("\u0f56\u0f7c\u0f51\u0f0b\u0f61\u0f72\u0f42"))
