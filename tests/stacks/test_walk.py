"""The table of the walk, followed along every path: what CloudFormation cannot check."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_type_hints

import pytest

from stacks.walk.forks import HOST
from stacks.walk.steps import (
    TASK_TOKEN,
    Fail,
    Fork,
    Keep,
    Map,
    Notify,
    Question,
    Recall,
    Step,
    Succeed,
    Target,
    Unseen,
    Wait,
)
from stacks.walk.walk import WALK
from tuning.handlers.ask_models import ask_models
from tuning.handlers.await_approval import await_approval
from tuning.handlers.measure_baselines import measure_baselines
from tuning.handlers.plan_serving import plan_serving
from tuning.handlers.register_run import register_run
from tuning.handlers.resume_run import resume_run
from tuning.handlers.start_customization import start_customization
from tuning.handlers.take_slot import take_slot
from tuning.resumption.where import STANDS
from tuning.run.keys import KEYS
from tuning.state import State, literals

STEPS: Mapping[str, Step] = {step.state.name: step for step in WALK}
RESUMED: Mapping[str, Target] = dict(
    *(step.then for step in WALK if isinstance(step, Recall) and isinstance(step.then, Mapping))
)
HOSTS = frozenset(state.name for state in HOST.by.values())
MAPS = [step for step in WALK if isinstance(step, Map)]
FIRST_GIVEN = frozenset({"detail", "execution", "so_far"})


def needs(step: Step) -> set[str]:
    """The earlier results that a step reads; what it is given besides is none of the walk's."""
    items = {step.item} if isinstance(step, Map) else set()
    return set(step.state.needs) - FIRST_GIVEN - {TASK_TOKEN} - items


def followers(target: Target, purpose: str) -> Iterator[Target]:
    """What may come right after a target, by an outcome or by a caught error."""
    match target:
        case State():
            step = STEPS[target.name]
            yield from step.then.values() if isinstance(step.then, Mapping) else (step.then,)
            yield step.caught
            if isinstance(step, Question):
                yield step.late
        case Wait():
            yield target.then
        case Fork():
            yield from [target.by[purpose]] if purpose in target.by else target.by.values()
        case Unseen():
            yield target.then
            yield target.late
        case Notify():
            yield from target.by.values()
            yield target.caught
        case Keep():
            yield from (target.then, target.caught)
        case Succeed() | Fail():
            return


def reachable(
    start: Target, *, without: frozenset[str] = frozenset(), purpose: str = ""
) -> set[str]:
    """The names of all that can follow ``start`` without passing through ``without``.

    A model is hosted for one purpose, which was planned before: where it is given, the other one
    is not followed.
    """
    seen: set[str] = set()
    ahead: list[Target] = [start]
    while ahead:
        target = ahead.pop()
        if target.name in seen or target.name in without:
            continue
        seen.add(target.name)
        ahead.extend(followers(target, purpose))
    return seen


def walked(*, without: frozenset[str]) -> set[str]:
    """The names of all that can follow a drop, by a run that was never left."""
    return reachable(register_run, without=without | {resume_run.name}, purpose="evaluate")


def resumed(where: str, *, without: frozenset[str] = frozenset()) -> set[str]:
    """The names of all that can follow where a run goes on."""
    purpose = "serve" if where == "serve" else "evaluate"
    return reachable(RESUMED[where], without=without, purpose=purpose)


def test_every_state_of_the_table_is_reached_from_the_drop() -> None:
    assert set(STEPS) <= reachable(register_run)


def test_each_state_stands_once_in_the_table() -> None:
    assert len(STEPS) == len(WALK)


@pytest.mark.parametrize("step", WALK, ids=lambda step: step.state.name)
def test_every_outcome_of_a_state_leads_somewhere(step: Step) -> None:
    match step.then:
        case Mapping():
            assert step.then.keys() == step.outcomes
        case Notify():
            assert step.then.by.keys() == step.state.outcomes
        case _:
            assert "outcome" not in step.state.hints["return"].__annotations__


def test_a_fork_leads_somewhere_for_each_value_of_what_it_reads() -> None:
    assert HOST.by.keys() == literals(HOST.state.hints["return"], HOST.field)


def test_models_are_asked_only_where_one_way_of_hosting_serves() -> None:
    assert ask_models.name not in walked(without=HOSTS)
    for host in HOSTS:
        assert ask_models.name in walked(without=HOSTS - {host})


def test_a_run_over_a_ceiling_spends_nothing_before_somebody_approved_it() -> None:
    question = STEPS[await_approval.name]
    assert isinstance(question, Question)
    assert isinstance(question.then, Mapping)
    for target in (question.late, question.caught, question.then["denied"]):
        assert not {measure_baselines.name, take_slot.name, *HOSTS} & reachable(target)
    approved = question.then["approved"]
    assert isinstance(approved, Fork)
    assert (HOST, measure_baselines) == (approved.by["serve"], approved.by["evaluate"])


def test_a_model_is_served_again_only_within_the_ceilings_or_with_approval() -> None:
    planned = RESUMED["serve"]

    assert planned is plan_serving
    assert not HOSTS & reachable(planned, without=frozenset({"Host", await_approval.name}))


def test_what_goes_on_trains_nothing_where_a_model_was_trained() -> None:
    for where in ("host", "evaluate", "release", "serve"):
        assert not {take_slot.name, start_customization.name} & resumed(where), where


def test_nothing_is_trained_before_it_is_measured_what_there_is_to_gain() -> None:
    measured = STEPS[measure_baselines.name]
    assert isinstance(measured.then, Mapping)

    assert take_slot.name not in walked(without=frozenset({measure_baselines.name}))
    for ending in ("not_needed", "cannot_be_proved"):
        assert take_slot.name not in reachable(measured.then[ending])


@pytest.mark.parametrize("step", WALK, ids=lambda step: step.state.name)
def test_what_a_state_needs_was_said_on_every_path_that_leads_to_it(step: Step) -> None:
    """Said on every path: whatever states are cut out, if the need is unsaid it is unreachable."""
    for need in needs(step):
        without = frozenset(other.state.name for other in WALK if other.gives == need)
        assert step.state.name not in walked(without=without), need
        for where, stands in STANDS.items():
            if need not in {*stands, resume_run.gives}:
                assert step.state.name not in resumed(where, without=without), (where, need)


@pytest.mark.parametrize("step", WALK, ids=lambda step: step.state.name)
def test_a_parameter_is_named_after_the_result_that_it_takes(step: Step) -> None:
    for name, hint in step.state.hints.items():
        for kind in {hint, *get_args(hint)} & KEYS.keys() if name != "return" else ():
            assert name == KEYS[kind]
    assert needs(step) <= set(KEYS.values())


def test_the_keys_are_those_of_what_states_and_people_say() -> None:
    said = {step.state.hints["return"] for step in WALK}
    said |= {step.answer for step in WALK if isinstance(step, Question)}

    assert KEYS.keys() == said


@pytest.mark.parametrize("step", MAPS, ids=lambda step: step.name)
def test_a_map_runs_over_a_list_of_what_its_state_takes(step: Map) -> None:
    earlier, items = step.items
    field: Any = get_type_hints(earlier.hints["return"])[items]

    assert step.item in step.state.needs
    assert (step.state.hints[step.item], ...) == get_args(field)
    without = frozenset({earlier.name})
    assert step.state.name not in reachable(register_run, without=without)


@pytest.mark.parametrize("step", MAPS, ids=lambda step: step.name)
def test_no_state_waits_for_what_a_map_keeps_to_itself(step: Map) -> None:
    assert not isinstance(step.then, Mapping)
    assert step.state.gives not in {need for other in WALK for need in needs(other)}


def test_a_drop_that_cannot_be_registered_is_kept_before_its_execution_fails() -> None:
    kept = STEPS[register_run.name].caught

    assert isinstance(kept, Keep)
    assert "NotRegistered" not in reachable(register_run, without=frozenset({kept.name}))
    assert "redrive" in kept.then.cause


def test_every_path_ends_by_telling_somebody() -> None:
    """Kept, discarded, rejected and failed are reached only through the notification."""
    silent = reachable(register_run, without=frozenset({"Notify"}))

    assert not silent & {"Kept", "Discarded", "Rejected", "RunFailed"}
