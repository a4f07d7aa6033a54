"""The state machine as it is deployed: what Step Functions would only say at run time."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from stacks.environments.known import environments
from stacks.walk.retries import LAMBDA_FAULTS
from stacks.walk.steps import TASK_TOKEN, Map, Question, Recall
from stacks.walk.walk import WALK
from tests.stacks.conftest import Definition, Resources, targets
from tuning.errors import Transient
from tuning.handlers.release_throughput import release_throughput

SNAPSHOT = Path(__file__).with_name("walk.asl.json")
RECORD = "RECORD_WALK=1 python -m pytest -n 0 tests/stacks/test_workflow.py -k was_read"
HANDLERS = frozenset(step.state.name for step in WALK)
MAPS = {step.name: step for step in WALK if isinstance(step, Map)}
QUESTIONS = {step.state.name: step for step in WALK if isinstance(step, Question)}
RECALLS = [step.state.name for step in WALK if isinstance(step, Recall)]
MAPPED = frozenset(step.state.name for step in MAPS.values())


def each(state: Definition) -> Iterator[tuple[str, Definition]]:
    """What a map runs for each of its items."""
    yield from state["ItemProcessor"]["States"].items()


def tasks(definitions: Mapping[str, Definition]) -> Iterator[tuple[str, Definition]]:
    """Every task, whether the machine runs it or one of its maps."""
    for definition in definitions.values():
        for name, state in definition["States"].items():
            if state["Type"] == "Task":
                yield name, state
            elif state["Type"] == "Map":
                yield from each(state)


def maps(definitions: Mapping[str, Definition]) -> Iterator[tuple[str, Definition]]:
    for definition in definitions.values():
        for name, state in definition["States"].items():
            if state["Type"] == "Map":
                yield name, state


def test_every_state_of_the_walk_is_a_task_of_the_same_name(
    definitions: dict[str, Definition],
) -> None:
    for name, definition in definitions.items():
        assert {state for state, _ in tasks({name: definition})} == HANDLERS | {
            "Notify",
            "KeepTheDrop",
        }


def test_every_target_is_a_state_and_every_state_is_reached(
    definitions: dict[str, Definition],
) -> None:
    for definition in definitions.values():
        states = definition["States"]
        led_to = {definition["StartAt"]} | {t for state in states.values() for t in targets(state)}
        assert led_to == set(states)


def test_every_task_has_a_timeout_a_retry_with_full_jitter_and_a_way_out(
    definitions: dict[str, Definition],
) -> None:
    for name, task in tasks(definitions):
        assert task["TimeoutSeconds"] > 0, name
        for retry in task["Retry"]:
            assert "FULL" == retry["JitterStrategy"], name
            assert retry["MaxDelaySeconds"] > retry["IntervalSeconds"], name
        if name not in MAPPED | QUESTIONS.keys():
            assert {"$.failure", "$.unseen", "$.evaluation_failure"} >= {
                path for _, path in caught(task)
            }, name


def caught(state: Definition) -> list[tuple[list[str], str]]:
    return [(one["ErrorEquals"], one["ResultPath"]) for one in state["Catch"]]


def test_a_map_runs_each_item_once_in_an_execution_of_its_own_and_has_a_way_out(
    definitions: dict[str, Definition],
) -> None:
    for name, state in maps(definitions):
        step, (earlier, items) = MAPS[name], MAPS[name].items
        processor = state["ItemProcessor"]["ProcessorConfig"]
        assert {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"} == processor
        assert f"$.{earlier.gives}.{items}" == state["ItemsPath"]
        assert {f"{need}.$" for need in step.state.needs} == state["ItemSelector"].keys()
        assert "$$.Map.Item.Value" == state["ItemSelector"][f"{step.item}.$"]
        assert {"$.failure"} == {path for _, path in caught(state)}, name
        assert not [key for key in state if key.startswith("Tolerated")]  # then it is none
        assert 1 <= state["MaxConcurrency"] <= 40


def test_a_question_waits_for_its_answer_until_the_deadline_and_is_asked_once(
    definitions: dict[str, Definition],
) -> None:
    for environment in environments():
        for name, step in QUESTIONS.items():
            task = definitions[environment.name]["States"][name]
            hours = getattr(environment, step.deadline_hours)
            payload = task["Parameters"]["Payload"]
            assert task["Resource"].endswith(":states:::lambda:invoke.waitForTaskToken")
            assert "$$.Task.Token" == payload[f"{TASK_TOKEN}.$"]
            assert {f"{need}.$" for need in step.state.needs} == payload.keys()
            assert hours * 3600 == task["TimeoutSeconds"]
            assert f"$.{step.gives}" == task["ResultPath"]
            assert not [
                retry for retry in task["Retry"] if "States.Timeout" in retry["ErrorEquals"]
            ]
            late, _, broken = task["Catch"]
            assert (["States.Timeout"], None, step.late.name) == (
                late["ErrorEquals"],
                late["ResultPath"],
                late["Next"],
            )
            assert (["States.ALL"], "$.failure") == (broken["ErrorEquals"], broken["ResultPath"])


def test_what_a_map_says_does_not_grow_the_document(definitions: dict[str, Definition]) -> None:
    found = dict(maps(definitions))

    assert found.keys() == MAPS.keys()
    for state in found.values():
        assert state["ResultPath"] is None
        assert ["$"] == [task["ResultPath"] for _, task in each(state)]


def test_every_handler_is_tried_again_when_lambda_or_a_service_was_busy(
    definitions: dict[str, Definition],
) -> None:
    for name, task in tasks(definitions):
        if name in HANDLERS - QUESTIONS.keys():
            assert set(task["Retry"][0]["ErrorEquals"]) == {*LAMBDA_FAULTS, Transient.__name__}


def test_a_release_is_tried_for_hours_because_giving_up_would_go_on_billing(
    definitions: dict[str, Definition],
) -> None:
    for definition in definitions.values():
        busy = definition["States"][release_throughput.name]["Retry"][0]
        delays = [
            min(busy["IntervalSeconds"] * busy["BackoffRate"] ** n, busy["MaxDelaySeconds"])
            for n in range(busy["MaxAttempts"])
        ]
        assert sum(delays) > 4 * 3600


def test_no_result_overwrites_the_document(definitions: dict[str, Definition]) -> None:
    paths = {n: task["ResultPath"] for n, task in tasks(definitions) if n not in MAPPED}

    assert paths.pop("Notify") is None
    assert paths.pop("KeepTheDrop") is None
    assert {"$"} == {paths.pop(recall) for recall in RECALLS}
    # Two ways of hosting say the same two things, and a run goes one of them; a model is hosted for
    # its evaluation, or later to serve.
    shared = {path for path, states in Counter(paths.values()).items() if states > 1}
    assert {"$.serving", "$.serving_status", "$.hosting_plan"} == shared
    assert all(path.startswith("$.") for path in paths.values())


def test_waits_are_those_of_the_environment(definitions: dict[str, Definition]) -> None:
    for environment in environments():
        states = definitions[environment.name]["States"]
        assert {
            "WaitForFiles": environment.companions_poll_seconds,
            "WaitForSlot": "$.slot.wait_seconds",
            "WaitForCustomization": environment.customization_poll_seconds,
            "WaitForThroughputQuota": environment.hosting_quota_poll_seconds,
            "WaitForDeploymentQuota": environment.hosting_quota_poll_seconds,
            "WaitInQueue": environment.queued_poll_seconds,
            "WaitForThroughput": environment.throughput_poll_seconds,
            "WaitForDeployment": environment.deployment_poll_seconds,
            "WaitForAnswers": environment.asking_poll_seconds,
            "WaitForBaselines": environment.asking_poll_seconds,
            "WaitForEvaluation": environment.evaluation_poll_seconds,
        } == {
            name: state.get("Seconds", state.get("SecondsPath"))
            for name, state in states.items()
            if state["Type"] == "Wait"
        }


def test_what_is_kept_of_a_drop_is_its_event_and_nothing_that_became_of_it(
    definitions: dict[str, Definition],
) -> None:
    """The event names an object. The execution's document may hold more than that by then."""
    for definition in definitions.values():
        keep = definition["States"]["KeepTheDrop"]
        assert keep["Resource"].endswith(":states:::sqs:sendMessage")
        assert {"QueueUrl", "MessageBody.$"} == keep["Parameters"].keys()
        assert "$$.Execution.Input" == keep["Parameters"]["MessageBody.$"]


def test_a_whole_execution_ends_too(definitions: dict[str, Definition]) -> None:
    for environment in environments():
        seconds = definitions[environment.name]["TimeoutSeconds"]
        assert seconds == environment.execution_deadline_hours * 3600


def test_the_machine_logs_everything_but_the_data_and_is_traced(resources: Resources) -> None:
    for machine in resources.of("AWS::StepFunctions::StateMachine"):
        logging = machine.properties["LoggingConfiguration"]
        assert ("ALL", False) == (logging["Level"], logging["IncludeExecutionData"]), machine
        assert {"Enabled": True} == machine.properties["TracingConfiguration"], machine
        assert "STANDARD" == machine.properties.get("StateMachineType", "STANDARD"), machine


def test_the_walk_of_dev_is_the_one_that_was_read(definitions: dict[str, Definition]) -> None:
    drawn = json.dumps(definitions["dev"], indent=2, sort_keys=True) + "\n"
    if os.environ.get("RECORD_WALK"):
        SNAPSHOT.write_text(drawn)

    if drawn != SNAPSHOT.read_text():
        pytest.fail(
            f"the walk has changed: write it by {RECORD}, then read the change of {SNAPSHOT.name}",
            pytrace=False,
        )
