"""The page of threats leaves nobody out, and every test that it names is there."""

import ast

import pytest

from docs.pages.threats import threats
from tests.architecture.test_promises import ROOT, found_in

TABLE = threats()
NAMED = sorted({test for threat in TABLE.threat for test in threat.tests})


def test_every_person_of_the_table_has_a_threat_and_every_threat_its_person() -> None:
    assert set(TABLE.people) == {threat.who for threat in TABLE.threat}


def test_every_threat_says_all_of_it() -> None:
    assert [] == [
        threat
        for threat in TABLE.threat
        if not (threat.tries and threat.reaches and threat.stops and threat.tests)
    ]


@pytest.mark.parametrize("test", NAMED)
def test_every_test_that_a_threat_names_exists(test: str) -> None:
    path, _, name = test.partition("::")

    assert name in set(found_in(ast.parse((ROOT / path).read_text())))
