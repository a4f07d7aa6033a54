"""Columns of keys are looked at portion by portion, so that no dictionary has an entry a row."""

import tracemalloc
from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.dataset.digests import digests
from tuning.dataset.portions import PORTIONS, enough, first_rows, portions, with_many
from tuning.dataset.quality.repeats import repeats
from tuning.dataset.sheet import Sheet, instructions, openings

ROWS = 6_000

keys = st.integers(0, 2**60 - 1)
few = st.integers(0, 40)


def drawn(prefix: str, *, each: int = 1) -> "array[int]":
    """A key for every so many rows, as texts have them."""
    texts = digests([f"{prefix} {number}" for number in range(-(-ROWS // each))])
    return array("Q", (texts[row // each] for row in range(ROWS)))


def sheet(*, each: int) -> Sheet:
    """Conversations of which so many begin alike, each with a system text of its own."""
    made = Sheet()
    made.lines = array("Q", range(1, ROWS + 1))
    made.prompts = made.roots = drawn("prompt", each=each)
    made.answers, made.systems, made.seconds = map(drawn, ("answer", "system", "second"))
    made.spoken = array("I", range(ROWS))
    return made


@given(st.lists(keys | few), st.sampled_from([1, 2, 4, 8, 16]))
def test_every_row_falls_to_one_portion_and_those_of_one_key_to_the_same(
    found: list[int], number: int
) -> None:
    chosen = list(zip(*portions(array("Q", found), number), strict=True))

    assert [1] * len(found) == list(map(sum, chosen))
    assert len(dict(zip(found, chosen, strict=True))) == len({*zip(found, chosen, strict=True)})


def test_no_portion_is_much_larger_than_another() -> None:
    assert max(map(sum, portions(drawn("prompt"), PORTIONS))) < 1.3 * ROWS / PORTIONS


def test_few_rows_are_looked_at_in_few_portions() -> None:
    assert [1, 1, 2, 8, 16, 16] == [
        *map(enough, (0, 125_000, 125_001, 1_000_000, 1_000_001, 2_000_000))
    ]


@given(st.lists(few))
def test_the_first_row_of_each_key_is_found(found: list[int]) -> None:
    assert list(map(found.index, found)) == list(first_rows(array("Q", found)))


@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)))))
def test_keys_with_many_others_are_found_through_all_files(
    files: list[list[tuple[int, int]]],
) -> None:
    pairs = {(key, other) for file in files for key, other in file if other}
    expected = {key for key, others in Counter(key for key, _ in pairs).items() if others > 2}
    columns = [
        (array("Q", (key for key, _ in file)), array("Q", (other for _, other in file)))
        for file in files
    ]

    assert expected == with_many(columns, more_than=2)


@pytest.mark.parametrize(
    ("question", "each"),
    [
        (lambda made: repeats(made, part="training", labelled=False), 2),
        (lambda made: repeats(made, part="training", labelled=False), ROWS),
        (lambda made: instructions([made]), 2),
        (lambda made: openings([made]), 2),
    ],
)
def test_a_row_of_a_file_whose_prompts_repeat_takes_a_few_bytes(
    question: Callable[[Sheet], Iterable[object]], each: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuning.dataset.portions.ROWS", ROWS // PORTIONS)
    made = sheet(each=each)
    tracemalloc.start()
    try:
        deque(question(made), maxlen=0)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak / ROWS < 60
