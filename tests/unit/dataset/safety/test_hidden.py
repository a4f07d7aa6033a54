"""Characters that nobody sees are told, but where a script or an emoji needs them."""

import pytest

from tuning.dataset.problems import Fault
from tuning.dataset.safety import hidden


def told(text: str) -> list[tuple[str, object]]:
    return [(found.code.name, found.figures["character"]) for found in faults(text)]


def faults(text: str) -> list[Fault]:
    return list(hidden.faults(text.encode(), "the prompt"))


HIDING = {
    "an override from right to left": ("a\u202eb", "U+202E"),
    "an override from left to right": ("a\u202db", "U+202D"),
    "a tag character": ("a\U000e0041", "U+E0041"),
    "a tag that begins": ("\U000e0001", "U+E0001"),
    "tag characters behind another flag": ("🏁\U000e0067\U000e007f", "U+E0067"),
    "two variation selectors": ("a\ufe0f\ufe0f", "U+FE0F"),
    "variation selectors that spell bytes": ("😀\U000e0100\U000e0158", "U+E0158"),
}


@pytest.mark.parametrize(("text", "character"), HIDING.values(), ids=HIDING.keys())
def test_what_has_carried_hidden_orders_is_an_error(text: str, character: str) -> None:
    assert [("HIDDEN_TEXT", character)] == told(text)
    assert ["error"] == [fault.severity for fault in faults(text)]


UNSEEN = {
    "a zero width space": "\u200b",
    "an embedding": "\u202a",
    "an isolate": "\u2066",
    "its end": "\u2069",
    "a word joiner": "\u2060",
    "an invisible plus": "\u2064",
    "a byte order mark": "\ufeff",
    "a soft hyphen": "\u00ad",
    "a grapheme joiner": "\u034f",
    "a Hangul filler": "\u3164",
    "a half-width Hangul filler": "\uffa0",
    "a Hangul jamo filler": "\u115f",
    "a Mongolian vowel separator": "\u180e",
    "an annotation mark": "\ufff9",
    "a joiner between letters": "\u200d",
    "a non-joiner between letters": "\u200c",
    "a mark of direction among letters from left to right": "\u200f",
}


@pytest.mark.parametrize("character", UNSEEN.values(), ids=UNSEEN.keys())
def test_what_comes_with_copying_is_a_warning(character: str) -> None:
    assert [("INVISIBLE_CHARACTER", f"U+{ord(character):04X}")] == told(f"a{character}b")
    assert ["warning"] == [fault.severity for fault in faults(f"a{character}b")]


NEEDED = {
    "a family": "👩\u200d👩\u200d👧",
    "a heart on fire": "❤\ufe0f\u200d🔥",
    "a rainbow flag": "🏳\ufe0f\u200d🌈",
    "the flag of Scotland": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "one variation selector": "❤\ufe0f",
    "a keycap": "1\ufe0f\u20e3",
    "Persian with its non-joiner": "\u0645\u06cc\u200c\u062e\u0648\u0627",
    "Hindi with its joiner": "क्\u200dष",
    "Sinhala with its joiner": "ශ්\u200dරී",
    "a mark of direction in Hebrew": "שלום (a)\u200f",
    "a mark of direction in Arabic": "مرحبا\u200e a",
    "letters with accents": "e\u0301 naïve 日本語 ไทย",
    "a line separator": "a\u2028b",
    "a no-break space": "a\u00a0b\u202fc",
}


@pytest.mark.parametrize("text", NEEDED.values(), ids=NEEDED.keys())
def test_what_a_script_or_an_emoji_needs_is_no_fault(text: str) -> None:
    assert [] == told(text)


def test_an_error_and_a_warning_of_one_text_are_both_told_each_once() -> None:
    assert [("HIDDEN_TEXT", "U+202E"), ("INVISIBLE_CHARACTER", "U+200B")] == told(
        "\u200ba\u202eb\u200b\u202e"
    )
