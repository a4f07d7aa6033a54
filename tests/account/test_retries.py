"""An hour of errors ends no job that was paid for, whatever the errors are called.

A Retry waits a random part of each pause (full jitter), so what it lasts is drawn, not given: what
counts is how long it lasts when the draw is short. The names are those of the Step Functions
Developer Guide, "Handling errors in Step Functions workflows": the newer Lambda runtimes report a
function that broke off by names of their own, and ``States.ALL`` leaves out a document that grew
too large and must stand alone in its Catch.
"""

import random
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import pytest

from stacks.walk.steps import Question, Unseen
from stacks.walk.walk import BEFORE_PAYING, SEGMENTS_AT_ONCE, WALK
from tests.stacks.conftest import Definition
from tuning.errors import Transient

HOUR: Final = 3600
DRAWS: Final = 2000
SHORT: Final = 0.01
"""The share of draws that may last less than an hour."""

BROKE_OFF: Final = frozenset({"Sandbox.Timedout", "Runtime.ExitError", "Runtime.OutOfMemory"})
LAMBDA: Final = frozenset(
    {
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.Unknown",
    }
)
THROTTLED: Final = "Lambda.TooManyRequestsException"
NEW_ACCOUNT: Final = 10
"""Functions that a new account may run at once (Lambda Developer Guide, "Lambda quotas")."""

CHEAP: Final = frozenset(step.state.name for step in WALK if step.attempts == BEFORE_PAYING)
SENDS: Final = ("Notify", "KeepTheDrop")
"""Tasks without a function: Step Functions asks the service itself."""

QUESTIONS: Final = frozenset(step.state.name for step in WALK if isinstance(step, Question))
LOOKS: Final = {step.state.name: step for step in WALK if isinstance(step.caught, Unseen)}


def handlers(definitions: Mapping[str, Definition]) -> Iterator[tuple[str, Definition]]:
    """Every task that runs a function, in the machine or in one of its maps."""
    for definition in definitions.values():
        for name, state in definition["States"].items():
            if state["Type"] == "Map":
                yield from state["ItemProcessor"]["States"].items()
            elif state["Type"] == "Task" and name not in SENDS:
                yield name, state


def of(task: Definition, error: str) -> Definition:
    """The first Retry that speaks of an error, as Step Functions chooses it."""
    return next(retry for retry in task["Retry"] if error in retry["ErrorEquals"])


def lasts(retry: Mapping[str, Any]) -> float:
    """How many seconds a Retry goes on, when the draw is short."""
    first, rate, most = retry["IntervalSeconds"], retry["BackoffRate"], retry["MaxDelaySeconds"]
    return short(tuple(min(first * rate**n, most) for n in range(retry["MaxAttempts"])))


@cache
def short(pauses: tuple[float, ...]) -> float:
    draw = random.Random(0)
    windows = sorted(sum(draw.uniform(0, pause) for pause in pauses) for _ in range(DRAWS))
    return windows[int(SHORT * DRAWS)]


def test_a_short_draw_of_six_attempts_is_over_in_half_a_minute() -> None:
    six = {"IntervalSeconds": 2, "BackoffRate": 2, "MaxDelaySeconds": 300, "MaxAttempts": 6}

    assert lasts(six) < 30


def test_every_function_is_tried_again_by_every_name_of_a_fault(
    definitions: dict[str, Definition],
) -> None:
    for name, task in handlers(definitions):
        named = set(task["Retry"][0]["ErrorEquals"])
        assert {*LAMBDA, *BROKE_OFF, Transient.__name__} <= named, name
        assert ("States.Timeout" in named) is (name not in QUESTIONS), name
        assert of(task, THROTTLED), name


def test_every_task_survives_an_hour_of_errors_once_anything_is_paid(
    definitions: dict[str, Definition],
) -> None:
    for name, task in handlers(definitions):
        if name not in CHEAP:
            for error in (*BROKE_OFF, *LAMBDA, Transient.__name__):
                assert lasts(of(task, error)) >= HOUR, f"{name} after {error}"


def test_every_task_survives_an_hour_of_throttles(definitions: dict[str, Definition]) -> None:
    for name, task in handlers(definitions):
        assert lasts(of(task, THROTTLED)) >= HOUR, name
    for definition in definitions.values():
        for name in SENDS:
            (retry,) = definition["States"][name]["Retry"]
            assert lasts(retry) >= HOUR, name


def test_only_what_reads_a_dataset_before_anything_is_paid_gives_up_sooner() -> None:
    assert {"PlanValidation", "ValidateSegment", "ValidateDataset"} == CHEAP


def test_every_way_out_takes_what_no_wildcard_takes(definitions: dict[str, Definition]) -> None:
    for definition in definitions.values():
        for name, state in definition["States"].items():
            if state["Type"] not in ("Task", "Map"):
                continue
            large, everything = state["Catch"][-2:]
            assert ["States.DataLimitExceeded"] == large["ErrorEquals"], name
            assert ["States.ALL"] == everything["ErrorEquals"], name
            assert large["Next"] == everything["Next"], name


LATE = {"CheckEvaluation": ("CompareModels", "$.evaluation_failure")}
"""Where a look leads that could not be made until its deadline, if the run goes on without it."""


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_that_cannot_be_made_is_made_again_until_the_deadline(
    definitions: dict[str, Definition], name: str
) -> None:
    for definition in definitions.values():
        states = definition["States"]
        *_, broken = states[name]["Catch"]
        unseen = states[broken["Next"]]
        (rule,) = unseen["Choices"]
        assert "$$.State.EnteredTime" == rule["Variable"]
        assert rule["TimestampLessThanPath"].endswith(".look_until")
        pause = states[rule["Next"]]
        assert ("Wait", name) == (pause["Type"], pause["Next"])
        late = states[unseen["Default"]]
        assert (broken["ResultPath"], LATE.get(name, ("ReleaseThroughput", "$.failure"))) == (
            late["InputPath"],
            (late["Next"], late["ResultPath"]),
        )


def test_a_look_that_could_be_made_again_is_no_failure(definitions: dict[str, Definition]) -> None:
    """A handler that reads ``failure`` would call a run failed that only was not seen once."""
    for definition in definitions.values():
        for name in LOOKS:
            assert {"$.unseen"} == {
                caught["ResultPath"] for caught in definition["States"][name]["Catch"]
            }


def test_what_is_paid_for_is_looked_at_so() -> None:
    assert {
        "CheckCustomization",
        "CheckThroughput",
        "CheckDeployment",
        "CheckEvaluation",
    } == LOOKS.keys()


def test_a_map_leaves_half_of_a_new_account_to_others(definitions: dict[str, Definition]) -> None:
    assert NEW_ACCOUNT // 2 >= SEGMENTS_AT_ONCE
    for definition in definitions.values():
        for state in definition["States"].values():
            if state["Type"] == "Map":
                assert SEGMENTS_AT_ONCE == state["MaxConcurrency"]
