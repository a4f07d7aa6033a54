"""Searching for the core first finds what searching for the whole expression finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.dataset.drops import texts
from tests.unit.dataset.privacy.values import VALUES
from tuning.dataset.privacy.pattern import REACH, Pattern, Span, landmarks
from tuning.dataset.privacy.search import PATTERNS

SEARCHED = [pattern for pattern in PATTERNS if type(pattern) is Pattern]
"""Those of numbers of states begin where nine digits do, and ask for the rest themselves."""

valued = st.lists(texts | st.one_of(*VALUES.values()), max_size=5).map(" ".join).map(str.encode)


def plainly(pattern: Pattern, data: bytes) -> list[Span]:
    found, start = [], 0
    while match := pattern.regex.search(data, start):
        span = pattern.confirm(data, match.span(match.lastindex or 0))
        found += [span] if span else []
        start = span[1] if span else match.start() + 1
    return found


@settings(max_examples=60, deadline=None)
@given(valued)
def test_the_core_leads_to_every_match_of_the_whole(data: bytes) -> None:
    for pattern in SEARCHED:
        assert plainly(pattern, data) == list(pattern.spans(data))


@pytest.mark.parametrize("letters", [1, REACH - 1, REACH, REACH + 1, 3 * REACH])
def test_what_stands_before_a_core_is_found_as_far_as_it_reaches(letters: int) -> None:
    data = b"write to " + b"j" * letters + b"@example.com"

    for pattern in SEARCHED:
        assert plainly(pattern, data) == list(pattern.spans(data))


@given(valued)
def test_what_a_core_opens_with_leads_to_the_same_places(data: bytes) -> None:
    opened = [pattern for pattern in SEARCHED if pattern.opens]

    assert opened
    for pattern in opened:
        assert landmarks(pattern.core, data) == landmarks(pattern.core, data, pattern.opens)
