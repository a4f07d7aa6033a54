"""Executions that are killed: whatever they held is released, and people are told once."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from rehearsal import follow
from rehearsal.dataset import RehearsedDataset
from rehearsal.reaper import SWEEP_SECONDS, await_reaper
from rehearsal.sandbox import SCALE
from stacks.walk.waits import WAIT_FOR_ANSWERS
from tests.stacks.test_after_purchase import after
from tests.workflow.conftest import Machine, cut
from tuning.handlers.buy_throughput import buy_throughput
from tuning.handlers.deploy_on_demand import deploy_on_demand
from tuning.handlers.promote import promote
from tuning.handlers.release_throughput import release_throughput
from tuning.run.run import RunStatus

AT_ONCE: Final = 3
"""Runs under way at the same time: two train and one waits, as the account's quota has it."""

TRIES: Final = 8
"""Runs that may miss a state, because it was over before it could be seen."""

RELEASED: Final = frozenset({"released", None})
"""States of a lease under which nothing can be held; None where none was written yet."""

PURCHASES: Final = frozenset({buy_throughput.name, deploy_on_demand.name})

TAKE_TIME: Final = ("Task", "Wait")
"""The types of state in which an execution can be killed; the others are over as they begin."""


@dataclass(frozen=True, kw_only=True)
class People:
    """Whoever is told how runs end."""

    queues: Any
    url: str

    def told(self) -> list[str]:
        """The subjects of what has come since they were asked last."""
        subjects: list[str] = []
        while found := self.queues.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=1
        ).get("Messages"):
            subjects += [json.loads(message["Body"])["Subject"] for message in found]
            for message in found:
                handle = message["ReceiptHandle"]
                self.queues.delete_message(QueueUrl=self.url, ReceiptHandle=handle)
        return subjects


@pytest.fixture
def people(machine: Machine) -> Iterator[People]:
    """Somebody who listens to the environment's topic."""
    queues, topics = machine.sandbox.aws.client("sqs"), machine.sandbox.aws.client("sns")
    any_topic = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [any_topic]})
    url = queues.create_queue(QueueName="people", Attributes={"Policy": policy})["QueueUrl"]
    about = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    subscription = topics.subscribe(
        TopicArn=machine.deployment.settings.topic_arn,
        Protocol="sqs",
        Endpoint=about["Attributes"]["QueueArn"],
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    yield People(queues=queues, url=url)
    topics.unsubscribe(SubscriptionArn=subscription)
    queues.delete_queue(QueueUrl=url)


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """See a state while it lasts, though that is only a tenth of a second."""
    monkeypatch.setattr(follow, "POLL_SECONDS", 0.03)


@dataclass(frozen=True, kw_only=True)
class Killed:
    """A run whose execution was killed, and the last state that this had entered by then."""

    run_id: str
    last: str


def kill(machine: Machine, dataset: RehearsedDataset, *, hosting: str, state: str) -> Killed:
    """Drop a dataset, kill its execution in a state, and wait until people are told."""
    execution = machine.started(dataset, hosting=hosting)
    walk = machine.ended(execution, until=state)
    follow.stop(machine.states, execution, cause="killed by a test")
    machine.ended(execution)
    assert walk.run_id
    await_reaper(
        machine.sandbox.aws.client("dynamodb"),
        machine.deployment.settings.runs_table,
        walk.run_id,
        holding=lambda: False,
        period_seconds=period(machine),
    )
    return Killed(run_id=walk.run_id, last=last_state(machine, execution))


def recorded(machine: Machine, run_id: str) -> tuple[str, str | None]:
    """The status of a run and the state of its lease, as the ledger has them."""
    run = machine.sandbox.aws.client("dynamodb").get_item(
        TableName=machine.deployment.settings.runs_table, Key={"run_id": {"S": run_id}}
    )["Item"]
    lease = json.loads(run["lease"]["S"])["state"] if "lease" in run else None
    return run["status"]["S"], lease


def last_state(machine: Machine, execution: str) -> str:
    """The last state that an execution entered."""
    history = machine.states.get_execution_history(executionArn=execution, reverseOrder=True)
    entered = (event.get("stateEnteredEventDetails") for event in history["events"])
    return str(next(details["name"] for details in entered if details))


def period(machine: Machine) -> float:
    """Seconds of real time from one sweep to the next."""
    return machine.deployment.settings.reaper_minutes * 60 / SCALE


def deaths(machine: Machine) -> list[tuple[str, str]]:
    """Every state of the deployed machine in which something may be held, and how to get there.

    While a run waits for a quota it holds nothing, and no run of these comes there; nor does one
    come to a second sitting with its models, since so few records are asked in the first.
    """
    arn = machine.deployment.state_machine
    described = machine.states.describe_state_machine(stateMachineArn=arn)
    states = json.loads(described["definition"])["States"]
    bought = after(states, buy_throughput.name) | {release_throughput.name}
    deployed = after(states, deploy_on_demand.name) - bought
    return [
        (hosting, state)
        for hosting, held in (("provisioned", bought), ("on_demand", deployed))
        for state in sorted(held)
        if states[state]["Type"] in TAKE_TIME
        and states[state].get("Next") not in PURCHASES
        and state != WAIT_FOR_ANSWERS.name
    ]


def test_wherever_an_execution_is_killed_nothing_bills_and_people_are_told_once(
    machine: Machine, people: People, unprobed_tickets: RehearsedDataset, tmp_path: Path
) -> None:
    before = machine.sandbox.bedrock.held()

    def die(hosting: str, state: str) -> list[Killed]:
        dead: list[Killed] = []
        while len(dead) < TRIES and state not in {each.last for each in dead}:
            few = cut(tmp_path / f"{state.lower()}-{len(dead)}", training=24, evaluation=10)
            # Only a model that is better than its base comes as far as to be promoted.
            dataset = unprobed_tickets if state == promote.name else few
            dead.append(kill(machine, dataset, hosting=hosting, state=state))
        return dead

    wanted = deaths(machine)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        killed = [each for dead in pool.map(die, *zip(*wanted, strict=True)) for each in dead]

    def leases() -> set[str | None]:
        return {recorded(machine, each.run_id)[1] for each in killed}

    # A function that was killed may have bought something as it died: the next sweep finds that.
    ends = time.monotonic() + period(machine) + SWEEP_SECONDS
    while machine.sandbox.bedrock.held() != before or leases() - RELEASED:
        assert time.monotonic() < ends, (machine.sandbox.bedrock.held(), leases())
        time.sleep(follow.POLL_SECONDS)
    endings = {recorded(machine, each.run_id)[0] for each in killed}
    told = [said for said in people.told() if not said.startswith("Released: ")]
    assert endings <= {RunStatus.FAILED, RunStatus.KEPT}
    assert {each.run_id: 1 for each in killed} == {
        each.run_id: sum(each.run_id in said for said in told) for each in killed
    }
    assert {state for _, state in wanted} <= {each.last for each in killed}
