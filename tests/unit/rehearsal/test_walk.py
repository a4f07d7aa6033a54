import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any, cast

from rehearsal import walk
from rehearsal.deploy import ROOT
from rehearsal.follow import follow
from rehearsal.walk import NAMES
from tests.unit.rehearsal.conftest import History, StepFunctions
from tests.walk_shape import SHAPE
from tuning.cli.following.walk import Shape, Walk


def walked(history: History) -> Walk:
    states = cast(Any, StepFunctions(history.events, step=1000))
    result = Walk(shape=SHAPE)
    for event in follow(states, "arn"):
        if event:
            result.see(event)
    return result


def statuses(result: Walk) -> Iterable[tuple[str, str]]:
    return [(visit.name, visit.status) for visit in result.visits.values()]


def test_states_are_visited_in_their_order(history: History) -> None:
    history.task("RegisterRun", registration={"run_id": "faq-1"}).task("ValidateDataset")
    history.add("ExecutionSucceeded", output="{}")

    result = walked(history)

    assert [("RegisterRun", "succeeded"), ("ValidateDataset", "succeeded")] == statuses(result)
    assert "faq-1" == result.run_id


def test_a_wait_counts_for_the_state_that_it_leads_to(history: History) -> None:
    history.task("StartCustomization")
    history.wait("WaitForCustomization").task("CheckCustomization")
    history.wait("WaitForCustomization").task("CheckCustomization")
    history.add("ExecutionSucceeded", output="{}")

    result = walked(history)

    assert ["StartCustomization", "CheckCustomization"] == list(result.visits)
    assert 3.0 == result.visits["StartCustomization"].seconds
    assert 11.0 == result.visits["CheckCustomization"].seconds


def test_a_map_counts_for_the_state_that_it_runs_many_times(history: History) -> None:
    history.task("PlanValidation")
    history.add("MapStateEntered", name="ValidateSegments", input="{}")
    history.add("MapRunStarted", mapRunArn="arn")
    history.add("MapRunSucceeded")
    history.add("MapStateExited", name="ValidateSegments", output="{}")
    history.task("ValidateDataset")
    history.add("ExecutionSucceeded", output="{}")

    assert [
        ("PlanValidation", "succeeded"),
        ("ValidateSegment", "succeeded"),
        ("ValidateDataset", "succeeded"),
    ] == statuses(walked(history))


def test_a_map_of_which_one_failed_has_failed(history: History) -> None:
    history.task("PlanValidation")
    history.add("MapStateEntered", name="ValidateSegments", input="{}")
    history.document["failure"] = {"Error": "States.ExceedToleratedFailureThreshold"}
    history.add("MapStateExited", name="ValidateSegments", output=json.dumps(history.document))
    history.task("ReleaseThroughput")
    history.add("ExecutionFailed", error="RunFailed", cause="")

    assert [
        ("PlanValidation", "succeeded"),
        ("ValidateSegment", "failed"),
        ("ReleaseThroughput", "succeeded"),
    ] == statuses(walked(history))


def test_choices_and_ends_are_no_states_of_the_walk(history: History) -> None:
    history.task("RegisterRun")
    history.add("ChoiceStateEntered", name="RegisterRunOutcome", input="{}")
    history.add("ChoiceStateExited", name="RegisterRunOutcome", output="{}")
    history.add("SucceedStateEntered", name="Duplicate", input="{}")
    history.add("ExecutionSucceeded", output="{}")

    assert ["RegisterRun"] == list(walked(history).visits)


def test_a_retry_that_succeeds_is_a_success(history: History) -> None:
    history.add("TaskStateEntered", name="RegisterRun", input="{}")
    history.add("LambdaFunctionFailed", error="Transient", cause="busy")
    history.add("LambdaFunctionSucceeded", output="{}")
    history.add("TaskStateExited", name="RegisterRun", output="{}")
    history.add("ExecutionSucceeded", output="{}")

    assert [("RegisterRun", "succeeded")] == statuses(walked(history))


def test_a_failure_that_is_caught_is_a_failure_of_its_state(history: History) -> None:
    history.add("TaskStateEntered", name="BuyThroughput", input="{}")
    history.add("TaskFailed", error="ServiceRefused", cause="no quota")
    history.add("TaskStateExited", name="BuyThroughput", output='{"failure": {}}')
    history.task("ReleaseThroughput")
    history.add("ExecutionFailed", error="RunFailed", cause="no quota")

    result = walked(history)

    assert [("BuyThroughput", "failed"), ("ReleaseThroughput", "succeeded")] == statuses(result)
    assert result.ended is not None
    assert ("FAILED", "RunFailed", "no quota") == (
        result.ended.status,
        result.ended.error,
        result.ended.cause,
    )


def test_a_state_that_an_abort_met_is_aborted(history: History) -> None:
    history.task("StartCustomization")
    history.add("WaitStateEntered", name="WaitForCustomization", input="{}")
    history.add("ExecutionAborted", error="", cause="enough")

    assert ("CheckCustomization", "aborted") in statuses(walked(history))


def test_every_wait_leads_to_a_state_of_the_walk() -> None:
    assert len(SHAPE.waits) >= 6
    assert set(SHAPE.waits.values()) <= set(walk.NAMES)


def test_a_deployed_machine_has_the_shape_of_the_table() -> None:
    definition = json.loads((ROOT / "tests" / "stacks" / "walk.asl.json").read_text())
    shape = Shape.of(definition)

    assert set(SHAPE.gives) == set(shape.gives)
    assert {name: SHAPE.gives[name] for name, path in shape.gives.items() if path} == {
        name: path for name, path in shape.gives.items() if path
    }
    assert (SHAPE.waits, SHAPE.maps) == (shape.waits, shape.maps)


def test_the_names_are_those_of_the_table_in_its_order() -> None:
    assert tuple(SHAPE.gives) == NAMES


def test_a_rehearsal_is_loaded_without_the_cdk() -> None:
    """It would start a Node of its own, whose end at a Ctrl-C is a traceback."""
    loaded = "import sys, rehearsal.terminal; print('jsii' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert "False\n" == done.stdout
