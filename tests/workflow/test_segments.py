"""Drops that are read by many functions side by side."""

import json
from pathlib import Path
from typing import Any

import pytest

from rehearsal.dataset import RehearsedDataset, find
from tests.workflow.conftest import TICKETS, Machine
from tuning.cli.following.walk import Walk

COUNT = 3


def write_shards(folder: Path, lines: list[bytes]) -> RehearsedDataset:
    """Write training lines as shards, beside the companions and the recipe of the tickets."""
    folder.mkdir()
    each = -(-len(lines) // COUNT)
    for number in range(COUNT):
        name = f"train-{number + 1:05}-of-{COUNT:05}.jsonl"
        shard = lines[number * each : (number + 1) * each]
        (folder / name).write_bytes(b"".join(shard))
    for name in ("validation.jsonl", "evaluation.jsonl", "task.toml"):
        (folder / name).write_bytes((TICKETS / name).read_bytes())
    return find(folder, task=None, datasets=TICKETS.parent)


@pytest.fixture
def lines() -> list[bytes]:
    return (TICKETS / "train.jsonl").read_bytes().splitlines(keepends=True)[:30]


def segments(machine: Machine, execution: str) -> list[dict[str, Any]]:
    """What was said of each segment, in an execution of its own."""
    (run,) = machine.states.list_map_runs(executionArn=execution)["mapRuns"]
    children = machine.states.list_executions(mapRunArn=run["mapRunArn"])["executions"]
    described = [
        machine.states.describe_execution(executionArn=child["executionArn"]) for child in children
    ]
    said = [json.loads(child["output"]) for child in described]
    return sorted(said, key=lambda segment: segment["number"])


def problems(machine: Machine, walk: Walk) -> list[str]:
    found = machine.report(walk)["dataset"]["problems"]
    return [f"{problem['file']}:{problem['line']}: {problem['code']}" for problem in found]


def test_a_set_of_shards_is_one_run_and_is_read_side_by_side(
    machine: Machine, tmp_path: Path, lines: list[bytes]
) -> None:
    dataset = write_shards(tmp_path / "sharded-tickets", lines)
    execution = machine.started(dataset)

    walk = machine.ended(execution, until="StartCustomization")
    machine.ended(execution)

    assert dataset.key.endswith("train-00003-of-00003.jsonl")
    assert [10, 10, 10] == [segment["records"] for segment in segments(machine, execution)]
    assert ["RegisterRun", "PlanValidation", "ValidateSegment", "ValidateDataset"] == list(
        walk.visits
    )[:4]
    assert ("admitted", 30) == (
        walk.document["admission"]["outcome"],
        walk.document["admission"]["training"]["records"],
    )
    listed = machine.terminal("runs").stdout.split()
    owned = [word for word in listed if word.startswith("sharded-tickets-")]
    assert [walk.document["registration"]["run_id"]] == owned


def test_a_faulty_line_of_a_shard_is_named_by_its_own_file_and_line(
    machine: Machine, tmp_path: Path, lines: list[bytes]
) -> None:
    lines[26] = b'{"prompt": "no completion"}\n'
    dataset = write_shards(tmp_path / "faulty-shards", lines)

    walk = machine.ended(machine.started(dataset))

    assert "rejected" == machine.report(walk)["status"]
    assert "train-00003-of-00003.jsonl:7: MISSING_KEY" in problems(machine, walk)


def test_a_file_too_large_for_one_function_is_cut_and_its_lines_are_counted_through(
    machine: Machine, tmp_path: Path
) -> None:
    records = [
        json.dumps({"prompt": f"{n} {'long ' * 100}", "completion": f"reply {n}"})
        for n in range(5500)
    ]
    records[5000] = "{]"
    large = tmp_path / "train-large.jsonl"
    large.write_text("".join(f"{line}\n" for line in records))
    execution = machine.started(find(large, task="support-tickets", datasets=TICKETS.parent))

    walk = machine.ended(execution)

    said = segments(machine, execution)
    assert [0, 1, 2] == [segment["number"] for segment in said]
    assert 5500 == sum(segment["records"] for segment in said)
    assert "train-large.jsonl:5001: NOT_JSON" in problems(machine, walk)


def test_a_small_file_is_read_by_one_function(
    machine: Machine, few_tickets: RehearsedDataset
) -> None:
    execution = machine.started(few_tickets)

    walk = machine.ended(execution, until="StartCustomization")
    machine.ended(execution)

    assert "ValidateSegment" not in walk.visits
    assert [] == machine.states.list_map_runs(executionArn=execution)["mapRuns"]
