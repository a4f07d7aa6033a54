import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.conftest import Bucket
from tests.unit.hosting.conftest import RUN, Hosted
from tests.unit.hosting.world import ACCOUNT, START, Loss, Lost, World, execution_of
from tuning.handlers import reap as handler
from tuning.handlers.reap import reap
from tuning.hosting import keeping, leases
from tuning.hosting.keeping import promote
from tuning.hosting.leases import LeaseRefused
from tuning.hosting.release import release
from tuning.ledger import items, runs, spending
from tuning.run.hosting import Serving
from tuning.run.lease import Lease
from tuning.run.plan import HostingPlan
from tuning.run.run import Run, RunStatus
from tuning.upkeep import closing
from tuning.upkeep.reaper import ReaperFailed, sweep

Buy = Callable[[], Serving]

OURS = {"project": "bedrock-finetune", "environment": "dev", "task": "faq"}
OTHER = "chat-0123456789ab"


@pytest.fixture(autouse=True)
def _artifacts(bucket: Bucket) -> None:
    """Reports are written into a bucket in memory."""


@pytest.mark.parametrize("status", ["FAILED", "TIMED_OUT", "ABORTED", "SUCCEEDED"])
def test_what_a_run_that_broke_off_holds_is_released_and_the_run_closed_and_told_once(
    world: World, buy: Buy, status: str
) -> None:
    bought = buy()
    world.end_execution(RUN, status)
    world.pass_hours(0.1)

    first, second = sweep(), sweep()

    assert (first.released, first.closed, first.failures) == ([bought.arn], [RUN], [])
    assert ([], []) == (second.released, second.closed)
    assert ({}, {}) == (world.held, world.schedules)
    run = runs.get(RUN)
    assert run.status is RunStatus.FAILED
    assert run.held is None
    assert run.release is not None
    assert [subject for subject, _ in world.told] == [f"Failed: {RUN} (dev)"]


def test_a_run_that_broke_off_before_it_held_anything_is_closed_too(world: World) -> None:
    world.end_execution(RUN, "ABORTED")

    assert sweep().closed == [RUN]
    assert runs.get(RUN).status is RunStatus.FAILED


def test_a_living_run_keeps_what_its_lease_covers(world: World, buy: Buy) -> None:
    bought = buy()

    done = sweep()

    assert (done.kept, done.released, done.closed) == ([bought.arn], [], [])
    assert [] == world.told


def test_a_lease_that_is_over_is_over_for_a_living_run_too(world: World, buy: Buy) -> None:
    bought = buy()
    world.pass_hours(8)

    assert sweep().released == [bought.arn]
    assert runs.get(RUN).status is RunStatus.RUNNING


def test_an_ended_run_keeps_what_was_asked_for_until_its_lease_is_over(
    world: World, buy: Buy, hosted: Hosted
) -> None:
    bought = buy()
    promote(hosted(keep_hours=48, owner="Ada"))
    items.note(RUN, status=RunStatus.KEPT)
    world.end_execution(RUN, "SUCCEEDED")
    world.pass_hours(47.9)
    assert sweep().kept == [bought.arn]
    world.pass_hours(0.1)

    assert sweep().released == [bought.arn]
    assert {} == world.schedules
    ((subject, message),) = world.told
    assert subject == f"Released: {RUN} (dev)"
    assert bought.arn in message


def test_an_ended_run_that_nobody_asked_to_keep_keeps_nothing(world: World, buy: Buy) -> None:
    bought = buy()
    items.note(RUN, status=RunStatus.DISCARDED)
    world.end_execution(RUN, "SUCCEEDED")

    assert sweep().released == [bought.arn]


def test_a_kept_model_whose_execution_broke_off_stays_hosted_and_is_closed(
    world: World, buy: Buy, hosted: Hosted
) -> None:
    bought = buy()
    promote(hosted(keep_hours=48, owner="Ada"))
    world.end_execution(RUN, "ABORTED")

    done = sweep()

    assert (done.kept, done.closed) == ([bought.arn], [RUN])


@pytest.mark.parametrize("kind", ["throughput", "deployment"])
def test_what_names_a_run_that_the_ledger_does_not_know_is_released_and_told(
    world: World, kind: str
) -> None:
    arn = f"{ACCOUNT}:provisioned-model/unknown"
    world.hold(kind, arn, name="n", tags=OURS | {"run": OTHER})

    assert sweep().released == [arn]
    assert {} == world.held
    ((_, message),) = world.told
    assert f"has no run {OTHER}" in message


def test_what_is_ours_and_names_no_run_is_released(world: World) -> None:
    arn = f"{ACCOUNT}:provisioned-model/nameless"
    world.hold("throughput", arn, name="n", tags=OURS)

    assert sweep().released == [arn]


@pytest.mark.parametrize(
    "tags",
    [
        {},
        OURS | {"environment": "prod", "run": RUN},
        OURS | {"project": "theirs", "run": RUN},
        {"run": RUN},
    ],
)
@pytest.mark.parametrize("kind", ["throughput", "deployment"])
def test_foreign_capacity_is_counted_and_never_touched(
    world: World, tags: dict[str, str], kind: str
) -> None:
    arn = f"{ACCOUNT}:provisioned-model/foreign"
    world.hold(kind, arn, name=f"dev-{RUN}-serving", tags=tags)
    world.end_execution(RUN, "ABORTED")

    done = sweep()

    assert (done.foreign, done.released) == ([arn], [])
    assert done.foreign_units == (1 if kind == "throughput" else 0)
    assert list(world.held) == [arn]
    assert not any(call.startswith("Delete") for call in world.calls)


def test_a_second_thing_under_one_lease_is_released_alone(world: World, buy: Buy) -> None:
    bought = buy()
    twin = f"{ACCOUNT}:provisioned-model/twin"
    world.hold("throughput", twin, name=bought.name, tags=OURS | {"run": RUN})

    done = sweep()

    assert (done.released, done.kept) == ([twin], [bought.arn])


def test_what_is_bought_by_a_function_that_outlived_its_run_is_found_by_the_next_sweep(
    world: World, buy: Buy
) -> None:
    def break_off() -> None:
        world.end_execution(RUN, "ABORTED")
        sweep()

    world.meanwhile["CreateProvisionedModelThroughput"] = break_off
    with pytest.raises(LeaseRefused):
        buy()
    assert 1 == len(world.held)

    sweep()

    assert {} == world.held


def test_a_run_that_has_its_last_words_while_it_is_looked_for_is_left_to_them(
    world: World,
) -> None:
    world.end_execution(RUN, "SUCCEEDED")
    world.meanwhile["DescribeExecution"] = lambda: items.note(RUN, status=RunStatus.DISCARDED)

    assert [] == sweep().closed
    assert runs.get(RUN).status is RunStatus.DISCARDED
    assert [] == world.told


def test_one_failure_does_not_stop_the_others_and_is_heard(world: World, buy: Buy) -> None:
    bought = buy()
    world.claim(OTHER)
    arn = f"{ACCOUNT}:provisioned-model/other"
    world.hold("throughput", arn, name="n", tags=OURS | {"run": OTHER})
    for run in (RUN, OTHER):
        world.end_execution(run, "ABORTED")
    world.held[arn].busy = True
    world.pass_hours(1.25)

    with pytest.raises(ReaperFailed, match="cannot be deleted yet"):
        reap({}, None)

    assert list(world.held) == [arn]
    assert runs.get(OTHER).status is RunStatus.RUNNING
    world.held[arn].busy = False
    done = sweep()
    assert (done.released, done.closed, bought.arn in world.held) == ([arn], [OTHER], False)


def test_a_run_that_breaks_the_code_itself_is_named_and_stops_nothing_else(
    world: World, buy: Buy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def close(run: Run) -> bool:
        if run.run_id == OTHER:
            raise KeyError("filename")
        return closed(run)

    closed = closing.close
    monkeypatch.setattr(closing, "close", close)
    bought = buy()
    world.claim(OTHER)
    for run in (RUN, OTHER):
        world.end_execution(run, "FAILED")
    world.pass_hours(1)

    done = sweep()

    assert (done.released, done.closed) == ([bought.arn], [RUN])
    assert done.failures == [f"run {OTHER}: KeyError: 'filename'"]


def test_hours_are_orphaned_when_the_reaper_came_late_or_could_do_nothing(
    world: World, buy: Buy
) -> None:
    bought = buy()
    world.pass_hours(8.2)
    world.held[bought.arn].busy = True
    assert sweep().orphaned_hours == pytest.approx(7.95, abs=0.01)
    world.held[bought.arn].busy = False
    world.pass_hours(2)

    assert sweep().orphaned_hours == pytest.approx(1.95, abs=0.01)
    assert 0.0 == sweep().orphaned_hours


def test_a_lease_that_is_released_in_time_orphans_nothing(world: World, buy: Buy) -> None:
    buy()
    world.pass_hours(8.1)

    assert 0.0 == sweep().orphaned_hours


@pytest.mark.parametrize("loss", ["request", "reply"])
@pytest.mark.parametrize("number", range(30))
def test_whatever_is_lost_on_the_way_the_next_sweeps_end_it(
    world: World, buy: Buy, number: int, loss: Loss
) -> None:
    buy()
    world.end_execution(RUN, "ABORTED")
    world.loses = (len(world.calls) + number, loss)
    with suppress(Lost):
        sweep()
    world.loses = None
    sweep()
    closing = runs.get(RUN).closing_since
    if closing and not runs.get(RUN).announced_at:
        world.items[RUN]["closing_since"] = {"S": "2026-01-01T00:00:00+00:00"}
        sweep()

    run = runs.get(RUN)
    assert ({}, {}) == (world.held, world.schedules)
    assert (run.status, run.held) == (RunStatus.FAILED, None)
    assert run.announced_at
    assert 1 <= len(world.told) <= 2


def test_two_that_find_the_same_run_close_it_once(world: World) -> None:
    world.end_execution(RUN, "ABORTED")
    world.meanwhile["GetModelCustomizationJob"] = sweep

    sweep()

    assert 1 == len(world.told)


def test_whoever_comes_while_a_run_is_being_closed_leaves_it_alone(world: World) -> None:
    world.end_execution(RUN, "ABORTED")
    world.meanwhile["Publish"] = sweep

    sweep()

    assert 1 == len(world.told)


def test_a_lease_of_what_somebody_deleted_ends_when_it_is_over(
    world: World, buy: Buy, hosted: Hosted
) -> None:
    buy()
    promote(hosted(keep_hours=48, owner="Ada"))
    items.note(RUN, status=RunStatus.KEPT)
    world.end_execution(RUN, "SUCCEEDED")
    world.held.clear()
    world.pass_hours(48)

    sweep()

    assert runs.get(RUN).held is None
    assert {} == world.schedules


def test_of_two_that_release_at_once_the_hours_count_once(world: World, buy: Buy) -> None:
    buy()
    world.end_execution(RUN, "ABORTED")
    world.pass_hours(2)
    world.meanwhile["DeleteSchedule"] = sweep
    world.meanwhile["DeleteProvisionedModelThroughput"] = sweep

    sweep()

    lease = leases.of(RUN)
    assert lease is not None
    assert 2.0 == lease.unit_hours


def test_the_handler_counts_what_it_found(
    world: World, buy: Buy, capsys: pytest.CaptureFixture[str]
) -> None:
    buy()
    world.hold("throughput", f"{ACCOUNT}:provisioned-model/foreign", name="n", tags={})

    reap({}, None)

    said = capsys.readouterr().out
    assert f'"{handler.FOREIGN_UNITS}":[1.0]' in said.replace(" ", "")
    assert f'"{handler.SWEEPS}":[1.0]' in said.replace(" ", "")
    assert '"environment":"dev"' in said.replace(" ", "")


def test_the_sweep_goes_by_the_services_clock(world: World, buy: Buy) -> None:
    bought = buy()
    assert world.now < START + timedelta(hours=8)

    assert sweep().kept == [bought.arn]


def test_a_sweep_reads_what_is_open_and_not_the_whole_ledger(world: World) -> None:
    for number in range(50):
        run = f"chat-{number:012}"
        world.claim(run, status="discarded")
        world.end_execution(run, "SUCCEEDED")
    world.claim(OTHER)

    sweep()
    before = len(world.calls)
    sweep()

    assert "Scan" not in world.calls
    assert {RUN, OTHER} == set(items.open_ids())
    assert 4 == world.calls[before:].count("GetItem") + world.calls[before:].count(
        "DescribeExecution"
    )


def test_a_run_that_is_opened_again_while_it_is_settled_stays_open(world: World, buy: Buy) -> None:
    buy()
    leases.end(RUN)
    items.note(RUN, status=RunStatus.DISCARDED)
    world.end_execution(RUN, "SUCCEEDED")
    lease = leases.of(RUN)
    assert lease
    until = START + timedelta(days=30)
    world.meanwhile["UpdateItem"] = lambda: leases.bind(RUN, arn="arn", since=START, until=until)

    sweep()

    assert [RUN] == list(items.open_ids())
    assert runs.get(RUN).held


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lease", {"S": "{"}),
        ("lease", {"S": '{"a":' * 60_000}),
        ("status", {"S": "no such status"}),
        ("timeline", {"S": "no map"}),
        ("execution", {"N": "1"}),
    ],
)
def test_an_item_that_cannot_be_read_is_told_and_stops_nothing_else(
    world: World, name: str, value: dict[str, str]
) -> None:
    world.claim(OTHER)
    world.items[OTHER][name] = value
    world.end_execution(RUN, "ABORTED")

    done = sweep()

    assert [RUN] == done.closed
    assert 1 == len(done.failures)
    assert f"run {OTHER} cannot be read from the ledger" in done.failures[0]
    assert "fix or delete its item" in done.failures[0]


def test_executions_that_fail_together_are_tended_one_by_one_and_not_by_sweeps_of_all(
    world: World,
) -> None:
    for number in range(40):
        world.claim(f"chat-{number:012}")
        world.end_execution(f"chat-{number:012}", "ABORTED")

    before = len(world.calls)
    reap({"detail": {"executionArn": execution_of("chat-000000000007")}}, None)

    asked = world.calls[before:]
    assert 1 == asked.count("DescribeExecution")
    assert ["Failed: chat-000000000007 (dev)"] == [subject for subject, _ in world.told]


def test_an_execution_that_owns_no_run_is_nothing_to_tend(world: World) -> None:
    reap({"detail": {"executionArn": execution_of("never-was")}}, None)

    assert [] == world.told


def test_a_lease_that_is_over_has_its_own_run_tended(world: World, buy: Buy) -> None:
    bought = buy()
    world.claim(OTHER)
    world.end_execution(OTHER, "ABORTED")
    (schedule,) = world.schedules.values()
    world.pass_hours(8)

    reap(json.loads(schedule["Target"]["Input"]), None)

    assert bought.arn not in world.held
    assert runs.get(OTHER).status is RunStatus.RUNNING


def test_a_whole_sweep_counts_itself_and_the_tending_of_one_run_does_not(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    reap({"run": RUN}, None)

    assert f'"{handler.SWEEPS}"' not in capsys.readouterr().out


def test_people_hear_that_a_task_is_served_by_nothing_when_what_its_name_stood_for_is_released(
    world: World, serve: Callable[[str], Lease]
) -> None:
    lease = serve(RUN)
    keeping.hand_over(lease, task="faq", who="arn", why="a test")
    keeping.prolong(RUN, task="faq", hours=1, owner="Ada", who="arn", why="a demo")
    items.note(RUN, status="kept")
    world.end_execution(RUN, "SUCCEEDED")
    world.held.clear()  # somebody deleted it in the console
    world.pass_hours(2)

    sweep()
    sweep()

    ((subject, message),) = world.told
    assert subject.startswith(f"Released: {RUN}")
    assert "/bedrock-finetune/dev/faq/model stood for it, and nothing serves this task" in message
    assert f"python -m tuning serve {RUN} --hours 24 --owner NAME --env dev" in message


def test_what_a_run_has_cost_is_settled_though_whoever_released_it_was_stopped(
    world: World, buy: Buy, plan: HostingPlan
) -> None:
    buy()
    items.note(RUN, status="kept", report_key="report.html")
    items.note(RUN, hosting_plan=replace(plan, month="2026-11"))
    spending.count_in("2026-11", RUN, 484.0)
    release(RUN)
    world.end_execution(RUN, "SUCCEEDED")

    assert [] == sweep().failures
    sweep()

    assert {} == spending.read("2026-11").planned
    assert not runs.get(RUN).is_open


def test_what_an_execution_still_costs_is_not_settled_by_a_status(
    world: World, plan: HostingPlan
) -> None:
    spending.count_in("2026-11", RUN, 484.0)
    items.note(RUN, hosting_plan=replace(plan, month="2026-11"), status=RunStatus.DISCARDED)

    sweep()
    assert {RUN: 484.0} == spending.read("2026-11").planned

    world.end_execution(RUN, "SUCCEEDED")
    sweep()
    assert {} == spending.read("2026-11").planned
