"""Lengths are told in bins, and what lies far outside is named."""

from collections.abc import Sequence
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.dataset.quality.files import message, sheet_of
from tuning.dataset.quality.lengths import Bin, Lengths
from tuning.dataset.sheet import Sheet
from tuning.run.parts import PartName


def lengths(characters: Sequence[int]) -> Lengths:
    return Lengths({"training": sheet_of([("e" * n, "") for n in characters])}, "prompt")


def middle(characters: int) -> int:
    """The middle of 0.16 and 0.26 tokens for each lower-case letter."""
    return ceil(characters * 21 / 100)


def outliers(*characters: int) -> list[tuple[int | None, str]]:
    found = lengths(characters).outliers(where="the prompt")
    return [(finding.line, message(finding).split(" (")[0]) for finding in found]


def test_lengths_are_counted_in_bins_that_double() -> None:
    assert (
        Bin(start=1, end=2, records=2),
        Bin(start=2, end=4, records=0),
        Bin(start=4, end=8, records=1),
    ) == lengths([1, 4, 16]).bins


def test_without_texts_there_are_no_bins() -> None:
    assert () == lengths([]).bins


@given(st.lists(st.integers(0, 300)))
def test_every_text_is_in_the_bin_of_its_tokens(characters: list[int]) -> None:
    bins = lengths(characters).bins

    assert len(characters) == sum(each.records for each in bins)
    for each in bins:
        inside = [n for n in characters if each.start <= middle(n) < max(each.end, 1)]
        assert len(inside) == each.records


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(1, 100))
def test_so_many_texts_of_a_hundred_are_not_longer_than_a_percentile(
    characters: list[int], percent: int
) -> None:
    length = lengths(characters).percentile(percent)

    assert sum(n <= length for n in characters) >= percent * len(characters) / 100
    assert sum(n < length for n in characters) < percent * len(characters) / 100


def test_a_text_eight_times_as_long_as_nearly_all_others_is_named() -> None:
    assert [
        (41, "the prompt has 801 characters; 95 in 100 have at most 100"),
    ] == outliers(*[100] * 40, 801)


def test_a_text_an_eighth_as_long_as_nearly_all_others_is_named() -> None:
    assert [
        (41, "the prompt has 12 characters; 95 in 100 have at least 100"),
    ] == outliers(*[100] * 40, 12)


@pytest.mark.parametrize("characters", [13, 99, 101, 800])
def test_what_is_within_a_factor_of_eight_is_not_far_off(characters: int) -> None:
    assert [] == outliers(*[100] * 40, characters)


def test_a_short_text_is_not_called_long_however_short_the_others_are() -> None:
    assert [] == outliers(*[2] * 40, 64)


def test_a_text_is_not_called_short_where_many_are_short() -> None:
    assert [] == outliers(*[63] * 40, 1)
    assert [(41, "the prompt has 7 characters; 95 in 100 have at least 64")] == outliers(
        *[64] * 40, 7
    )


def test_of_few_texts_none_is_called_far_off() -> None:
    assert [] == outliers(*[100] * 18, 5000)


def test_lengths_of_all_files_are_judged_together() -> None:
    sheets: dict[PartName, Sheet] = {
        "training": sheet_of([("x" * 100, "")] * 40),
        "evaluation": sheet_of([("x" * 100, ""), ("x" * 900, "")]),
    }
    (finding,) = Lengths(sheets, "prompt").outliers(where="the prompt")

    assert ("evaluation", 2) == (finding.part, finding.line)
