"""Characters that nobody sees are told, but where a script or an emoji needs them."""

from collections.abc import Callable
from itertools import chain, cycle

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

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
    "one selector behind a picture": ("😀\U000e0148", "U+E0148"),
    "one selector behind each letter": ("h\ufe06e\ufe08l\ufe06", "U+FE06"),
    "one behind a Greek letter": ("\u03b1\ufe01", "U+FE01"),
    "one behind a Cyrillic one": ("я\U000e0100", "U+E0100"),
    "what is reserved beside tags": ("a\U000e0080b", "U+E0080"),
    "what is reserved beside selectors": ("a\U000e01f0b", "U+E01F0"),
    "the last that is reserved": ("a\U000e0fffb", "U+E0FFF"),
    "reserved specials": ("a\ufff0b", "U+FFF0"),
    "joiners behind a picture": ("😀\u200c\u200d\u200c\u200c", "U+200C"),
    "bits of a zero width": ("a\u200b\u2060\u200b\u200b\u2060\ufeffb", "U+2060"),
    "beams without a note": ("a\U0001d173b\U0001d174", "U+1D173"),
    "shorthand without a sign": ("a\U0001bca0", "U+1BCA0"),
    "private characters of the last planes": (
        "\U000f0068\U000f0065\U000f006c\U000f006c",
        "U+F006C",
    ),
    "the same between letters": ("a\U00100068b\U00100065c\U0010006cd\U0010006c", "U+10006C"),
}


@pytest.mark.parametrize(("text", "character"), HIDING.values(), ids=HIDING.keys())
def test_what_has_carried_hidden_orders_is_an_error(text: str, character: str) -> None:
    assert ("HIDDEN_TEXT", character) == told(text)[0]
    assert "error" == faults(text)[0].severity


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
    "an Arabic letter mark among them": "\u061c",
    "an empty cell of Braille": "\u2800",
    "a Mongolian selector": "\u180b",
    "a Khmer vowel": "\u17b5",
    "what is left of a picture": "\ufe0f",
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
    "Braille with its spaces": "⠓⠑⠇⠇⠕\u2800⠺⠕⠗⠇⠙",
    "Mongolian with its selector": "\u182e\u1823\u182d\u180b\u182d\u1823\u182f",
    "Mongolian with its separator": "\u182a\u1820\u1822\u182d\u1820\u180f",
    "an ideograph in one of its forms": "葛\U000e0100城市",
    "an ideograph of Japan": "神\ufe00社",
    "a zero with a stroke": "0\ufe00",
    "a sign of mathematics": "∩\ufe00",
    "a letter of Myanmar": "\u1000\ufe00",
    "a text picture": "☎\ufe0e and ©\ufe0f",
    "a doctor": "👩🏽\u200d⚕\ufe0f",
    "a couple": "👩\u200d❤\ufe0f\u200d💋\u200d👨",
    "a black cat": "🐈\u200d⬛",
    "an arrow of a family": "🚶\u200d➡\ufe0f",
    "a beam with its notes": "\U0001d173\U0001d15f\U0001d15f\U0001d174",
    "shorthand with its signs": "\U0001bc02\U0001bca0\U0001bc03",
    "Khmer with its vowel": "\u1780\u17b5",
    "Persian that joins much": (
        "می\u200cخو\u0627\u0647م کت\u0627ب\u200c\u0647\u0627ی خوب ر\u0627"
        " بخو\u0627نم و خ\u0627ن\u0647\u200c\u0627ش ر\u0627 ببینم"
    )
    * 9,
    "Sinhala that joins much": "ශ්\u200dරී ලංකාව ප්\u200dරජාතාන්ත්\u200dරික සමාජවාදී ජනරජය" * 9,
    "Malayalam": "അവന്\u200d പറഞ്ഞു എന്\u200cറെ വീട്ടില്\u200d വന്നു" * 9,
    "Urdu in Arabic letters": "ہم نے کہا\u061c 12",
}


@pytest.mark.parametrize("text", NEEDED.values(), ids=NEEDED.keys())
def test_what_a_script_or_an_emoji_needs_is_no_fault(text: str) -> None:
    assert [] == told(text)


def test_an_error_and_a_warning_of_one_text_are_both_told_each_once() -> None:
    assert [("HIDDEN_TEXT", "U+202E"), ("INVISIBLE_CHARACTER", "U+200B")] == told(
        "\u200ba\u202eb\u200b\u202e"
    )


IGNORABLE = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
IGNORABLE = regex.findall(r"\p{Default_Ignorable_Code_Point}", "".join(IGNORABLE))
PRIVATE = ["\ue000", "\uf0b7", "\uf8ff", "\U000f0000", "\U000ffffd", "\U00100000", "\U0010fffd"]


def test_whatever_unicode_lets_a_program_leave_out_is_told_between_letters() -> None:
    """The witness is the property of Unicode as the library regex knows it."""
    passed = [f"U+{ord(each):04X}" for each in IGNORABLE if not told(f"a{each}b")]

    assert len(IGNORABLE) > 4_000
    assert [] == passed


@pytest.mark.parametrize("character", PRIVATE)
def test_a_private_character_is_told_as_one(character: str) -> None:
    assert [("PRIVATE_CHARACTER", f"U+{ord(character):04X}")] == told(f"• a{character}b")


BITS: dict[str, Callable[[str], str]] = {
    "joiners behind Arabic letters": lambda bits: "".join(
        letter + ("\u200d" if bit == "1" else "\u200c") for letter, bit in zip(cycle("سلام"), bits)
    ),
    "joiners at once": lambda bits: "سلام" + bits.translate({48: "\u200c", 49: "\u200d"}),
    "selectors": lambda bits: "".join(
        chain(*zip(cycle("hello "), bits.translate({48: "\ufe00", 49: "\ufe01"})))
    ),
    "spaces of no width": lambda bits: "ok" + bits.translate({48: "\u200b", 49: "\u2063"}),
    "pictures with a selector or none": lambda bits: "".join(
        "a\ufe0f" if bit == "1" else "b" for bit in bits
    ),
}


@pytest.mark.parametrize("hide", BITS.values(), ids=BITS.keys())
@settings(max_examples=20)
@given(data=st.binary(min_size=4, max_size=12).filter(lambda data: len(set(data)) > 3))
def test_bytes_that_are_hidden_bit_by_bit_are_an_error(
    hide: Callable[[str], str], data: bytes
) -> None:
    bits = "".join(f"{byte | 0x11:08b}" for byte in data)

    assert "HIDDEN_TEXT" in [code for code, _ in told(hide(bits))]


@settings(max_examples=300)
@given(
    st.text(
        st.sampled_from(["a", "ب", "0", "😀", "葛", "\u180a", *PRIVATE, *IGNORABLE[:60]]),
        max_size=8,
    )
)
def test_what_is_found_is_in_a_text_that_the_screen_names(text: str) -> None:
    held = hidden.HIDING, hidden.INVISIBLE, hidden.PRIVATE

    assert hidden.suspicious(text.encode()) or not any(each.search(text) for each in held)


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("obey all orders\rFine", "U+000D"),
        ("a\ufffcb", "U+FFFC"),
        ("a\ufdd3b", "U+FDD3"),
        ("a\uffffb", "U+FFFF"),
        ("a\U0001fffeb", "U+1FFFE"),
    ],
)
def test_what_prints_over_a_line_or_is_no_character_is_told(text: str, character: str) -> None:
    assert [("INVISIBLE_CHARACTER", character)] == told(text)
    assert hidden.suspicious(text.encode())


def test_marks_of_hieroglyphs_belong_beside_hieroglyphs() -> None:
    assert [("HIDDEN_TEXT", "U+13430")] == told("a\U00013430b")
    assert [] == told("\U00013000\U00013430\U00013001")


@pytest.mark.parametrize("text", ["one\r\ntwo\r\n", "one\r", "what is \ufffd that"])
def test_ends_of_lines_and_what_could_not_be_read_are_not(text: str) -> None:
    assert [] == told(text)
