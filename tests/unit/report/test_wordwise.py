import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.report.wordwise import marked


@pytest.mark.parametrize(
    ("answer", "reference", "shown"),
    [
        ("card_arrival", "card_arrival", "card_arrival"),
        ("Card arrival", "card  arrival", "Card arrival"),
        ("the red card", "the card", "the <mark>red </mark>card"),
        ("42 days", "41 days", "<mark>42</mark> days"),
        ("no", "", "<mark>no</mark>"),
        ("我爱红色", "我爱色", "我爱<mark>红</mark>色"),
        ("<b> & c", "c", "<mark>&lt;b&gt; &amp; </mark>c"),
    ],
)
def test_what_the_reference_does_not_have_is_marked(
    answer: str, reference: str, shown: str
) -> None:
    assert shown == marked(answer, reference)


@given(st.text(max_size=40), st.text(max_size=40))
def test_marking_loses_and_invents_nothing(answer: str, reference: str) -> None:
    found = marked(answer, reference)

    assert answer == html.unescape(re.sub("</?mark>", "", found))
