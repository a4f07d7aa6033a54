"""Runs in which nothing breaks: the data decides."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tomlkit
from botocore.exceptions import ClientError

from rehearsal.bedrock import Held
from rehearsal.bill import priced
from rehearsal.dataset import RehearsedDataset, find
from rehearsal.follow import executions, started_by
from tests.unit.conftest import RECIPE
from tests.workflow.applications import Application
from tests.workflow.conftest import ROOT, TICKETS, Machine, cut
from tuning.registration.files import ANSWER

NOTHING = Held(provisioned_throughput=0, deployments=0)


def metered(machine: Machine) -> float:
    """What questions and answers came to, as whoever answered them counted."""
    bill = priced(machine.sandbox.bedrock.bill())
    return sum(item.usd or 0 for item in bill.items if "put_1k_tokens" in item.charge.what)


def test_a_better_model_is_kept_and_its_hosting_ends_with_the_evaluation(
    machine: Machine, tickets: RehearsedDataset
) -> None:
    before = metered(machine)
    walk = machine.ended(machine.started(tickets))
    report = machine.report(walk)

    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    assert ("kept", "keep") == (report["status"], report["verdict"])
    assert report["cost"]["evaluation_usd"] == pytest.approx(metered(machine) - before)
    assert "tokens of the judge (unknown)" in report["cost"]["sentence"]
    assert ["a stored custom model at $1.95 a month until it is deleted"] == report["holds"]
    assert "on_demand" == walk.document["hosting_plan"]["mode"]
    assert walk.document["comparison"]["scores"][0]["gain_low"] > 0
    assert "the stand-in, which counts words" == report["judge"]["name"]
    judged = [each["score"] for each in report["judged"]]
    assert ["Builtin.Correctness", "Builtin.Completeness"] == [row["metric"] for row in judged]
    assert all(0 <= row["base"] < row["custom"] <= 1 for row in judged)
    assert {} == report["service_scores"]
    assert machine.sandbox.bedrock.held() == NOTHING
    assert report["held"] is None
    assert report["model_arn"]


@pytest.mark.parametrize("mode", ["on_demand", "provisioned"])
def test_a_model_that_the_recipe_keeps_is_told_of_and_answers_and_can_be_released(
    machine: Machine, unprobed_tickets: RehearsedDataset, mode: str
) -> None:
    recipe = tomlkit.parse(unprobed_tickets.recipe)
    recipe["hosting"] = {"mode": mode, "keep_hours": 24, "owner": "Ada"}
    kept = replace(unprobed_tickets, recipe=tomlkit.dumps(recipe).encode())

    walk = machine.ended(machine.started(kept))
    run = walk.document["registration"]["run_id"]
    arn = walk.document["answers"]["serving"]

    assert "hosted" == walk.document["promotion"]["outcome"]
    assert machine.sandbox.bedrock.held() == Held(
        provisioned_throughput=int(mode == "provisioned"), deployments=int(mode == "on_demand")
    )
    assert arn in walk.document["publication"]["message"]
    assert readme_example(machine, arn).strip()
    application = Application(machine=machine, task=kept.task)
    application.runs_the_examples_of_the_page()
    application.is_refused_what_is_not_its_own()
    listed = machine.terminal("runs")
    assert (0, True, True) == (listed.returncode, run in listed.stdout, "kept" in listed.stdout)
    assert arn.rpartition("/")[2] in machine.terminal("cancel", run).stdout
    assert machine.sandbox.bedrock.held() == NOTHING
    left = machine.terminal("runs", run).stdout
    assert re.search(r"^holds +a stored custom model at \$1\.95 a month[^;]*$", left, re.MULTILINE)
    assert re.search(r"^served at +-$", left, re.MULTILINE)


def readme_example(machine: Machine, arn: str) -> str:
    """Run the README's example of using a kept model and return what it prints."""
    readme = (ROOT / "README.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL)
    program = f"arn = {arn!r}\nquestion = 'My parcel arrived broken'\n{example}"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=machine.environment(),
        timeout=60,
    )
    assert 0 == answer.returncode, answer.stderr
    return answer.stdout


def test_a_champion_keeps_its_place_before_a_model_that_is_no_better(
    machine: Machine, unprobed_tickets: RehearsedDataset
) -> None:
    """Two runs of one dataset: the second model is as good as the first, and no better."""
    first = machine.ended(machine.started(unprobed_tickets))
    second = machine.ended(machine.started(unprobed_tickets, champion=True))
    report = machine.report(second)

    assert "keep" == first.document["comparison"]["outcome"]
    assert ("discarded", "discard") == (report["status"], report["verdict"])
    champion = second.document["answers"]["champion"]
    assert first.document["registration"]["run_id"] == champion["run_id"]
    assert "better than the champion" in second.document["comparison"]["reason"]
    assert machine.sandbox.bedrock.held() == NOTHING


def test_a_malformed_dataset_is_rejected_with_its_line_before_anything_is_paid(
    machine: Machine, tmp_path: Path
) -> None:
    lines = (TICKETS / "train.jsonl").read_text().splitlines()
    lines[41] = '{"prompt": "no completion"}'
    broken = tmp_path / "broken-train.jsonl"
    broken.write_text("".join(f"{line}\n" for line in lines))
    dataset = find(broken, task="support-tickets", datasets=TICKETS.parent)
    paid = machine.sandbox.bedrock.bill()

    walk = machine.ended(machine.started(dataset))
    report = machine.report(walk)

    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    assert "rejected" == report["status"]
    message = walk.document["publication"]["message"]
    assert "\n  broken-train.jsonl:42 MISSING_KEY\n" in message
    (kept,) = re.findall(r"aws s3 cp s3://[^/]+/(rejected/\S+) -", message)
    assert "- `broken-train.jsonl:42` " in machine.artifact(kept).decode()
    assert "StartCustomization" not in walk.visits
    assert machine.sandbox.bedrock.bill() == paid


def test_a_second_event_for_the_same_version_ends_as_a_duplicate_and_starts_nothing(
    machine: Machine, few_tickets: RehearsedDataset
) -> None:
    first = machine.started(few_tickets)
    machine.ended(first, until="WaitForFiles")  # It has the run by then, and looks once more.
    event = machine.states.describe_execution(executionArn=first)["input"]
    second = machine.states.start_execution(
        stateMachineArn=machine.deployment.state_machine, input=event
    )["executionArn"]

    duplicate = machine.ended(second)
    original = machine.ended(first)

    assert duplicate.ended is not None
    assert "SUCCEEDED" == duplicate.ended.status
    assert "duplicate" == duplicate.document["registration"]["outcome"]
    assert ["RegisterRun"] == list(duplicate.visits)
    assert original.document["publication"]["outcome"] in ("kept", "discarded")


def test_files_that_the_recipe_names_are_waited_for(
    machine: Machine, few_tickets: RehearsedDataset
) -> None:
    s3, settings = machine.sandbox.aws.client("s3"), machine.deployment.settings
    late = few_tickets.companions[0]
    early = RehearsedDataset(
        task="late-tickets",
        recipe=f"dataset.validation = '{late.name}'\n{RECIPE}".encode(),
        training=few_tickets.training,
        training_name=few_tickets.training_name,
        companions=few_tickets.companions[1:],
    )
    execution = machine.started(early)
    waiting = machine.ended(execution, until="WaitForFiles")
    s3.upload_file(str(late), settings.datasets_bucket, early.key_of(late.name))

    walk = machine.ended(execution)

    assert waiting.document["registration"]["missing"] == [late.name]
    assert walk.document["registration"]["looks"] > 1
    assert walk.document["registration"]["validation"] is not None


def test_a_folder_that_is_dropped_is_one_run_and_takes_back_what_answered_data_alone(
    machine: Machine, tmp_path: Path
) -> None:
    tickets = cut(tmp_path / "dropped-tickets", training=24, evaluation=10)
    s3, settings = machine.sandbox.aws.client("s3"), machine.deployment.settings
    bucket, folder = settings.datasets_bucket, tickets.training.parent
    alone = tickets.key_of("data.jsonl")
    arn = machine.deployment.state_machine
    before = executions(machine.states, arn)
    s3.upload_file(str(tickets.training), bucket, alone)
    refused = machine.ended(started_by(machine.states, arn, key=alone, before=before))

    assert "refused" == refused.document["registration"]["outcome"]
    assert refused.document["registration"]["looks"] > 1
    s3.head_object(Bucket=bucket, Key=f"{alone}{ANSWER}")

    said = machine.terminal("drop", str(folder), policies=("UploaderPolicy",))

    assert 0 == said.returncode, said
    execution = started_by(machine.states, arn, key=tickets.key, before=before)
    registered = machine.ended(execution).document["registration"]
    assert f"start the run {registered['run_id']}." in said.stdout
    assert registered["recipe"] is not None
    with pytest.raises(ClientError):
        s3.head_object(Bucket=bucket, Key=f"{alone}{ANSWER}")


def test_the_state_that_travels_holds_figures_and_references_and_no_dataset_text(
    machine: Machine, few_tickets: RehearsedDataset
) -> None:
    canary = "Zanzibar-heliotrope-47"
    lines = few_tickets.training.read_text().splitlines()
    lines.append(json.dumps({"prompt": canary, "completion": canary}))
    few_tickets.training.write_text("".join(f"{line}\n" for line in lines))

    execution = machine.started(few_tickets)
    walk = machine.ended(execution)
    run = walk.document["registration"]["run_id"]
    history = machine.states.get_execution_history(executionArn=execution, maxResults=1000)
    item = machine.sandbox.aws.client("dynamodb").get_item(
        TableName=machine.deployment.settings.runs_table, Key={"run_id": {"S": run}}
    )

    assert canary not in str(history)
    assert canary not in str(item)
    assert canary not in machine.sandbox.log.read_text(errors="replace")
    assert len(str(walk.document)) < 32 * 1024  # an eighth of what Step Functions carries
