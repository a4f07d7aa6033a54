"""More runs at the same time than the account may train."""

from pathlib import Path

from rehearsal.bedrock import Quotas
from tests.workflow.conftest import Machine, cut


def test_a_third_run_waits_for_its_turn_and_all_of_them_end(
    machine: Machine, tmp_path: Path
) -> None:
    machine.stage.bedrock.quotas = Quotas(customization_jobs=2)
    drops = [cut(tmp_path / f"queue-{n}", training=24, evaluation=10) for n in range(3)]
    executions = [machine.started(drop) for drop in drops]

    listed = machine.terminal("runs")
    walks = [machine.ended(execution) for execution in executions]

    assert (0, "") == (listed.returncode, listed.stderr)
    assert ["SUCCEEDED"] * 3 == [walk.ended.status for walk in walks if walk.ended]
    waited = [execution for execution in executions if "WaitForSlot" in entered(machine, execution)]
    assert waited
    assert all(walk.document["slot"]["outcome"] == "taken" for walk in walks)
    assert all(walk.document["customization"]["outcome"] == "started" for walk in walks)


def entered(machine: Machine, execution: str) -> set[str]:
    """The names of all states that an execution has entered."""
    pages = machine.states.get_paginator("get_execution_history").paginate(executionArn=execution)
    return {
        event["stateEnteredEventDetails"]["name"]
        for page in pages
        for event in page["events"]
        if event["type"].endswith("StateEntered")
    }
