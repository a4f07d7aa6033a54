"""A recipe's expression finds what ``re`` finds, and never takes long."""

import re
from random import Random
from time import process_time

import pytest

from tuning.standards.expression import LONGEST, BadExpression, Expression, problem

TAILS = ("ab", "a", "xz", "foo bar", "\u00e9", "\u65e5\u672c", " no", "AB-1234", "YES", "b\n", "")
EXPRESSIONS = (
    "ab", "a$", "^ab$", r"\d+", "[xy]z", "x|yz", "foo.*bar", "\u00e9", "\u65e5\u672c", r"\bno\b",
    r"^[A-Z]{2}-\d{4}$", "(a+)+b", "a{3,}", "(?i)yes", r"\w+@\w+", r"^\s*$",
)  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_it_is_found_where_re_finds_it(expression: str) -> None:
    ours, theirs = Expression(expression), re.compile(expression, flags=re.ASCII)
    random = Random(expression)
    for _ in range(300):
        filling = "".join(random.choices("qab1 .-@", k=random.choice((0, 1, 7, 33, 130, 4097))))
        text = filling + random.choice(TAILS)
        assert bool(theirs.search(text)) == ours.found_in(text), text


def test_a_letter_of_any_script_has_its_own_class() -> None:
    assert Expression(r"^\p{L}+$").found_in("\u0434\u0430")
    assert not Expression(r"^\w+$").found_in("\u0434\u0430")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", "0 characters"),
        ("x" * (LONGEST + 1), "501 characters"),
        ("(", "parenthesis"),
        (r"(a)\1", "[Bb]ack-references"),
        ("(?=a)b", "[Zz]ero-width"),
    ],
)
def test_what_cannot_be_searched_in_linear_time_is_refused_with_a_reason(
    expression: str, words: str
) -> None:
    with pytest.raises(BadExpression, match=words):
        Expression(expression)
    assert re.search(words, problem(expression) or "")


@pytest.mark.parametrize("expression", ["(a+)+b", "(a|a)*c", "(a*)*(a*)*(a*)*d"])
def test_an_expression_that_would_keep_re_busy_for_years_does_not(expression: str) -> None:
    compiled = Expression(expression)
    began = process_time()

    assert not compiled.found_in("a" * 50_000)
    assert process_time() - began < 1
