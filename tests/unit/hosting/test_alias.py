from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from tests.unit.conftest import Outbox
from tests.unit.hosting.conftest import RUN
from tests.unit.hosting.world import START, Loss, Lost, World
from tuning.hosting import alias, keeping, leases
from tuning.hosting.release import release
from tuning.ledger import champions
from tuning.run.event import Kind
from tuning.run.lease import Lease

NAME = "/bedrock-finetune/dev/faq/model"
OTHER = "faq-ba9876543210"
THIRD = "faq-aaaaaaaaaaaa"

Serve = Callable[[str], Lease]


def switch(lease: Lease) -> None:
    alias.switch("faq", lease.run_id, who="arn:ada", why="it is better")


def withdraw(run_id: str) -> str | None:
    lease = leases.of(run_id)
    assert lease is not None
    return alias.withdraw("faq", run_id, lease.arn)


def test_what_was_never_named_names_nothing_and_has_no_history(world: World) -> None:
    assert alias.read("faq") is None
    assert () == alias.history("faq")
    assert alias.before("faq") is None


def test_the_first_switch_makes_the_parameter_with_the_tags_of_its_task(
    world: World, serve: Serve
) -> None:
    lease = serve(RUN)

    switch(lease)

    assert [NAME] == list(world.parameters)
    assert lease.arn == alias.read("faq")
    assert {"project": "bedrock-finetune", "environment": "dev", "task": "faq"} == {
        tag["Key"]: tag["Value"] for tag in world.parameters[NAME].tags
    }
    (named,) = alias.history("faq")
    assert (1, START, lease.arn, RUN) == (named.number, named.when, named.arn, named.run_id)
    assert f"run {RUN}: it is better; by arn:ada" == named.said


def test_the_history_of_the_parameter_is_the_history_of_the_name(
    world: World, serve: Serve
) -> None:
    first, second = serve(RUN), serve(OTHER)

    for lease in (first, second, second):
        switch(lease)

    assert [(1, RUN), (2, OTHER)] == [(each.number, each.run_id) for each in alias.history("faq")]
    before = alias.before("faq")
    assert before is not None
    assert (RUN, first.arn) == (before.run_id, before.arn)


def test_every_switch_is_told_outside_once_and_never_by_whom(
    world: World, serve: Serve, outbox: Outbox
) -> None:
    first, second = serve(RUN), serve(OTHER)

    for lease in (first, second, second):
        switch(lease)

    assert [Kind.ALIAS_PROMOTED, Kind.ALIAS_PROMOTED] == outbox.kinds
    assert [(RUN, first.arn, NAME), (OTHER, second.arn, NAME)] == [
        (told["run"], told["serving_arn"], told["alias"]) for _, told in outbox.events
    ]
    assert "ada" not in str(outbox.events)


def test_what_is_withdrawn_is_told_outside_with_its_run(
    world: World, serve: Serve, outbox: Outbox
) -> None:
    switch(serve(RUN))

    withdraw(RUN)
    withdraw(RUN)

    assert [Kind.ALIAS_PROMOTED, Kind.ALIAS_WITHDRAWN] == outbox.kinds
    [_, (_, told)] = outbox.events
    assert (RUN, NAME) == (told["run"], told["alias"])
    assert "serving_arn" not in told


def test_a_reason_of_any_length_fits_what_the_parameter_says(world: World, serve: Serve) -> None:
    alias.switch("faq", serve(RUN).run_id, who="arn:ada", why="why\n" * 500)

    (named,) = alias.history("faq")
    assert len(named.said) <= 1024
    assert "\n" not in named.said
    assert RUN == named.run_id


def test_of_two_that_switch_at_once_the_one_that_the_ledger_heard_last_is_named(
    world: World, serve: Serve
) -> None:
    first, second = serve(RUN), serve(OTHER)
    world.meanwhile["PutParameter"] = lambda: switch(second)

    switch(first)

    assert OTHER == champions.hosted("faq")
    assert second.arn == alias.read("faq")


def test_another_that_makes_the_parameter_first_is_no_error(world: World, serve: Serve) -> None:
    first, second = serve(RUN), serve(OTHER)
    world.meanwhile["UpdateItem"] = lambda: switch(second)  # before the first is in the ledger

    switch(first)

    assert first.arn == alias.read("faq")


def test_what_is_withdrawn_names_nothing_and_says_what_to_do(world: World, serve: Serve) -> None:
    switch(serve(RUN))

    assert NAME == withdraw(RUN)

    assert alias.read("faq") is None
    assert "none" == world.parameters[NAME].versions[-1]["Value"]
    said = alias.history("faq")[-1].said
    assert said.startswith("nothing serves this task")
    assert f"python -m tuning serve {RUN} --hours 24 --owner NAME --env dev" in said
    assert champions.hosted("faq") is None


def test_who_is_named_no_more_withdraws_nothing(world: World, serve: Serve) -> None:
    switch(serve(RUN))
    second = serve(OTHER)
    switch(second)

    assert withdraw(RUN) is None
    assert second.arn == alias.read("faq")
    assert OTHER == champions.hosted("faq")


def test_a_switch_while_it_is_withdrawn_is_not_lost(world: World, serve: Serve) -> None:
    switch(serve(RUN))
    second = serve(OTHER)
    world.meanwhile["PutParameter"] = lambda: switch(second)

    withdraw(RUN)

    assert second.arn == alias.read("faq")


def test_a_name_that_never_was_is_not_made_by_withdrawing(world: World, serve: Serve) -> None:
    serve(RUN)

    assert withdraw(RUN) is None
    assert {} == world.parameters


def test_the_run_before_is_the_last_other_one_that_was_named(world: World, serve: Serve) -> None:
    first, second = serve(RUN), serve(OTHER)
    for lease in (first, second):
        switch(lease)
    withdraw(OTHER)

    before = alias.before("faq")
    assert before is not None
    assert OTHER == before.run_id

    switch(first)
    before = alias.before("faq")
    assert before is not None
    assert OTHER == before.run_id


def test_what_the_service_refuses_is_not_taken_for_a_name_that_is_missing(world: World) -> None:
    def refused(**_: object) -> None:
        raise world.refused("AccessDeniedException")

    world.GetParameter = refused  # type: ignore[method-assign, assignment]

    with pytest.raises(ClientError, match="AccessDenied"):
        alias.read("faq")


CALLS = 6
"""What the first switch makes; a test counts them."""


def test_a_switch_makes_as_many_calls_as_the_tests_lose(world: World, serve: Serve) -> None:
    lease = serve(RUN)
    before = len(world.calls)

    switch(lease)

    assert len(world.calls) - before == CALLS


@pytest.mark.parametrize("loss", ["request", "reply"])
@pytest.mark.parametrize("number", range(CALLS))
def test_whatever_is_lost_switching_again_names_it_once(
    world: World, serve: Serve, number: int, loss: Loss
) -> None:
    lease = serve(RUN)
    world.loses = (len(world.calls) + number, loss)
    with pytest.raises(Lost):
        switch(lease)
    world.loses = None

    switch(lease)

    assert [lease.arn] == [each.arn for each in alias.history("faq")]


def test_what_was_released_is_named_no_more(world: World, serve: Serve) -> None:
    lease = serve(RUN)
    keeping.prolong(RUN, task="faq", hours=10, owner="Ada", who="arn", why="a demo")
    switch(lease)

    released = release(RUN)

    assert NAME == released.withdrawn
    assert alias.read("faq") is None


RELEASE_CALLS = 21
"""What the release of a model makes that its task is named after."""


def test_a_release_makes_as_many_calls_as_the_tests_lose(world: World, serve: Serve) -> None:
    lease = serve(RUN)
    keeping.prolong(RUN, task="faq", hours=10, owner="Ada", who="arn", why="a demo")
    switch(lease)
    before = len(world.calls)

    release(RUN)

    assert len(world.calls) - before == RELEASE_CALLS


@pytest.mark.parametrize("loss", ["request", "reply"])
@pytest.mark.parametrize("number", range(RELEASE_CALLS))
def test_whatever_is_lost_of_a_release_the_next_one_withdraws(
    world: World, serve: Serve, number: int, loss: Loss
) -> None:
    lease = serve(RUN)
    keeping.prolong(RUN, task="faq", hours=10, owner="Ada", who="arn", why="a demo")
    switch(lease)
    world.loses = (len(world.calls) + number, loss)
    with suppress(Lost):
        release(RUN)
    world.loses = None
    release(RUN)

    assert alias.read("faq") is None
    assert {} == world.held


def test_what_was_never_kept_was_never_named_and_its_release_looks_at_no_name(
    world: World, serve: Serve
) -> None:
    serve(RUN)

    release(RUN)

    assert not [call for call in world.calls if call.endswith("Parameter")]


def test_what_is_named_is_what_the_lease_holds_now(world: World, serve: Serve) -> None:
    lease = serve(RUN)
    world.pass_hours(1)
    keeping.prolong(RUN, task="faq", hours=10, owner="Ada", who="arn", why="a demo")
    switch(lease)

    held = leases.of(RUN)
    assert held is not None
    assert held.arn == alias.read("faq")
    assert START + timedelta(hours=11) == held.ends
