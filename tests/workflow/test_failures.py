"""Runs in which something breaks: whatever it is, nothing bills afterwards and people are told."""

from collections.abc import Callable

import pytest

from rehearsal.bedrock import Fault
from rehearsal.dataset import Dataset
from tests.workflow.conftest import Machine

FAILURES = {
    Fault.JOB_FAILS: ("CheckCustomization", "customization job failed"),
    Fault.JOB_STOPS: ("CheckCustomization", "customization job stopped"),
    Fault.JOB_NEVER_ENDS: ("CheckCustomization", "customization job timed out"),
    Fault.THROUGHPUT_FAILS: ("CheckThroughput", "provisioned throughput failed"),
    Fault.THROUGHPUT_NEVER_SERVES: ("CheckThroughput", "provisioned throughput timed out"),
    Fault.THROUGHPUT_QUOTA_ZERO: ("BuyThroughput", "QuotaExceeded"),
    Fault.EVALUATION_FAILS: ("CheckEvaluation", "evaluation failed"),
    Fault.EVALUATION_STOPS: ("CheckEvaluation", "evaluation stopped"),
    Fault.EVALUATION_NEVER_ENDS: ("CheckEvaluation", "evaluation timed out"),
}


@pytest.mark.parametrize("fault", FAILURES)
def test_a_failure_releases_what_was_bought_and_is_reported(
    faulty: Callable[[Fault], Machine], few_tickets: Dataset, fault: Fault
) -> None:
    machine = faulty(fault)
    before = machine.stage.bedrock.held()

    walk = machine.ended(machine.started(few_tickets))
    report = machine.report(walk)

    last, words = FAILURES[fault]
    visited = list(walk.visits)
    assert walk.ended is not None
    assert (walk.ended.status, walk.ended.error) == ("FAILED", "RunFailed")
    assert visited[visited.index(last) + 1 :] == ["ReleaseThroughput", "PublishReport"]
    assert report["status"] == "failed"
    assert words in report["reason"]
    assert machine.stage.bedrock.held() == before


@pytest.mark.parametrize("fault", [Fault.THROTTLE_ONCE, Fault.LOST_REPLY])
def test_a_passing_trouble_changes_nothing_and_nothing_is_bought_twice(
    faulty: Callable[[Fault], Machine], few_tickets: Dataset, fault: Fault
) -> None:
    machine = faulty(fault)
    before = machine.stage.bedrock.held()

    walk = machine.ended(machine.started(few_tickets))

    assert walk.ended is not None
    assert walk.ended.status == "SUCCEEDED"
    held = 1 if walk.document["publication"]["outcome"] == "kept" else 0
    after = machine.stage.bedrock.held().provisioned_throughput
    assert after - before.provisioned_throughput == held
    if held:
        machine.terminal("cancel", walk.document["registration"]["run_id"])


def test_a_cancelled_run_stops_its_job_holds_nothing_and_is_recorded(
    faulty: Callable[[Fault], Machine], few_tickets: Dataset
) -> None:
    machine = faulty(Fault.JOB_NEVER_ENDS)
    execution = machine.started(few_tickets)
    walk = machine.ended(execution, until="CheckCustomization")
    run = walk.document["registration"]["run_id"]

    said = machine.terminal("cancel", run)

    ended = machine.ended(execution)
    assert said.returncode == 0, said.stderr
    assert "model-customization-job" in said.stdout
    assert ended.ended is not None
    assert ended.ended.status == "ABORTED"
    assert "cancelled" in machine.terminal("runs", run).stdout
    assert "is cancelled" not in machine.terminal("cancel", run).stdout


def test_a_run_that_nobody_knows_is_one_line_and_exit_code_2(machine: Machine) -> None:
    said = machine.terminal("cancel", "never-was-0123456789ab")

    assert (said.returncode, said.stderr) == (2, "no run never-was-0123456789ab in local\n")
