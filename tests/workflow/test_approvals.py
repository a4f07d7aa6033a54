"""Runs over a ceiling: a person approves, a person denies, nobody answers."""

import time
from collections.abc import Iterator
from typing import Final

import pytest

from rehearsal.dataset import RehearsedDataset
from tests.workflow.conftest import Machine
from tuning import artifacts
from tuning.handlers.plan_hosting import plan_hosting

ASKING: Final = {"TUNING_OVER_CEILING": "approve", "TUNING_MAX_TRAINING_USD": "0.000001"}
"""What staging and prod tell the function that plans, with a ceiling that everything passes."""


@pytest.fixture
def asking(machine: Machine) -> Iterator[Machine]:
    """The deployed machine, which asks a person instead of refusing."""
    with machine.told(plan_hosting, **ASKING):
        yield machine


def waiting(machine: Machine, dataset: RehearsedDataset) -> tuple[str, str]:
    """Drop a dataset, and return its execution and its run once a person has been asked."""
    execution = machine.started(dataset)
    walk = machine.ended(execution, until="AwaitApproval")
    run = walk.document["registration"]["run_id"]
    deadline = time.monotonic() + 15
    while "asked: " not in machine.terminal("runs", run).stdout:
        assert time.monotonic() < deadline, "nobody was asked"
    return execution, run


def test_an_approved_run_goes_on_and_its_report_says_who_approved_it(
    asking: Machine, few_tickets: RehearsedDataset
) -> None:
    execution, run = waiting(asking, few_tickets)

    why = ("--reason", "the quarter's budget covers it")
    operator = asking.terminal("approve", run, *why, policies=("OperatorPolicy",))
    answered = asking.terminal("approve", run, *why, policies=("ApproverPolicy",))
    again = asking.terminal("approve", run, "--deny", "--reason", "or does it?")
    walk = asking.ended(execution)

    assert operator.returncode != 0
    assert "s3:GetObject" in operator.stderr  # the token is the approver's alone to read
    assert (0, "") == (answered.returncode, answered.stderr)
    assert "max_training_usd" in answered.stdout
    assert (2, 1) == (again.returncode, again.stderr.count("\n"))
    assert "was approved by arn:aws:sts::" in again.stderr
    assert "TakeSlot" in walk.visits
    approval = asking.report(walk)["approval"]
    assert ("approved", "the quarter's budget covers it") == (approval["outcome"], approval["why"])
    assert b"max_training_usd" in asking.artifact(artifacts.key_of(run, "approvals.json"))


def test_a_denied_run_ends_as_rejected_and_has_bought_nothing(
    asking: Machine, few_tickets: RehearsedDataset
) -> None:
    paid = asking.sandbox.bedrock.bill()
    execution, run = waiting(asking, few_tickets)

    answered = asking.terminal("approve", run, "--deny", "--reason", "too dear")
    walk = asking.ended(execution)

    assert (0, "") == (answered.returncode, answered.stderr)
    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    assert "rejected" == asking.report(walk)["status"]
    assert "too dear" in walk.document["publication"]["message"]
    assert "TakeSlot" not in walk.visits
    assert paid == asking.sandbox.bedrock.bill()


def test_a_run_that_nobody_answers_ends_as_rejected_and_takes_no_late_answer(
    asking: Machine, few_tickets: RehearsedDataset
) -> None:
    paid = asking.sandbox.bedrock.bill()
    execution, run = waiting(asking, few_tickets)

    walk = asking.ended(execution)
    late = asking.terminal("approve", run, "--reason", "now I have seen it")

    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    assert "rejected" == asking.report(walk)["status"]
    assert "The expense was not approved by" in walk.document["publication"]["message"]
    assert (2, 1) == (late.returncode, late.stderr.count("\n"))
    assert "it ended as rejected" in late.stderr
    assert paid == asking.sandbox.bedrock.bill()
