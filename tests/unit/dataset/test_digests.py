"""What a model reads alike has one digest, however it was written; and other words have another."""

from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tuning.dataset.digests import DIGEST_BITS, UNSEEN, digests
from tuning.dataset.wrapping import CLOSING

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
texts = st.lists(
    st.lists(words | st.sampled_from([" ", "  ", "\n", "\t", "A", "ß", "?"]), max_size=6).map(
        "".join
    ),
    min_size=1,
    max_size=8,
)


def digest(text: str) -> int:
    return digests([text])[0]


@settings(deadline=None)
@given(texts)
def test_a_digest_does_not_depend_on_the_other_texts(held: list[str]) -> None:
    assert [digest(text) for text in held] == digests(held)


@settings(deadline=None)
@given(texts)
def test_texts_are_the_same_whatever_their_case_and_spacing(held: list[str]) -> None:
    spaced = [" \t" + text.replace(" ", " \r\n") + "\n\u00a0 " for text in held]

    assert digests(held) == digests(spaced)
    assert digests(held) == digests([text.casefold() for text in held])


@pytest.mark.parametrize("mark", ["", "\u0301", "\u0345", "\u05b0", "\u3099", "\u1dc4"])
def test_every_letter_is_the_same_in_both_cases_under_a_mark(mark: str) -> None:
    """Of one text that a fold leaves in another form, a whole block would be told apart."""
    letters = [letter for letter in map(chr, range(0x1FFFF)) if letter.isupper()]
    held = [f"n{letter}{mark}n" for letter in letters]
    folded = [normalize("NFKC", normalize("NFKC", text).casefold()) for text in held]

    assert digests(folded) == digests(held)


@settings(deadline=None)
@given(texts, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_texts_are_the_same_in_every_unicode_form(
    held: list[str], form: Literal["NFC", "NFD", "NFKC", "NFKD"]
) -> None:
    assert digests(held) == digests([normalize(form, text) for text in held])


@settings(deadline=None)
@given(words, st.sampled_from([*CLOSING, "?!", "…", "。", "\uff1f", "؟", "।", "”", " !", "...\n"]))
def test_texts_are_the_same_whatever_closes_them(text: str, closing: str) -> None:
    bare = normalize("NFKC", UNSEEN.sub("", text)).rstrip(CLOSING)
    assume(any(map(str.isalnum, bare[-1:])))

    assert digest(bare) == digest(bare + closing)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where is it?", "where is it"),
        ("Where is it", "Where\u00a0is it"),
        ("Where is it", "Where\u2003is\u2028it"),
        ("Where is it", "Where is\u200b it"),
        ("Where is it", "Wh\u00adere is it"),
        ("Where is it", "\uff37here is i\uff54\uff1f"),
        ("caf\u00e9", "CAFE\u0301."),
        ("I don't know", "I don\u2019t know"),
        ('the "new" one - mine', "the “new” one \u2013 mine"),
        ("Straße  1", "STRASSE 1"),
        ("我的卡在哪里", "我的卡在哪里\uff1f"),
        ("yes", "Yes."),
        ("B", "b)"),
        ("wait", "wait…"),
    ],
)
def test_one_character_makes_no_other_text(one: str, other: str) -> None:
    assert digest(one) == digest(other)


WRAPPED = [
    *('"{}"', "'{}'", "({})", '("{}")', '"{}".', "({})?", "'{}'?", "\n({}\n)", "`{}`", "**{}**"),
    *("\u201c{}\u201d", "\u201e{}\u201c", "\u2018{}\u2019", "\u00ab {} \u00bb", "\u00bb{}\u00ab"),
    *("\u300c{}\u300d", "\u300e{}\u300f", "\uff08{}\uff09", "\u00bf{}?", "\u00a1{}!"),
    *("- {}", "* {}", " -  {}", "\u2022 {}", "\u2022{}", "\u2013 {}", "\u2014{}", "\u25cf {}"),
    *('- "{}"', "* **{}**.", "{} -", "{} \u2013", "{} *", "{}?!", "{} ..."),
]


TEXTS = [
    "Where is my card?",
    "Dónde está la tarjeta",
    "我的卡在哪里",
    "-1",
    "yes",
    "$10 off",
    "a-b",
]


def says_more(wrapped: str, text: str) -> bool:
    """Whether a dash or a star before a sign is a sign itself."""
    return wrapped[:1] in "-*\u2013\u2014 " and not text[0].isalpha()


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_the_same_whatever_is_put_around_it(text: str) -> None:
    around = [wrapped.format(text) for wrapped in WRAPPED if not says_more(wrapped, text)]

    assert [] == [wrapped for wrapped in around if digest(wrapped) != digest(text)]


@pytest.mark.parametrize(
    "around", ["(", '"', "- ", "* ", "\u2022", "\u2014", "`", '"- ', "**", "- ("]
)
def test_whatever_stands_around_a_text_a_thousandfold_is_taken_away(around: str) -> None:
    assert digest("a") == digest(f"{around * 1000}a{around[::-1] * 1000 * (around in '`**')}")


@settings(deadline=None)
@given(
    words,
    st.sampled_from(['"{}"', "({})", "- {}", "\u2022 {}", "\u201c{}\u201d"]),
    st.integers(0, 3),
)
def test_what_is_wrapped_more_often_is_the_same_as_what_is_wrapped_once(
    text: str, wrapped: str, times: int
) -> None:
    around = text = f"a{text}b"
    for _ in range(times):
        around = wrapped.format(around)

    assert digest(text) == digest(around)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("to gether", "together"),
        ("a b c", "a c b"),
        ("10.5", "105"),
        ("-1", "1"),
        ("3:30", "330"),
        ("C", "C++"),
        ("C", "C#"),
        ("50", "50 %"),
        ("$10", "10"),
        ("- 1", "1"),
        ("-x", "x"),
        ("\u22121", "1"),
        ("\u20135", "5"),
        ("--help", "help"),
        ("-1 or 1", "1 or 1"),
        ("!x", "x"),
        ("<", ">"),
        ("<b>", "b"),
        ("> 5", "5"),
        ("+5", "5"),
        ("~5", "5"),
        ("#5", "5"),
        ("@ann", "ann"),
        ("/etc", "etc"),
        (".5", "5"),
        ("*args", "args"),
        ("__init__", "init"),
        ("(100)", "100"),
        ("($100)", "$100"),
        ("[1]", "1"),
        ("[]", "{}"),
        ('{"a": 1}', '"a": 1'),
        ('"left"', '"right"'),
        ('say "yes"', "say yes"),
        ('"a" or "b"', "a or b"),
        ("(a) or (b)", "a or b"),
        ("- a\n- b", "a\nb"),
        ("a - b", "a b"),
        ("x -1", "x"),
        ("**", "*"),
        ("-", "*"),
        ("-", ""),
        ('"', "("),
        ("( )", "[ ]"),
        ("?", "!"),
        ("?", ""),
        ("...", "!"),
        ("résumé", "resume"),
    ],
)
def test_what_means_something_else_is_another_text(one: str, other: str) -> None:
    assert digest(one) != digest(other)


@given(texts)
def test_digests_take_the_memory_that_they_are_said_to(held: list[str]) -> None:
    assert all(0 <= one < 1 << DIGEST_BITS for one in digests(held))
