"""How the tests are shared out among workers."""

import pytest

from tests.conftest import LONGEST, MACHINE, chosen_from

SHORT = f"{MACHINE}test_doctor.py"
LONG = LONGEST[0]
UNIT = "tests/unit/core/test_naming.py"


@pytest.mark.parametrize(
    ("first", "units"),
    [
        (LONG, [UNIT, "stacks", SHORT, LONG]),
        (SHORT, [UNIT, "stacks", SHORT]),
        (UNIT, [UNIT]),
    ],
)
def test_the_worker_with_the_machine_takes_its_tests_first_and_the_longest_before_others(
    first: str, units: list[str]
) -> None:
    assert first == chosen_from(units, machine=True)


@pytest.mark.parametrize(
    ("first", "units"),
    [
        ("stacks", [LONG, SHORT, UNIT, "stacks"]),
        (UNIT, [LONG, SHORT, UNIT]),
        (SHORT, [LONG, SHORT]),
    ],
)
def test_the_other_workers_take_the_machines_tests_last_and_the_shortest_of_them(
    first: str, units: list[str]
) -> None:
    assert first == chosen_from(units, machine=False)
