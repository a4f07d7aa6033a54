"""A text that shows the core of a pattern is searched for it, whichever set the core stands in."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuning.dataset.privacy import signs
from tuning.dataset.privacy.families import Numbered
from tuning.dataset.privacy.pattern import Pattern
from tuning.dataset.privacy.search import PATTERNS


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.kind.name)
def test_a_pattern_is_searched_for_wherever_its_core_is(pattern: Pattern) -> None:
    @settings(max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(re.compile(pattern.core)))
    def shown(data: bytes) -> None:
        assert pattern in signs.patterns(data) or not _begins(pattern, data)
        assert signs.private(data)

    shown()


def _begins(pattern: Pattern, data: bytes) -> bool:
    """Tell whether a family of numbers finds a place for one of its patterns."""
    return not isinstance(pattern, Numbered) or bool(pattern.starts(data))
