"""The screen names every record in which something is to be found, and few others."""

import json
import random
import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.unit.dataset.drops import texts
from tests.unit.dataset.privacy.values import FEW, SURROUNDINGS, VALUES
from tests.unit.dataset.safety.test_phrases import ORDER, SPELT
from tuning.dataset import expressions
from tuning.dataset.batch import Columns
from tuning.dataset.privacy import search
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import Pattern
from tuning.dataset.rules.records import CONTROL
from tuning.dataset.safety import hidden, phrases
from tuning.dataset.screen import Screen

RESERVED = ("User:", "[EOS]", "<image>", "(x|y)")
SCREEN = Screen(RESERVED)
CLEAN = ["what is the capital of Peru?", "Lima, since 1535.", "1, 2 and 3; e.g. é or 日本"]


def hits(asked: list[str], answers: list[str] | None = None) -> set[int]:
    columns = Columns(asked, answers or [], set())
    found = SCREEN.hits(columns)
    rows = zip(asked, answers or asked, strict=True)
    told = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if "\\" not in told:
        as_lines = SCREEN.hits(columns, told.encode())
        assert found[:2] == as_lines[:2], "as texts and as lines alike"
    return found.ruled | found.guarded


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_a_value_of_every_kind_is_seen_among_clean_texts(kind: Kind) -> None:
    @FEW
    @given(value=VALUES[kind], around=SURROUNDINGS)
    def seen(value: str, around: tuple[str, str]) -> None:
        before, after = around

        assert {3} <= hits([*CLEAN, f"{before}{value}{after}", *CLEAN])
        assert {3} <= hits(CLEAN * 2, [*CLEAN, f"{before}{value}{after}", *CLEAN[1:]])

    seen()


@pytest.mark.parametrize("pattern", search.PATTERNS, ids=lambda pattern: pattern.kind.name)
def test_whatever_a_careful_pattern_can_begin_with_is_seen(pattern: Pattern) -> None:
    """Of every core any text that fits, not only the values that somebody thought of."""

    @settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(drawn=st.from_regex(re.compile(pattern.core), fullmatch=True))
    def seen(drawn: bytes) -> None:
        text = drawn.decode(errors="ignore").replace("\0", "")
        assume(re.search(pattern.core, text.encode()))

        assert {1} <= hits([CLEAN[0], text, CLEAN[1]])

    seen()


@pytest.mark.parametrize(
    "text", ["az login   -p ", "az login 1234 -p ", "x oc login -p ", "helm login -p "]
)
def test_a_short_command_is_seen_in_lines_as_in_texts(text: str) -> None:
    """Beside longer ones in one expression, Hyperscan missed it in a block of lines."""
    assert {1} <= hits([CLEAN[0], text, CLEAN[1]])


def ruled_out(text: str) -> bool:
    """Tell whether a rule of the base model finds something in a text."""
    return bool(CONTROL.search(text)) or any(word in text for word in RESERVED)


def guarded_against(text: str) -> bool:
    """Tell whether the guard finds something in a text."""
    data = text.encode()
    told = (*hidden.faults(data, "it"), *phrases.faults(data, "it"))
    return bool(told or search.search(data))


@settings(max_examples=80, deadline=None)
@given(st.lists(texts, min_size=1, max_size=6), st.integers(0, 1))
def test_every_text_in_which_a_careful_rule_finds_something_is_named(
    held: list[str], column: int
) -> None:
    columns = (["a"] * len(held), held) if column else (held, [])
    found = SCREEN.hits(Columns(*columns, set()))

    assert {number for number, text in enumerate(held) if ruled_out(text)} <= found.ruled
    assert {number for number, text in enumerate(held) if guarded_against(text)} <= found.guarded
    assert not any(map(guarded_against, found.quiet)), "what is called quiet is not looked at"


def test_of_a_record_that_is_named_the_texts_that_show_nothing_are_quiet() -> None:
    asked, answers = ["write to jane@example.com", "a\x07", "b"], ["gladly", "1, 2", "c"]

    found = SCREEN.hits(Columns(asked, answers, set()))

    assert (found.guarded, found.ruled) == ({0}, {1})
    assert found.quiet == {"gladly", "a\x07", "1, 2"}


@pytest.mark.parametrize("word", RESERVED)
def test_a_reserved_word_is_seen_whatever_characters_it_has(word: str) -> None:
    assert {1} == hits([CLEAN[0], f"say {word} twice", CLEAN[1]])


def test_what_holds_nothing_is_not_named() -> None:
    words = ["the", "of", "and", "to", "in", "for", "is", "on", "that", "by", "this", "with"]
    drawn = random.Random(1)
    held = [" ".join(drawn.choices(words, k=60)) + f" {n}." for n in range(500)]

    assert set() == hits(held, held)
    assert set() == hits([])


def test_a_text_that_holds_what_stands_between_texts_is_named_and_moves_no_other() -> None:
    assert {1, 4} == hits(["a", "b\0c\0", "d", "e", "write to jane@example.com", "f"])


def test_a_block_with_too_many_places_is_looked_at_text_by_text() -> None:
    held = ["+1 202-555-0123 " * 40, "nothing"] * (expressions.MOST_MATCHES // 20)

    assert set(range(0, len(held), 2)) == hits(held)


def test_no_text_beyond_ascii_moves_a_position() -> None:
    held = ["日本語" * 9, "ü" * 7, "jane@example.com", "😀" * 5, "4111 1111 1111 1111", "é"]

    assert {2, 4} == hits(held)


def test_a_text_in_which_a_key_is_put_together_is_named() -> None:
    halves = ("gh", "p_a8Kd02LmQzX91PbvTnRw5YcUeFh7Gj3Ss1Oi")
    held = [code.format(*halves) for code in ('k = "{}" + "{}"', 'k = (\n  "{}"\n  "{}"\n)')]

    assert {1, 3} == hits([CLEAN[0], held[0], CLEAN[1], held[1], 'x = "a" + "b"'])


@pytest.mark.parametrize("spell", SPELT.values(), ids=SPELT.keys())
def test_an_order_is_named_however_it_is_spelt(spell: Callable[[str], str]) -> None:
    assert {1} == hits([CLEAN[0], f"Hello. {spell(ORDER)} now", CLEAN[1]])
