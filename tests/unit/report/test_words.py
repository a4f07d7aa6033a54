import re
from pathlib import Path

import pytest

from tuning import text
from tuning.report import words
from tuning.text import hours, usd


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (None, "unknown"),
        (0.0, "$0.00"),
        (0.0000046, "$0.0000046"),
        (0.0042, "$0.0042"),
        (0.124, "$0.12"),
        (1452, "$1,452.00"),
    ],
)
def test_money_is_said_in_dollars_or_as_unknown(amount: float | None, said: str) -> None:
    assert usd(amount) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (59.4, "59 s"), (200, "3 min 20 s"), (7260, "2 h 1 min")],
)
def test_durations_are_said_in_their_two_greatest_units(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_moments_are_said_in_utc_and_nonsense_as_it_stands() -> None:
    assert "20 Nov 2026, 23:05 UTC" == words.moment("2026-11-21T01:05:00+02:00")
    assert "soon" == words.moment("soon")


def test_one_is_singular() -> None:
    assert "1 record" == words.count(1, "record")
    assert "1,200 records" == words.count(1200, "record")
    assert "0 losses" == words.count(0, "loss", "losses")
    assert ["0.5 hours", "1 hour", "24 hours"] == [text.hours(n) for n in (0.5, 1.0, 24.0)]


def test_a_cut_text_says_so() -> None:
    assert "abcdef" == text.shortened("abcdef", 6)
    assert "abcde\N{HORIZONTAL ELLIPSIS}" == text.shortened("abcdefg", 6)


@pytest.mark.parametrize(
    ("amount", "said"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (13_300, "13.3 kB"), (2_000_000, "2 MB")],
)
def test_sizes_are_said_in_the_unit_of_which_there_are_some(amount: int, said: str) -> None:
    assert words.size(amount) == said


def test_shares_are_said_in_per_cent_that_stay_on_one_line() -> None:
    assert "74\N{NO-BREAK SPACE}%" == words.percent(0.744)


def test_hours_are_said_by_the_one_function_that_knows_the_singular() -> None:
    sources = Path(__file__).parents[3] / "lambda"
    said = re.compile(r"\{(?!LONGEST_HOURS\})[^{}]*\} hours\b")

    assert {} == {
        str(path.relative_to(sources)): found
        for path in sources.rglob("*.py")
        if (found := said.findall(path.read_text()))
    }
    assert ("1 hour", "1.5 hours") == (hours(1), hours(1.5))
