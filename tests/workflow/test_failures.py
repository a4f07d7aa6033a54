"""Runs in which something breaks: whatever it is, nothing bills afterwards and people are told."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
import tomlkit

from rehearsal.bedrock import Fault, Faults
from rehearsal.dataset import RehearsedDataset
from tests.workflow.conftest import Machine
from tuning.handlers.check_customization import check_customization
from tuning.handlers.check_evaluation import check_evaluation
from tuning.state import State

FAILURES = {
    Fault.JOB_FAILS: ("CheckCustomization", "customization job failed"),
    Fault.JOB_STOPS: ("CheckCustomization", "customization job stopped"),
    Fault.JOB_NEVER_ENDS: ("CheckCustomization", "customization job timed out"),
    Fault.JOB_NEVER_STARTS: ("CheckCustomization", "did not start to train it"),
    Fault.DEPLOYMENT_FAILS: ("CheckDeployment", "deployment failed"),
    Fault.DEPLOYMENT_NEVER_ACTIVE: ("CheckDeployment", "deployment timed out"),
    Fault.DEPLOYMENT_QUOTA_ZERO: ("DeployOnDemand", "quota is used up"),
    Fault.THROUGHPUT_FAILS: ("CheckThroughput", "provisioned throughput failed"),
    Fault.THROUGHPUT_NEVER_SERVES: ("CheckThroughput", "provisioned throughput timed out"),
}

IMPATIENT: dict[Fault, tuple[State[Any], dict[str, str]]] = {
    Fault.JOB_NEVER_STARTS: (check_customization, {"TUNING_QUEUED_DEADLINE_HOURS": "1"}),
    Fault.JOB_NEVER_ENDS: (check_customization, {"TUNING_CUSTOMIZATION_DEADLINE_HOURS": "1"}),
    Fault.EVALUATION_NEVER_ENDS: (check_evaluation, {"TUNING_EVALUATION_DEADLINE_HOURS": "1"}),
}
"""Who gives up sooner than the environment asks: its deadlines take most of a minute here."""


PLANNED_FOR = {Fault.DEPLOYMENT_QUOTA_ZERO: "TakeSlot"}
"""What a plan would have refused: it strikes from a state after it."""


@pytest.mark.parametrize(
    ("fault", "hosting", "quota"),
    [
        (Fault.DEPLOYMENT_QUOTA_ZERO, "on_demand", "Total custom model deployments"),
        (Fault.DEPLOYMENT_QUOTA_ZERO, "auto", "Total custom model deployments"),
    ],
)
def test_what_could_not_be_hosted_is_found_before_training_is_paid(
    faulty: Callable[[Fault], Machine],
    few_tickets: RehearsedDataset,
    fault: Fault,
    hosting: str,
    quota: str,
) -> None:
    machine = faulty(fault)
    paid = machine.sandbox.bedrock.bill()

    walk = machine.ended(machine.started(few_tickets, hosting=hosting))

    report = machine.report(walk)
    assert walk.ended is not None
    assert ("SUCCEEDED", "rejected") == (walk.ended.status, report["status"])
    assert "Rejected: the model cannot be hosted" == report["headline"]
    assert f"{quota}' is 0 and the run needs 1" in report["reason"]
    assert "StartCustomization" not in walk.visits
    assert paid == machine.sandbox.bedrock.bill()


@pytest.mark.parametrize("fault", FAILURES)
def test_a_failure_releases_what_was_bought_and_is_reported(
    faulty: Callable[[Fault], Machine], few_tickets: RehearsedDataset, fault: Fault
) -> None:
    machine = faulty(fault)
    before = machine.sandbox.bedrock.held()

    hosting = "provisioned" if "throughput" in fault else "on_demand"
    with ExitStack() as impatient:
        if fault in IMPATIENT:
            state, deadline = IMPATIENT[fault]
            impatient.enter_context(machine.told(state, **deadline))
        if fault in PLANNED_FOR:
            machine.sandbox.bedrock.faults = Faults()
        execution = machine.started(few_tickets, hosting=hosting)
        if fault in PLANNED_FOR:
            machine.ended(execution, until=PLANNED_FOR[fault])
            machine.sandbox.bedrock.faults = Faults(fault)
        walk = machine.ended(execution)
    report = machine.report(walk)

    last, words = FAILURES[fault]
    visited = list(walk.visits)
    assert walk.ended is not None
    assert ("FAILED", "RunFailed") == (walk.ended.status, walk.ended.error)
    assert ["ReleaseThroughput", "PublishReport"] == visited[visited.index(last) + 1 :]
    assert "failed" == report["status"]
    assert words in report["reason"]
    assert machine.sandbox.bedrock.held() == before


def test_a_job_that_stalls_is_started_once_more_where_the_recipe_allows_it(
    faulty: Callable[[Fault], Machine], few_tickets: RehearsedDataset
) -> None:
    machine = faulty(Fault.JOB_STALLS)
    before = machine.sandbox.bedrock.held()
    recipe = tomlkit.parse(few_tickets.recipe)
    recipe["training"] = {"restart_stalled": True}
    allowed = replace(few_tickets, recipe=tomlkit.dumps(recipe).encode())

    with machine.told(check_customization, TUNING_QUEUED_DEADLINE_HOURS="1"):
        walk = machine.ended(machine.started(allowed, hosting="on_demand"))

    report = machine.report(walk)
    job = report["job"]
    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status, report["reason"]
    assert 2 == job["attempt"]
    assert job["job_name"].endswith("-job-2")
    assert f"The first job ({job['replaced']}) stalled" in report["queue"]
    assert report["accepted"]["accepted"] == report["accepted"]["sent"]
    assert machine.sandbox.bedrock.held() == before


SECOND_OPINIONS = {
    Fault.EVALUATION_FAILS: "internal error",
    Fault.EVALUATION_STOPS: "Somebody stopped the evaluation job",
    Fault.EVALUATION_NEVER_ENDS: "was not done within",
    Fault.JUDGE_DENIED: "have access to the model",
}
"""What becomes of evaluation jobs, and the words with which a report warns of it."""


@pytest.mark.parametrize("fault", SECOND_OPINIONS)
def test_whatever_becomes_of_evaluation_jobs_the_run_ends_by_its_own_scores(
    faulty: Callable[[Fault], Machine], few_tickets: RehearsedDataset, fault: Fault
) -> None:
    machine = faulty(fault)

    with ExitStack() as impatient:
        if fault in IMPATIENT:
            state, deadline = IMPATIENT[fault]
            impatient.enter_context(machine.told(state, **deadline))
        walk = machine.ended(machine.started(few_tickets))
    report = machine.report(walk)

    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    assert report["status"] in ("kept", "discarded")
    assert report["scores"]
    assert report["judging"]
    assert any(SECOND_OPINIONS[fault] in line for line in report["evaluation_warnings"])
    assert SECOND_OPINIONS[fault] in walk.document["publication"]["message"]
    held = machine.sandbox.bedrock.held()
    assert (0, 0) == (held.provisioned_throughput, held.deployments)


def test_a_judge_that_lets_nonsense_pass_is_told_as_not_trusted(
    faulty: Callable[[Fault], Machine], few_tickets: RehearsedDataset
) -> None:
    machine = faulty(Fault.JUDGE_PASSES_ALL)

    report = machine.report(machine.ended(machine.started(few_tickets)))

    tested = report["judge_test"]
    assert (3, 0, False) == (tested["canaries"], tested["failed"], tested["trusted"])
    assert "let 3 of 3 certainly bad answers pass" in tested["sentence"]
    assert {1.0} == {each["score"]["custom"] for each in report["judged"]}
    assert report["status"] in ("kept", "discarded")


@pytest.mark.parametrize(
    ("fault", "hosting"),
    [
        (Fault.THROTTLE_ONCE, "on_demand"),
        (Fault.LOST_REPLY, "on_demand"),
        (Fault.LOST_REPLY, "provisioned"),
    ],
)
def test_a_passing_trouble_changes_nothing_and_nothing_is_bought_twice(
    faulty: Callable[[Fault], Machine], few_tickets: RehearsedDataset, fault: Fault, hosting: str
) -> None:
    machine = faulty(fault)
    before = machine.sandbox.bedrock.held()

    walk = machine.ended(machine.started(few_tickets, hosting=hosting))

    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    assert 1 == len(walk.document["release"]["deleted"])
    assert machine.sandbox.bedrock.held() == before


def test_without_a_quota_of_model_units_nothing_is_trained_for_nothing(
    faulty: Callable[[Fault], Machine], few_tickets: RehearsedDataset
) -> None:
    """The recipe asks for throughput; the account has none; the model can be deployed instead."""
    machine = faulty(Fault.THROUGHPUT_QUOTA_ZERO)

    walk = machine.ended(machine.started(few_tickets, hosting="provisioned"))

    plan = walk.document["hosting_plan"]
    assert ("within", "on_demand") == (plan["outcome"], plan["mode"])
    assert "quota" in plan["why"]
    assert "DeployOnDemand" in walk.visits


def test_a_cancelled_run_stops_its_job_holds_nothing_and_is_recorded(
    faulty: Callable[[Fault], Machine], few_tickets: RehearsedDataset
) -> None:
    machine = faulty(Fault.JOB_NEVER_ENDS)
    execution = machine.started(few_tickets)
    walk = machine.ended(execution, until="CheckCustomization")
    run = walk.document["registration"]["run_id"]

    said = machine.terminal("cancel", run, policies=("OperatorPolicy",))

    ended = machine.ended(execution)
    assert 0 == said.returncode, said.stderr
    assert "model-customization-job" in said.stdout
    assert ended.ended is not None
    assert "ABORTED" == ended.ended.status
    assert "cancelled" in machine.terminal("runs", run, policies=("OperatorPolicy",)).stdout
    assert "is cancelled" not in machine.terminal("cancel", run).stdout


def test_a_run_that_nobody_knows_is_one_line_and_exit_code_2(machine: Machine) -> None:
    said = machine.terminal("cancel", "never-was-0123456789ab")

    assert (2, "no run never-was-0123456789ab in local\n") == (said.returncode, said.stderr)
