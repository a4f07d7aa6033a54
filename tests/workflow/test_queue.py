"""More runs at the same time than the account may train."""

import time
from pathlib import Path

from rehearsal.bedrock import Quotas
from tests.workflow.conftest import Machine, cut


def test_whoever_comes_later_waits_for_a_turn_and_all_of_them_end(
    machine: Machine, tmp_path: Path
) -> None:
    machine.sandbox.bedrock.quotas = Quotas(customization_jobs=1)
    first = machine.started(cut(tmp_path / "queue-0", training=240, evaluation=10))
    while "StartCustomization" not in entered(machine, first):
        time.sleep(0.2)
    # The first one trains on ten times as much, so that the others come while it does.
    later = [
        machine.started(cut(tmp_path / f"queue-{n}", training=24, evaluation=10)) for n in (1, 2)
    ]

    listed = machine.terminal("runs")
    walks = [machine.ended(execution) for execution in (first, *later)]

    assert (0, "") == (listed.returncode, listed.stderr)
    assert ["SUCCEEDED"] * 3 == [walk.ended.status for walk in walks if walk.ended]
    assert all("WaitForSlot" in entered(machine, execution) for execution in later)
    assert all("taken" == walk.document["slot"]["outcome"] for walk in walks)
    assert all("started" == walk.document["customization"]["outcome"] for walk in walks)


def entered(machine: Machine, execution: str) -> set[str]:
    """The names of all states that an execution has entered."""
    pages = machine.states.get_paginator("get_execution_history").paginate(executionArn=execution)
    return {
        event["stateEnteredEventDetails"]["name"]
        for page in pages
        for event in page["events"]
        if event["type"].endswith("StateEntered")
    }
