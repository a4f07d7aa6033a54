from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from tests.unit.hosting.conftest import RUN
from tests.unit.hosting.world import START, World
from tuning.errors import UnknownRun
from tuning.hosting import leases
from tuning.run.lease import Lease

NAME = f"dev-{RUN}-serving"
LEASE = Lease(
    run_id=RUN,
    kind="throughput",
    name=NAME,
    owner="Ada",
    units=2,
    unit_hour_usd=60.5,
    expires_at=(START + timedelta(hours=8)).isoformat(),
    state="held",
    arn="arn",
    since=START.isoformat(),
)


def intend() -> Lease:
    return leases.intend(
        RUN, kind="throughput", owner="Ada", units=2, unit_hour_usd=60.5, hours=8, now=START
    )


def test_all_attempts_before_a_release_carry_one_token(world: World) -> None:
    first = intend()
    world.pass_hours(1)

    assert intend() == first
    assert first.token == f"{NAME}-g1"


def test_a_confirmed_release_makes_a_new_generation_that_remembers_the_bill(world: World) -> None:
    intend()
    leases.held(RUN, arn="arn", since=START)
    leases.end(RUN, unit_hours=3.5)

    again = intend()

    assert (2, "intended", None) == (again.generation, again.state, again.arn)
    assert 3.5 == again.unit_hours


def test_of_two_writers_the_second_reads_what_the_first_wrote(world: World) -> None:
    intend()
    world.meanwhile["UpdateItem"] = lambda: leases.end(RUN)

    with pytest.raises(leases.LeaseRefused, match="came after"):
        leases.held(RUN, arn="arn", since=START)

    assert leases.of(RUN) is not None


def test_a_run_that_the_ledger_does_not_know_has_no_lease_and_gets_none(world: World) -> None:
    world.items.clear()

    assert (None, None) == (leases.of(RUN), leases.end(RUN))
    with pytest.raises(UnknownRun):
        intend()


@pytest.mark.parametrize(
    ("state", "arn", "hours", "covered"),
    [
        ("held", "arn", 7.99, True),
        ("held", "arn", 8, False),
        ("held", "another", 1, False),
        ("released", "arn", 1, False),
    ],
)
def test_a_lease_covers_one_thing_until_it_is_over(
    state: Literal["held", "released"], arn: str, hours: float, *, covered: bool
) -> None:
    lease = replace(LEASE, state=state)

    assert lease.covers(arn, START + timedelta(hours=hours)) is covered


def test_units_bill_by_the_hour_from_when_they_were_bought() -> None:
    assert 3.0 == LEASE.billed(START + timedelta(hours=1.5))


def test_a_clock_that_went_back_bills_no_less_than_nothing() -> None:
    assert 0.0 == LEASE.billed(START - timedelta(hours=1))
