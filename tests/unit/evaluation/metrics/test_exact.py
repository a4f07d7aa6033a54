"""Exact match says the same of two answers where people do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.evaluation.metrics.exact import accuracy, contains, exact_match
from tuning.evaluation.metrics.overlap import token_f1


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("The Eiffel Tower.", "eiffel tower"),
        ("  Card_Arrival\n", "card_arrival"),
        ("STRASSE", "Stra\u00dfe"),
        ("\uff21\uff22\uff23 \uff11", "abc 1"),
        ("cafe\u0301", "caf\u00e9"),
        ("A.", "a"),
        ("(B)", "b"),
        ("B)", "B"),
        ("B) Paris", "b Paris"),
        ("(see f(x)).", "see f(x)"),
        ("Quoi ?", "quoi"),
        ("yes , no", "yes, no"),
        ("**42**", "42"),
        ("`x`", "x"),
        ('"yes".', "Yes"),
        ("\u201cHello world!\u201d", "hello, world"),
        (
            "\u00ab\u041f\u0440\u0438\u0432\u0435\u0442\u00bb",
            "\u043f\u0440\u0438\u0432\u0435\u0442",
        ),
        ("\u300c\u5317\u4eac\u300d\u3002", "\u5317\u4eac"),
        ("\u5317\u4eac \u5927\u5b66", "\u5317\u4eac\u5927\u5b66"),
        ("\u22121", "-1"),
        ("5\u201310", "5-10"),
        ("10\u00b2", "10^2"),
        ("don\u2019t", "don't"),
        ("\u00bfQu\u00e9?", "qu\u00e9"),
        ("a cat", "cat"),
        ("", "  "),
        ("?", "?"),
    ],
)
def test_exact_match_forgives_case_articles_spelling_and_what_closes_or_quotes(
    answer: str, reference: str
) -> None:
    assert 1.0 == exact_match(answer, reference)
    assert 1.0 == token_f1(answer, reference)


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("1", "-1"),
        ("+1", "1"),
        ("10.5", "105"),
        ("1,5", "15"),
        ("$10.00", "$1000"),
        ("$10", "\u20ac10"),
        ("10", "10%"),
        ("3:30", "330"),
        ("1/2", "12"),
        ("10\u00b2", "102"),
        ("1\u00bd", "11/2"),
        ("5!", "5"),
        ("5'", '5"'),
        ("2**3", "23"),
        (">", "<"),
        ("x>5", "x<5"),
        ("5 - 3", "5 3"),
        ("C", "C++"),
        ("C#", "C++"),
        (".NET", "net"),
        ("f()", "f"),
        ("__init__", "init"),
        ("! ok", "ok"),
        ("a ? b : c", "a b c"),
        ("[0, 1)", "(0, 1]"),
        ("[0, 1)", "[0, 1]"),
        ("(0,1)", "[0,1]"),
        ("a-b", "ab"),
        ("Vitamin A", "Vitamin"),
        ("Hepatitis A virus", "Hepatitis virus"),
        ("A, B", "B"),
        ("A. Paris", "Paris"),
        ("A", "B"),
        ("a", "an"),
        ("[]", "{}"),
        (":)", ":("),
        ("\U0001f44d", "\U0001f44e"),
        ("\u0e52\u0e55", "\u0e55\u0e52"),
        ("\u0915\u092e\u0932", "\u0915\u093e\u092e"),
        ("", "yes"),
    ],
)
def test_exact_match_tells_apart_what_means_something_else(answer: str, reference: str) -> None:
    assert 0.0 == exact_match(answer, reference)
    assert token_f1(answer, reference) < 1.0


@pytest.mark.parametrize("sign", "+-$<>#%&*/=@^~|\\")
@given(st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True))
def test_a_symbol_before_inside_or_behind_a_word_counts(sign: str, word: str) -> None:
    for signed in (f"{sign}{word}", f"{word}{sign}", f"{word}{sign}{word}"):
        plain = signed.replace(sign, "")
        assert 0.0 == exact_match(signed, plain)
        assert 1.0 == exact_match(f"{signed}.", signed)


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ('{"a": 1, "b": 2}', '{"a":1,"b":2}', 1.0),
        ('{"b":2,"a":1}', '{"a":1,"b":2}', 1.0),
        ('```json\n{"a": 1.0}\n```', '{"a":1}', 1.0),
        ('{"a": "1"}', '{"a": 1}', 0.0),
        ('{"a": true}', '{"a": 1}', 0.0),
        ('{"a":12}', '{"a1":2}', 0.0),
        ("[1, 2]", "[2, 1]", 0.0),
        ("1.0", "1", 0.0),
    ],
)
def test_json_objects_and_lists_are_compared_as_such(
    answer: str, reference: str, expected: float
) -> None:
    assert expected == exact_match(answer, reference)


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("1,000.0", "1000", 1.0),
        ("$1,000.50", "$1000.5", 1.0),
        ("1e3", "1000", 1.0),
        ("-0", "0", 1.0),
        ("\u0663", "3", 1.0),
        ("5.0%", "5%", 1.0),
        ("1.50kg", "1.5kg", 1.0),
        ("it is 3.0.", "It is 3", 1.0),
        ("1", "-1", 0.0),
        ("10", "100", 0.0),
        ("$5", "\u20ac5", 0.0),
        ("1.0.0", "1.0", 0.0),
        ("1,00", "100", 0.0),
        ("1e999999999", "1e999999998", 0.0),
    ],
)
def test_numbers_are_compared_as_numbers_where_the_recipe_says_so(
    answer: str, reference: str, expected: float
) -> None:
    assert expected == exact_match(answer, reference, numbers=True)
    assert expected == token_f1(answer, reference, numbers=True) or " " in answer
    assert 0.0 == exact_match(answer, reference)


@given(st.integers(-(10**30), 10**30), st.integers(0, 6))
def test_every_spelling_of_a_number_is_that_number(value: int, zeros: int) -> None:
    spelled = f"{value:,}." + "0" * zeros if zeros else f"{value:,}"

    assert 1.0 == exact_match(spelled, str(value), numbers=True)
    assert 0.0 == exact_match(spelled, str(value + 1), numbers=True)


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("The intent is card_arrival.", "card_arrival", 1.0),
        ("It is (B), I think", "B", 1.0),
        ("concatenate", "cat", 0.0),
        ("-10", "10", 0.0),
        ("10.5", "10", 0.0),
        ("the lost and found card", "lost card", 0.0),
        ("\u6211\u4f4f\u5728\u5317\u4eac\u3002", "\u5317\u4eac", 1.0),
        ("yes", "", 0.0),
        ("", "", 1.0),
    ],
)
def test_an_answer_contains_its_reference_as_whole_words(
    answer: str, reference: str, expected: float
) -> None:
    assert expected == contains(answer, reference)


def test_accuracy_takes_a_label_to_the_letter() -> None:
    assert 1.0 == accuracy(" Card_Arrival. ", "card_arrival")
    assert 0.0 == accuracy("The intent is card_arrival", "card_arrival")
    assert 0.0 == accuracy("-1", "1")
