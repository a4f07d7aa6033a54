"""The deployed machine: one embedded AWS and one deployment for all the tests of this folder."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from rehearsal import deploy
from rehearsal.bedrock import Fault, Faults, Quotas
from rehearsal.bedrock.metering import Charge
from rehearsal.dataset import RehearsedDataset, find
from rehearsal.drop import drop
from rehearsal.follow import executions, follow, started_by
from rehearsal.sandbox import Sandbox, open_sandbox
from tests.walk_shape import SHAPE
from tests.workflow import people, recording
from tuning.cli.following.walk import StateEntered, Walk
from tuning.ledger import champions, contents
from tuning.ledger.items import KEY
from tuning.state import State

ROOT = Path(__file__).parents[2]
TICKETS = ROOT / "datasets" / "support-tickets"

NO_PROBES = {"refusals": False, "abilities": False}
"""For runs that are about something else: a hundred questions fewer for each model."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A deployed environment in the sandbox, and what can be done with it."""

    sandbox: Sandbox
    deployment: deploy.Deployment

    @property
    def states(self) -> Any:
        return self.sandbox.aws.client("stepfunctions")

    def started(
        self, dataset: RehearsedDataset, *, hosting: str | None = None, champion: bool = False
    ) -> str:
        """Drop a dataset and return the execution that EventBridge started for it.

        Unless the test is about the champion, there is none: most train the same model again, and
        none would be let do so.
        """
        arn, settings = self.deployment.state_machine, self.deployment.settings
        if not champion:
            self.sandbox.aws.client("dynamodb").delete_item(
                TableName=settings.runs_table,
                Key={KEY: {"S": f"{champions.PREFIX}{dataset.task}"}},
            )
        self._forget_contents()
        before = executions(self.states, arn)
        bucket = settings.datasets_bucket
        drop(self.sandbox.aws.client("s3"), bucket, dataset, hosting=hosting)
        return started_by(self.states, arn, key=dataset.key, before=before)

    def _forget_contents(self) -> None:
        table, dynamodb = self.deployment.settings.runs_table, self.sandbox.aws.client("dynamodb")
        for page in dynamodb.get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                if item[KEY]["S"].startswith(contents.PREFIX):
                    dynamodb.delete_item(TableName=table, Key={KEY: item[KEY]})

    def ended(
        self, execution: str, *, until: str | None = None, bound_seconds: float = 120
    ) -> Walk:
        """Follow an execution to its end, or until it enters a state."""
        walk = Walk(shape=SHAPE)
        for event in follow(self.states, execution, bound_seconds=bound_seconds):
            if event:
                walk.see(event)
            if until and isinstance(event, StateEntered) and event.name == until:
                break
        return walk

    def artifact(self, key: str) -> bytes:
        bucket = self.deployment.settings.artifacts_bucket
        body: bytes = (
            self.sandbox.aws.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        )
        return body

    def report(self, walk: Walk) -> dict[str, Any]:
        """The run's report as data; report.html lies beside it."""
        html = walk.document["publication"]["report_key"]
        assert self.artifact(html).startswith(b"<!doctype html>")
        report: dict[str, Any] = json.loads(self.artifact(html.replace(".html", ".json")))
        return report

    def terminal(
        self, *arguments: str, policies: tuple[str, ...] = (), seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run ``python -m tuning`` as a person would at a terminal of their own.

        Args:
            arguments: the command.
            policies: outputs that name the policies that the person has; none: the root user.
            seconds: how long it may take.
        """
        command = [sys.executable, "-m", "tuning", *arguments, "--env", "local"]
        environment = self.environment()
        if policies:
            environment |= people.credentials(self.sandbox.aws, policies)
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=seconds
        )

    @contextmanager
    def told(self, state: State[Any], **settings: str) -> Iterator[None]:
        """Give the function of a state other settings than its environment has."""
        functions = self.sandbox.aws.client("lambda")
        pages = functions.get_paginator("list_functions").paginate()
        listed = [function for page in pages for function in page["Functions"]]
        (its,) = (function for function in listed if function["Handler"] == state.handler)
        deployed = its["Environment"]["Variables"]

        def tell(variables: dict[str, str]) -> None:
            functions.update_function_configuration(
                FunctionName=its["FunctionName"], Environment={"Variables": variables}
            )

        tell({**deployed, **settings})
        try:
            yield
        finally:
            tell(deployed)

    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.sandbox.environment(), "COLUMNS": "250"}


@pytest.fixture(scope="session")
def deployed_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Bootstrap and deploy once; what a test drops is a run of its own."""
    work = tmp_path_factory.mktemp("sandbox")
    with open_sandbox(work) as sandbox:
        deploy.bootstrap(sandbox.aws, work=work)
        made = deploy.deploy(sandbox.aws, "local", work=work)
        yield Machine(sandbox=sandbox, deployment=made)
        recording.check(sandbox, work)


@pytest.fixture
def machine(deployed_machine: Machine) -> Iterator[Machine]:
    """The deployed machine with no fault on, holding nothing before and nothing after."""
    deployed_machine.sandbox.bedrock.faults = Faults()
    deployed_machine.sandbox.bedrock.quotas = Quotas()
    yield deployed_machine
    deployed_machine.sandbox.bedrock.faults = Faults()


@pytest.fixture
def faulty(machine: Machine) -> Callable[[Fault], Machine]:
    """The deployed machine with a fault switched on."""

    def switch_on(fault: Fault) -> Machine:
        machine.sandbox.bedrock.faults = Faults(fault)
        return machine

    return switch_on


@pytest.fixture
def tickets() -> RehearsedDataset:
    """The support tickets, whole."""
    return find(TICKETS, task=None, datasets=TICKETS.parent)


@pytest.fixture
def unprobed_tickets(tickets: RehearsedDataset) -> RehearsedDataset:
    """The support tickets, whole, of which the models are asked nothing beside them."""
    recipe = tomlkit.parse(tickets.recipe)
    recipe["probes"] = NO_PROBES
    return replace(tickets, recipe=tomlkit.dumps(recipe).encode())


@pytest.fixture
def few_tickets(tmp_path: Path) -> RehearsedDataset:
    """A few support tickets: enough to walk the walk, too few to prove anything."""
    return cut(tmp_path / "few-tickets", training=24, evaluation=10)


@pytest.fixture
def shuffled_tickets(tmp_path: Path) -> RehearsedDataset:
    """The support tickets with every answer given to another prompt."""
    return cut(tmp_path / "shuffled-tickets", shuffle=True)


def trained(bill: tuple[Charge, ...]) -> list[Charge]:
    """What is billed beside the questions to the base model, which come before training."""
    return [charge for charge in bill if not charge.what.startswith("base_")]


def cut(
    folder: Path,
    *,
    training: int | None = None,
    evaluation: int | None = None,
    shuffle: bool = False,
) -> RehearsedDataset:
    """Write a smaller or a spoiled copy of the support tickets."""
    folder.mkdir()
    for name, most in (("train", training), ("validation", training), ("evaluation", evaluation)):
        lines = (TICKETS / f"{name}.jsonl").read_text().splitlines()[:most]
        if shuffle and name != "evaluation":
            records = [json.loads(line) for line in lines]
            answers = [record["completion"] for record in records]
            random.Random(7).shuffle(answers)
            lines = [
                json.dumps({**record, "completion": answer})
                for record, answer in zip(records, answers, strict=True)
            ]
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines))
    recipe = tomlkit.parse((TICKETS / "task.toml").read_text())
    if evaluation is not None:  # what so few records could prove is not what such a run is for
        recipe["evaluation"]["train_anyway"] = True
    recipe["probes"] = NO_PROBES
    # The same records with the same recipe would be one content, and train once.
    recipe["provenance"]["source"] = f"A part of the support tickets, as {folder}."
    (folder / "task.toml").write_text(tomlkit.dumps(recipe))
    return find(folder, task=None, datasets=TICKETS.parent)
