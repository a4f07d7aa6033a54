from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.hosting.conftest import RUN, TRAINED, Hosted
from tests.unit.hosting.world import ACCOUNT, MODEL, START, Loss, Lost, World
from tuning.errors import ServiceRefused, Transient
from tuning.hosting import deployment, leases, throughput
from tuning.hosting.leases import LeaseRefused
from tuning.hosting.release import release
from tuning.run.approval import Approval
from tuning.run.hosting import Serving
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.upkeep.reaper import sweep

Buy = Callable[[], Serving]

CALLS = 9
"""What a purchase makes; a test counts them."""

LOSSES: tuple[Loss, ...] = ("request", "reply")


def test_what_is_bought_stands_in_the_ledger_the_schedule_and_the_tags(
    world: World, buy: Buy
) -> None:
    bought = buy()

    (held,) = world.held.values()
    lease = leases.of(RUN)
    assert lease is not None
    assert (lease.state, lease.arn, lease.units, lease.unit_hour_usd) == (
        "held",
        held.arn,
        1,
        60.5,
    )
    assert lease.ends == START + timedelta(hours=8)
    assert bought.lease_ends == lease.expires_at
    assert held.tags == {
        "project": "bedrock-finetune",
        "environment": "dev",
        "task": "faq",
        "run": RUN,
        "lease": lease.expires_at,
    }
    schedule = world.schedules[lease.name]
    assert "at(2026-11-21T16:00:00)" == schedule["ScheduleExpression"]
    assert "DELETE" == schedule["ActionAfterCompletion"]


def test_the_lease_and_its_end_are_written_before_anything_is_bought(
    world: World, buy: Buy
) -> None:
    states: list[tuple[str, bool]] = []

    def look() -> None:
        lease = leases.of(RUN)
        assert lease is not None
        states.append((lease.state, lease.name in world.schedules))

    world.meanwhile["CreateProvisionedModelThroughput"] = look
    buy()

    assert [("intended", True)] == states


def test_a_purchase_makes_as_many_calls_as_the_tests_lose(world: World, buy: Buy) -> None:
    buy()

    assert len(world.calls) == CALLS


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("number", range(CALLS))
@pytest.mark.parametrize("unlisted", [False, True], ids=["listed", "list-lags"])
def test_whatever_is_lost_on_the_way_a_retry_buys_once(
    world: World, buy: Buy, number: int, loss: Loss, *, unlisted: bool
) -> None:
    world.loses, world.unlisted = (number, loss), unlisted
    _attempt(buy)
    world.loses = None

    bought = buy()

    assert list(world.held) == [bought.arn]
    lease = leases.of(RUN)
    assert lease is not None
    assert (lease.state, lease.arn, lease.generation) == ("held", bought.arn, 1)
    assert lease.name in world.schedules


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("number", range(CALLS))
def test_whatever_is_lost_on_the_way_a_release_leaves_nothing(
    world: World, buy: Buy, number: int, loss: Loss
) -> None:
    world.loses = (number, loss)
    _attempt(buy)
    world.loses = None

    release(RUN)

    assert ({}, {}) == (world.held, world.schedules)
    lease = leases.of(RUN)
    assert lease is None or lease.state == "released"


def test_what_was_bought_is_found_when_the_service_has_forgotten_the_token(
    world: World, buy: Buy
) -> None:
    world.loses = (CALLS - 3, "reply")
    _attempt(buy)
    assert "CreateProvisionedModelThroughput" == world.calls[-1]
    world.tokens.clear()

    assert list(world.held) == [buy().arn]


@pytest.mark.parametrize(
    ("create", "update"),
    [
        ("ConflictException", "ConflictException"),
        ("ServiceQuotaExceededException", None),
        ("AccessDeniedException", None),
    ],
)
def test_a_schedule_that_is_refused_stops_no_purchase_and_the_reaper_ends_its_lease(
    world: World,
    buy: Buy,
    caplog: pytest.LogCaptureFixture,
    create: str,
    update: str | None,
) -> None:
    def refuse(code: str) -> Callable[[], None]:
        def refused() -> None:
            raise world.refused(code)

        return refused

    world.meanwhile["CreateSchedule"] = refuse(create)
    if update:
        world.meanwhile["UpdateSchedule"] = refuse(update)

    bought = buy()

    assert (list(world.held), world.schedules) == ([bought.arn], {})
    assert "no schedule wakes the reaper" in caplog.text
    world.pass_hours(8)
    assert sweep().released == [bought.arn]


def test_buying_twice_buys_once(world: World, buy: Buy) -> None:
    assert buy() == buy()

    assert 1 == len(world.held)


def test_what_is_bought_after_a_release_is_asked_for_by_another_token(
    world: World, buy: Buy
) -> None:
    first = buy()
    release(RUN)
    second = buy()

    assert list(world.held) == [second.arn] != [first.arn]
    assert list(world.tokens) == [f"{first.name}-g1", f"{first.name}-g2"]


def test_nothing_is_bought_for_a_run_that_has_ended(world: World, buy: Buy) -> None:
    world.claim(RUN, status="cancelled")

    with pytest.raises(LeaseRefused, match="has ended"):
        buy()

    assert {} == world.held


def test_nothing_is_bought_under_a_lease_that_is_over_but_under_one_that_begins_now(
    world: World, buy: Buy
) -> None:
    world.meanwhile["CreateProvisionedModelThroughput"] = _break
    _attempt(buy)
    world.pass_hours(9)

    bought = buy()

    lease = leases.of(RUN)
    assert lease is not None
    assert (lease.generation, lease.ends) == (2, START + timedelta(hours=9 + 8))
    assert list(world.held) == [bought.arn]
    assert world.held[bought.arn].tags["lease"] == lease.expires_at


def test_what_was_bought_under_a_lease_that_is_over_is_released_before_anything_else_is_bought(
    world: World, buy: Buy
) -> None:
    world.loses = (CALLS - 3, "reply")
    _attempt(buy)
    world.loses = None
    world.pass_hours(9)

    with pytest.raises(Transient, match="is being released"):
        buy()
    release(RUN)
    bought = buy()

    assert list(world.held) == [bought.arn]


def test_what_is_held_under_a_lease_that_is_over_is_no_purchase_any_more(
    world: World, buy: Buy
) -> None:
    buy()
    world.pass_hours(8)

    with pytest.raises(LeaseRefused, match="nothing is bought under it"):
        buy()


def test_what_arrives_after_its_lease_was_ended_is_nobodys(world: World, buy: Buy) -> None:
    name = "CreateProvisionedModelThroughput"
    world.meanwhile[name] = lambda: leases.end(RUN)

    with pytest.raises(LeaseRefused, match="came after"):
        buy()

    release(RUN)
    assert {} == world.held


@pytest.mark.parametrize("hours", [0, -1, 721])
def test_a_lease_has_an_end_within_reach(
    world: World, registration: Registration, plan: HostingPlan, hours: float
) -> None:
    with pytest.raises(LeaseRefused, match="above 0 and at most 720"):
        throughput.buy(registration, TRAINED, replace(plan, hours=hours))

    assert {} == world.held


def test_more_units_than_the_ceiling_are_bought_only_when_a_person_approved_them(
    world: World, registration: Registration, plan: HostingPlan
) -> None:
    two = replace(plan, units=2)

    with pytest.raises(ServiceRefused, match="at most 1"):
        throughput.buy(registration, TRAINED, two)
    assert ({}, None) == (world.held, leases.of(RUN))

    approval = Approval(outcome="approved", who="arn", when="", why="launch day")
    throughput.buy(registration, TRAINED, two, approval)
    assert [2] == [each.units for each in world.held.values()]


@pytest.mark.parametrize("twice", [False, True])
def test_a_term_is_bought_only_when_the_recipe_says_so_twice(
    world: World, hosted: Hosted, plan: HostingPlan, *, twice: bool
) -> None:
    said = hosted(commitment="OneMonth", commitment_binds_until_term=twice)
    throughput.buy(said, TRAINED, plan)

    (held,) = world.held.values()
    assert (held.bound_until is not None) is twice


def test_a_run_that_waits_for_a_quota_holds_nothing_not_even_a_lease(
    world: World, buy: Buy
) -> None:
    """Its schedule stays until it is moved or the run releases; that one rings in vain."""
    world.full = True

    waits = buy()

    lease = leases.of(RUN)
    assert ("no_quota", "") == (waits.outcome, waits.arn)
    assert lease is not None
    assert "released" == lease.state
    assert {} == world.held
    release(RUN)
    assert {} == world.schedules


def test_a_purchase_after_a_long_wait_has_a_lease_of_full_length(world: World, buy: Buy) -> None:
    """The wait may be longer than the lease: nothing counts before something is bought."""
    world.full = True
    for _ in range(20):
        assert "no_quota" == buy().outcome
        world.pass_hours(1)
    world.full = False

    bought = buy()

    lease = leases.of(RUN)
    assert lease is not None
    assert ("held", "held") == (bought.outcome, lease.state)
    assert lease.ends == START + timedelta(hours=20 + 8)
    assert list(world.tokens) == [f"{lease.name}-g{lease.generation}"]


def test_a_quota_that_another_attempt_has_used_up_for_this_run_is_no_refusal(
    world: World, buy: Buy
) -> None:
    def bought_by_another() -> None:
        buy()
        raise world.refused("ServiceQuotaExceededException")

    world.meanwhile["CreateProvisionedModelThroughput"] = bought_by_another

    bought = buy()

    assert list(world.held) == [bought.arn]


def test_a_run_that_waited_too_long_says_which_quota_how_much_of_it_is_used_and_what_is_kept(
    world: World, registration: Registration, plan: HostingPlan
) -> None:
    world.hold("deployment", f"{ACCOUNT}:custom-model-deployment/theirs", name="n", tags={})
    world.full = True
    first = deployment.deploy(registration, TRAINED, plan)
    world.pass_hours(23.9)
    second = deployment.deploy(registration, TRAINED, plan, first)
    world.pass_hours(0.1)
    last = deployment.deploy(registration, TRAINED, plan, second)

    assert ["no_quota", "no_quota", "timed_out"] == [each.outcome for each in (first, second, last)]
    assert first.message
    assert "1 custom model deployments are held" in first.message
    assert "1 of them in creation" in first.message
    assert "servicequotas/home/services/bedrock/quotas/L-430C95DD" in first.message
    assert "tries again by itself until 2026-11-22 08:00 UTC" in first.message
    assert last.message
    assert f"The custom model {MODEL} is trained and stored: it is kept for 30 days" in last.message


def test_the_owner_is_the_recipes_or_else_the_pipeline(
    world: World, hosted: Hosted, plan: HostingPlan
) -> None:
    throughput.buy(hosted(owner="Ada"), TRAINED, plan)

    lease = leases.of(RUN)
    assert lease is not None
    assert "Ada" == lease.owner


def test_a_deployment_is_leased_and_released_like_throughput(
    world: World, registration: Registration, plan: HostingPlan
) -> None:
    first = deployment.deploy(registration, TRAINED, plan)
    assert deployment.deploy(registration, TRAINED, plan) == first
    assert list(world.held) == [first.arn]

    released = release(RUN)

    assert (released.deleted, released.unit_hours, released.hosting_usd) == ((first.arn,), 0.0, 0.0)
    assert ({}, {}) == (world.held, world.schedules)


def _attempt(action: Callable[[], object]) -> None:
    with suppress(Lost):
        action()


def _break() -> None:
    raise Lost("CreateProvisionedModelThroughput")
