"""A set of expressions finds the same whichever engine searches."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.dataset.drops import texts
from tuning.dataset import expressions
from tuning.dataset.digests import LOOSE, RARE_BYTES, TYPOGRAPHIC_BYTES, WHITE
from tuning.dataset.expressions import Expressions, TooMany
from tuning.dataset.privacy.search import PATTERNS
from tuning.dataset.reading import parser
from tuning.dataset.safety import hidden, phrases
from tuning.dataset.screen import CONTROL

SETS: dict[str, Sequence[bytes]] = {
    "personal data and secrets": [pattern.core for pattern in PATTERNS],
    "invisible characters": hidden.COARSE,
    "phrases": phrases.ALL,
    "control characters": CONTROL,
    "spacing": (*LOOSE, *WHITE),
    "what nobody sees": RARE_BYTES,
    "quotes and dashes": TYPOGRAPHIC_BYTES,
    "lines of JSON": (parser.THREE_KEYS, *parser.MISPLACED),
}
content = texts.map(str.encode) | st.lists(
    st.sampled_from([b'{"a":', b'"b"', b' "', b'" \t:', b"}", b"{", b"\n", b"  ", b"\0", b" "])
).map(b"".join)


@pytest.mark.parametrize("regexes", SETS.values(), ids=SETS.keys())
def test_both_engines_find_the_same(regexes: Sequence[bytes]) -> None:
    small, large = Expressions(regexes, once=True), Expressions(regexes, once=True)
    large.present(b" " * (expressions.PAYS_FROM + 1))

    @settings(max_examples=150, deadline=None)
    @given(content)
    def alike(data: bytes) -> None:
        small._searched = 0

        assert small.present(data) == large.present(data)

    alike()


def test_where_matches_end_is_told_until_they_are_too_many() -> None:
    found = Expressions((b"ab", b"[0-9]{2}"))

    assert [(0, 2), (1, 5)] == sorted(found.matches(b"ab 12"))
    assert [] == found.matches(b"")
    with pytest.raises(TooMany):
        found.matches(b"ab" * (expressions.MOST_MATCHES + 1))


@pytest.mark.parametrize("length", [*range(40, 70), 200])
def test_a_match_that_ends_with_the_last_byte_is_found(length: int) -> None:
    large = Expressions((*LOOSE, *WHITE), once=True)
    large.present(b" " * (expressions.PAYS_FROM + 1))

    assert [0, 1, 3] == large.present(b"\t" + b"a" * length + b"  ")
    assert [1, 3] == large.present(b"\t" + b"a" * length + b" ")
