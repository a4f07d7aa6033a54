"""Drops that cannot be registered: they are kept, and a command sends them again."""

import json
import time

from rehearsal.dataset import RehearsedDataset
from tests.workflow.conftest import Machine
from tuning.handlers.register_run import register_run
from tuning.naming import stack_name

SECONDS = 60


def test_a_drop_that_could_not_be_registered_is_kept_and_sent_again(
    machine: Machine, few_tickets: RehearsedDataset
) -> None:
    """Its function cannot read its own settings, which no retry of the machine fixes."""
    with machine.told(register_run, TUNING_HYPERPARAMETERS="{"):
        lost = machine.started(few_tickets)
        failed = machine.ended(lost).ended

    assert failed is not None
    assert ("FAILED", "NotRegistered") == (failed.status, failed.error)
    (body,) = [each for each in kept(machine) if few_tickets.key in each]
    described = machine.states.describe_execution(executionArn=lost)
    assert json.loads(described["input"]) == json.loads(body)
    assert few_tickets.training.read_text().splitlines()[0] not in body

    sent = send_again(machine)

    assert f"started  {few_tickets.key}" in sent
    assert [] == kept(machine)
    sent_again = [
        each["executionArn"]
        for each in machine.states.list_executions(
            stateMachineArn=machine.deployment.state_machine
        )["executions"]
        if each["name"].startswith("redrive-")
    ]
    (again,) = [
        each
        for each in sent_again
        if few_tickets.key in machine.states.describe_execution(executionArn=each)["input"]
    ]
    ended = machine.ended(again).ended
    assert ended is not None
    assert "SUCCEEDED" == ended.status
    assert "No drop of local waits" in machine.terminal("redrive").stdout


def send_again(machine: Machine) -> str:
    """Send the drop again as soon as the reaper has closed its run."""
    ends = time.monotonic() + SECONDS
    while True:
        said = machine.terminal("redrive")
        if said.returncode == 0 and "started" in said.stdout:
            return said.stdout
        assert time.monotonic() < ends, said.stdout + said.stderr
        time.sleep(1)


def kept(machine: Machine) -> list[str]:
    """What lies in the queue; looking at it hides nothing."""
    name = stack_name("local", "pipeline")
    (stack,) = machine.sandbox.aws.client("cloudformation").describe_stacks(StackName=name)[
        "Stacks"
    ]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    found = machine.sandbox.aws.client("sqs").receive_message(
        QueueUrl=outputs["UndeliveredUrl"], MaxNumberOfMessages=10, VisibilityTimeout=0
    )
    return [message["Body"] for message in found.get("Messages", ())]
