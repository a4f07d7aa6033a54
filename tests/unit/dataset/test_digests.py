"""What a model reads alike has one digest, however it was written; and other words have another."""

from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tuning.dataset.digests import CLOSING, DIGEST_BITS, UNSEEN, digests

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
