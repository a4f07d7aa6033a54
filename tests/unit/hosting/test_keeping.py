from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.unit.hosting.conftest import RUN, Hosted
from tests.unit.hosting.world import START, Loss, Lost, World
from tuning.errors import MOST_WORDS
from tuning.hosting import alias, keeping, leases
from tuning.hosting.keeping import promote
from tuning.hosting.leases import LeaseRefused
from tuning.hosting.release import release
from tuning.run.hosting import Serving
from tuning.run.lease import Extension, Lease
from tuning.run.registration import Registration
from tuning.run.resumption import Wish
from tuning.settings import Settings

Buy = Callable[[], Serving]
Serve = Callable[[str], Lease]

OTHER = "faq-ba9876543210"

CALLS = 16
"""What a promotion makes; a test counts them."""


def prolong(hours: float) -> Lease:
    return keeping.prolong(RUN, task="faq", hours=hours, owner="Ada", who="arn", why="a demo")


def test_a_kept_model_is_stored_unless_its_recipe_asks_for_hosting(
    world: World, registration: Registration, buy: Buy
) -> None:
    buy()

    assert "stored" == promote(registration).outcome
    lease = leases.of(RUN)
    assert lease is not None
    assert not lease.kept


def test_a_recipe_that_asks_for_hosting_has_its_hours_and_its_owner(
    world: World, hosted: Hosted, buy: Buy
) -> None:
    bought = buy()
    world.pass_hours(3)

    promotion = promote(hosted(keep_hours=48, owner="Ada"))

    ends = START + timedelta(hours=51)
    lease = leases.of(RUN)
    assert lease is not None
    assert (lease.ends, lease.owner, lease.kept) == (ends, "Ada", True)
    assert (promotion.outcome, promotion.serving_arn) == ("hosted", bought.arn)
    assert promotion.lease_ends == ends.isoformat()
    assert "/bedrock-finetune/dev/faq/model" == promotion.alias
    assert bought.arn == alias.read("faq")
    assert world.held[bought.arn].tags["lease"] == ends.isoformat()
    assert "at(2026-11-23T11:00:00)" == world.schedules[lease.name]["ScheduleExpression"]


def test_a_model_that_the_gate_did_not_let_pass_is_served_without_the_name(
    world: World, hosted: Hosted, buy: Buy
) -> None:
    """Whoever may serve may not put a discarded model behind the name by that alone."""
    bought = buy()
    wish = Wish(of=RUN, number="1", purpose="serve", who="arn:ada", owner="Ada", hours=2)

    promotion = promote(hosted(), wish, was_kept=False)

    assert ("hosted", bought.arn, None) == (
        promotion.outcome,
        promotion.serving_arn,
        promotion.alias,
    )
    assert alias.read("faq") is None
    assert promote(hosted(), wish).alias == "/bedrock-finetune/dev/faq/model"
    assert bought.arn == alias.read("faq")


def test_who_is_kept_is_the_champion_of_its_task_and_hosted_only_if_it_is(
    world: World, hosted: Hosted, registration: Registration, buy: Buy
) -> None:
    buy()
    promote(registration)
    stored = dict(world.items["champion#faq"])
    promote(hosted(keep_hours=48, owner="Ada"))

    assert {"kept": {"S": RUN}} == stored
    assert {"kept": {"S": RUN}, "hosted": {"S": RUN}} == world.items["champion#faq"]


def test_a_promotion_makes_as_many_calls_as_the_tests_lose(
    world: World, hosted: Hosted, buy: Buy
) -> None:
    buy()
    before = len(world.calls)

    promote(hosted(keep_hours=48, owner="Ada"))

    assert len(world.calls) - before == CALLS


@pytest.mark.parametrize("loss", ["request", "reply"])
@pytest.mark.parametrize("number", range(CALLS))
def test_whatever_is_lost_on_the_way_keeping_again_keeps_once_and_not_for_longer(
    world: World, hosted: Hosted, buy: Buy, number: int, loss: Loss
) -> None:
    kept = hosted(keep_hours=48, owner="Ada")
    buy()
    world.loses = (len(world.calls) + number, loss)
    try:
        promote(kept)
    except Lost:
        world.pass_hours(0.5)
    world.loses = None
    promote(kept)

    lease = leases.of(RUN)
    assert lease is not None
    assert START + timedelta(hours=48) <= lease.ends <= START + timedelta(hours=48.5)
    assert 1 == len(lease.extensions)
    (held,) = world.held.values()
    schedule = world.schedules[lease.name]["ScheduleExpression"]
    assert schedule == f"at({lease.ends:%Y-%m-%dT%H:%M:%S})"
    assert held.tags["lease"] == lease.expires_at
    assert [held.arn] == [each.arn for each in alias.history("faq")]


def test_a_model_whose_hosting_is_gone_is_stored(world: World, hosted: Hosted, buy: Buy) -> None:
    buy()
    release(RUN)

    promotion = promote(hosted(keep_hours=48, owner="Ada"))

    assert ("stored", None) == (promotion.outcome, promotion.serving_arn)
    assert "holds nothing" in promotion.reason


def test_who_extended_a_lease_when_and_why_is_recorded(world: World, buy: Buy) -> None:
    buy()
    world.pass_hours(1)

    lease = prolong(100)

    until = START + timedelta(hours=101)
    assert lease.extensions == (
        Extension(
            who="arn",
            when=(START + timedelta(hours=1)).isoformat(),
            why="a demo",
            until=until.isoformat(),
        ),
    )
    assert leases.of(RUN) == lease


def test_of_a_lease_that_is_extended_for_years_the_latest_stand_in_its_item(
    world: World, buy: Buy
) -> None:
    buy()

    for number in range(200):
        lease = leases.extend(
            RUN,
            until=START + timedelta(hours=200 + number),
            now=START,
            owner="Ada",
            who="arn",
            why=f"{number} " + '"' * 990,
        )

    assert len(world.items[RUN]["lease"]) < 20_000
    assert "199" == lease.extensions[-1].why[:3]
    numbers = [int(each.why.split()[0]) for each in lease.extensions]
    assert numbers == list(range(200 - len(numbers), 200))


def test_a_lease_ends_at_most_720_hours_from_now(world: World, buy: Buy) -> None:
    buy()

    assert prolong(720).ends == START + timedelta(hours=720)
    with pytest.raises(LeaseRefused, match="720"):
        prolong(720.01)


def test_nothing_held_is_nothing_to_extend(world: World, buy: Buy) -> None:
    with pytest.raises(LeaseRefused, match="holds nothing"):
        prolong(10)
    buy()
    release(RUN)
    with pytest.raises(LeaseRefused, match="holds nothing"):
        prolong(10)


def test_a_lease_that_is_over_is_not_extended(world: World, buy: Buy) -> None:
    buy()
    world.pass_hours(8)

    with pytest.raises(LeaseRefused, match="is being released"):
        prolong(10)


def test_what_somebody_deleted_is_not_extended(world: World, buy: Buy) -> None:
    buy()
    world.held.clear()

    with pytest.raises(LeaseRefused, match="somebody deleted"):
        prolong(10)


def test_a_model_that_does_not_answer_is_stored_and_the_name_stays(
    world: World, hosted: Hosted, buy: Buy
) -> None:
    world.mute.add(buy().arn)

    promotion = promote(hosted(keep_hours=48, owner="Ada"))

    assert ("stored", None) == (promotion.outcome, promotion.alias)
    assert "answered a test question without text" in promotion.reason
    assert alias.read("faq") is None
    lease = leases.of(RUN)
    assert lease is not None
    assert not lease.kept
    assert {"kept": {"S": RUN}} == world.items["champion#faq"]


def test_throughput_that_a_task_was_named_after_is_drained_and_not_cut_off(
    world: World, serve: Serve, settings: Settings
) -> None:
    first, second = serve(RUN), serve(OTHER)
    prolong(100)
    keeping.hand_over(first, task="faq", who="arn:ada", why="a demo")

    drained = keeping.hand_over(second, task="faq", who="arn:bob", why="it is better")

    lease = leases.of(RUN)
    assert lease is not None
    assert lease == drained
    assert START + timedelta(minutes=settings.drain_minutes) == lease.ends
    assert (f"run {OTHER} serves the task now", "arn:bob") == (
        lease.extensions[-1].why,
        lease.extensions[-1].who,
    )
    assert "Ada" == lease.owner


def test_what_serves_another_task_is_not_drained_by_a_name_that_was_written_by_hand(
    world: World, serve: Serve
) -> None:
    other, mine = serve("billing-ba9876543210"), serve(RUN)
    world.PutParameter(
        Name=alias.name_of("faq"),
        Value=other.arn or "",
        Description=f"run {other.run_id}: it looks like one",
        Type="String",
    )

    drained = keeping.hand_over(mine, task="faq", who="arn:ada", why="a demo")

    assert drained is None
    assert other == leases.of(other.run_id)


def test_what_ends_before_it_is_drained_is_held_no_longer_for_it(
    world: World, serve: Serve
) -> None:
    first, second = serve(RUN), serve(OTHER)
    prolong(0.1)
    keeping.hand_over(first, task="faq", who="arn:ada", why="a demo")

    keeping.hand_over(second, task="faq", who="arn:bob", why="it is better")

    lease = leases.of(RUN)
    assert lease is not None
    assert START + timedelta(hours=0.1) == lease.ends
    assert 1 == len(lease.extensions)


def test_a_hand_over_that_broke_off_before_the_drain_drains_when_it_is_made_again(
    world: World, serve: Serve, settings: Settings
) -> None:
    first, second = serve(RUN), serve(OTHER)
    prolong(100)
    keeping.hand_over(first, task="faq", who="arn:ada", why="a demo")
    alias.switch("faq", OTHER, who="arn:bob", why="it is better")

    keeping.hand_over(second, task="faq", who="arn:bob", why="it is better")

    lease = leases.of(RUN)
    assert lease is not None
    assert START + timedelta(minutes=settings.drain_minutes) == lease.ends


def test_a_refusal_of_any_length_is_a_reason_that_a_run_can_carry(
    world: World, hosted: Hosted, buy: Buy
) -> None:
    arn = buy().arn

    def refused(**_: object) -> None:
        error = world.refused("ValidationException")
        error.response["Error"]["Message"] = "no " * 5_000
        raise error

    world.Converse = refused  # type: ignore[method-assign, assignment]
    promotion = promote(hosted(keep_hours=48, owner="Ada"))

    assert promotion.reason.startswith(f"It could not be hosted: {arn} refused a test question")
    assert len(promotion.reason) <= MOST_WORDS
