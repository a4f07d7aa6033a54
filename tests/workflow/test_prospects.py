"""The deployed machine measures what there is to gain before it pays for training."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from rehearsal.bedrock import Held, inference
from rehearsal.dataset import RehearsedDataset
from tests.workflow.conftest import TICKETS, Machine, cut

NOTHING = Held(provisioned_throughput=0, deployments=0)


def jobs(machine: Machine) -> int:
    """How many customization jobs the account has ever had."""
    found = machine.sandbox.aws.client("bedrock").list_model_customization_jobs(maxResults=1000)
    return len(found["modelCustomizationJobSummaries"])


def asking(monkeypatch: pytest.MonkeyPatch, *, knows: dict[str, str]) -> Counter[tuple[bool, str]]:
    """Count who is asked what; the base model knows the answers to some prompts."""
    asks = inference.ask
    asked: Counter[tuple[bool, str]] = Counter()

    def ask(account: Any, target: Any, conversation: Any, **more: Any) -> Any:
        prompt = conversation.turns[-1].text
        asked[target.deployment is not None, prompt] += 1
        answer = asks(account, target, conversation, **more)
        known = None if target.deployment else knows.get(prompt)
        return replace(answer, text=known) if known else answer

    monkeypatch.setattr(inference, "ask", ask)
    return asked


def references() -> dict[str, str]:
    lines = (TICKETS / "evaluation.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    return {record["prompt"]: record["completion"] for record in records}


def test_a_base_model_that_already_answers_everything_is_not_trained(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asking(monkeypatch, knows=references())
    known = with_recipe(cut(tmp_path / "known", training=24, evaluation=20), train_anyway=False)
    before = jobs(machine)

    walk = machine.ended(machine.started(known), bound_seconds=300)
    report = machine.report(walk)

    assert walk.ended is not None
    assert ("SUCCEEDED", "not_needed") == (walk.ended.status, report["status"])
    assert report["reason"].startswith("Not needed: the base model reaches ROUGE-L 1.000 on 20")
    assert "train_anyway" in report["remedy"]
    assert {"TakeSlot", "StartCustomization"}.isdisjoint(walk.visits)
    assert jobs(machine) == before
    assert machine.sandbox.bedrock.held() == NOTHING
    assert 20 == len(asked)
    assert report["cost"]["evaluation_usd"] > 0
    assert report["cost"]["total_usd"] == report["cost"]["evaluation_usd"]
    listed = machine.terminal("runs", "--status", "not_needed")
    assert walk.document["registration"]["run_id"] in listed.stdout


def test_a_held_out_set_that_can_prove_nothing_ends_before_it_is_paid_for(
    machine: Machine, tmp_path: Path
) -> None:
    hopeful = with_recipe(cut(tmp_path / "few", training=24, evaluation=12), gain_to_show=0.03)
    before = jobs(machine)

    walk = machine.ended(
        machine.started(with_recipe(hopeful, train_anyway=False)), bound_seconds=300
    )
    report = machine.report(walk)

    assert walk.ended is not None
    assert ("SUCCEEDED", "cannot_be_proved") == (walk.ended.status, report["status"])
    assert report["prospect"]["more_records"] > 0
    assert f"Add {report['prospect']['more_records']} distinct" in report["remedy"]
    assert jobs(machine) == before
    assert "Cannot be proved: " in walk.document["publication"]["subject"]


def test_what_was_asked_before_training_is_not_asked_again_after_it(
    machine: Machine, few_tickets: RehearsedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asking(monkeypatch, knows={})

    walk = machine.ended(machine.started(few_tickets, hosting="on_demand"), bound_seconds=300)

    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    assert 10 == walk.document["prospect"]["records"] == walk.document["answers"]["records"]
    assert 20 == len(asked)
    lost = walk.document["prospect"]["lost_requests"] + walk.document["answers"]["lost_requests"]
    assert sum(asked.values()) == 20 + lost


def with_recipe(dataset: RehearsedDataset, **settings: Any) -> RehearsedDataset:
    """Let the recipe say something of its own on the evaluation."""
    recipe = tomlkit.parse(dataset.recipe)
    recipe["evaluation"].update(settings)
    return replace(dataset, recipe=tomlkit.dumps(recipe).encode())
