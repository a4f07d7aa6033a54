"""Runs that go on after their end: what broke is finished, and what was stored is served."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rehearsal.bedrock import Fault, Faults
from rehearsal.bedrock.metering import Charge
from rehearsal.follow import executions
from tests.workflow.conftest import Machine, cut
from tuning.cli.following.walk import Walk

OPERATOR = ("OperatorPolicy",)
TRAINED = ("TakeSlot", "StartCustomization", "ValidateDataset")


@pytest.fixture
def goes_on(machine: Machine) -> Callable[..., tuple[subprocess.CompletedProcess[str], Walk]]:
    """Type a command as an operator, and follow the execution that it started to its end."""

    def goes_on(*command: str) -> tuple[subprocess.CompletedProcess[str], Walk]:
        before = executions(machine.states, machine.deployment.state_machine)
        done = machine.terminal(*command, policies=OPERATOR)
        assert 0 == done.returncode, done.stderr
        after = executions(machine.states, machine.deployment.state_machine)
        (started,) = after - before
        return done, machine.ended(started)

    return goes_on


def spent(machine: Machine, what: str) -> float:
    """How much was metered of one unit, of all models together."""
    bill: Iterator[Charge] = iter(machine.sandbox.bedrock.bill())
    return sum(charge.quantity for charge in bill if charge.what == what)


@pytest.mark.parametrize("fault", [Fault.DEPLOYMENT_FAILS, Fault.DEPLOYMENT_NEVER_ACTIVE])
def test_a_run_that_broke_goes_on_and_trains_nothing_again(
    faulty: Callable[[Fault], Machine],
    goes_on: Callable[..., tuple[subprocess.CompletedProcess[str], Walk]],
    tmp_path: Path,
    fault: Fault,
) -> None:
    machine = faulty(fault)
    before = machine.sandbox.bedrock.held()
    task = f"broken-{fault.name.lower().replace('_', '-')}"
    dropped = cut(tmp_path / task, training=24, evaluation=10)
    walk = machine.ended(machine.started(dropped, hosting="on_demand"))
    run = walk.document["registration"]["run_id"]
    assert "failed" == machine.report(walk)["status"]
    trained = spent(machine, "training_1k_tokens")
    machine.sandbox.bedrock.faults = Faults()

    done, walk = goes_on("redrive", run)

    report = machine.report(walk)
    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status, report["reason"]
    assert report["status"] in ("kept", "discarded", "undecided")
    assert not {*TRAINED} & {*walk.visits}
    assert "nothing is trained" in done.stdout
    assert trained == spent(machine, "training_1k_tokens")
    assert before == machine.sandbox.bedrock.held()


def test_a_stored_model_is_served_until_it_is_released(
    machine: Machine,
    goes_on: Callable[..., tuple[subprocess.CompletedProcess[str], Walk]],
    tmp_path: Path,
) -> None:
    before = machine.sandbox.bedrock.held()
    dropped = cut(tmp_path / "to-be-served", training=24, evaluation=10)
    walk = machine.ended(machine.started(dropped, hosting="on_demand"))
    run, ended = walk.document["registration"]["run_id"], machine.report(walk)["status"]
    trained = spent(machine, "training_1k_tokens")

    _, walk = goes_on("serve", run, "--hours", "1", "--owner", "Ada")

    report = machine.report(walk)
    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status, report["not_served"]
    assert ["PlanServing", "DeployOnDemand"] == [
        state for state in walk.visits if state in ("PlanServing", "AskModels", "DeployOnDemand")
    ]
    assert (ended, "Ada", None) == (report["status"], report["held"]["owner"], report["not_served"])
    assert walk.document["publication"]["subject"].startswith("Served: ")
    assert replace(before, deployments=before.deployments + 1) == machine.sandbox.bedrock.held()
    again = machine.terminal("serve", run, "--owner", "Eve", policies=OPERATOR)
    assert (2, True) == (again.returncode, "extend" in again.stderr)

    released = machine.terminal("unserve", run, policies=OPERATOR)

    assert (0, "") == (released.returncode, released.stderr)
    assert before == machine.sandbox.bedrock.held()
    assert trained == spent(machine, "training_1k_tokens")
    shown = json.loads(machine.terminal("runs", run, "--json", policies=OPERATOR).stdout)
    assert ended == shown["status"]


def test_what_may_not_be_served_leaves_the_run_as_it_stood(
    machine: Machine,
    goes_on: Callable[..., tuple[subprocess.CompletedProcess[str], Walk]],
    tmp_path: Path,
) -> None:
    before = machine.sandbox.bedrock.held()
    dropped = cut(tmp_path / "never-served", training=24, evaluation=10)
    walk = machine.ended(machine.started(dropped, hosting="on_demand"))
    run, ended = walk.document["registration"]["run_id"], machine.report(walk)["status"]

    _, walk = goes_on("serve", run, "--mode", "provisioned", "--units", "9", "--owner", "Ada")

    report = machine.report(walk)
    assert walk.ended is not None
    assert ("FAILED", "RunFailed") == (walk.ended.status, walk.ended.error)
    assert ended == report["status"]
    assert "model units" in report["not_served"]
    assert walk.document["publication"]["subject"].startswith("Not served: ")
    assert before == machine.sandbox.bedrock.held()
