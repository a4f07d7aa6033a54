"""The table of the walk, followed along every path: what CloudFormation cannot check."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_type_hints

import pytest

from stacks.walk import WALK, Fail, Map, Notify, Step, Succeed, Target, Wait
from tuning.handlers.buy_throughput import buy_throughput
from tuning.handlers.promote import promote
from tuning.handlers.publish_report import publish_report
from tuning.handlers.register_run import register_run
from tuning.handlers.release_throughput import release_throughput
from tuning.state import State, result_key

STEPS: Mapping[str, Step] = {step.state.name: step for step in WALK}
MAPS = [step for step in WALK if isinstance(step, Map)]
FIRST_GIVEN = frozenset({"detail", "execution"})


def needs(step: Step) -> set[str]:
    """The earlier results that a step reads; what it is given besides is none of the walk's."""
    items = {step.item} if isinstance(step, Map) else set()
    return set(step.state.needs) - FIRST_GIVEN - items


def followers(target: Target) -> Iterator[Target]:
    """What may come right after a target, by an outcome or by a caught error."""
    match target:
        case State():
            step = STEPS[target.name]
            yield from step.then.values() if isinstance(step.then, Mapping) else (step.then,)
            yield step.caught
        case Wait():
            yield target.then
        case Notify():
            yield from target.by.values()
            yield target.caught
        case Succeed() | Fail():
            return


def reachable(start: Target, *, without: frozenset[str] = frozenset()) -> set[str]:
    """The names of all that can follow ``start`` without passing through ``without``."""
    seen: set[str] = set()
    ahead: list[Target] = [start]
    while ahead:
        target = ahead.pop()
        if target.name in seen or target.name in without:
            continue
        seen.add(target.name)
        ahead.extend(followers(target))
    return seen


def test_every_state_of_the_table_is_reached_from_the_drop() -> None:
    assert set(STEPS) <= reachable(register_run)


def test_each_state_stands_once_in_the_table() -> None:
    assert len(STEPS) == len(WALK)


@pytest.mark.parametrize("step", WALK, ids=lambda step: step.state.name)
def test_every_outcome_of_a_state_leads_somewhere(step: Step) -> None:
    match step.then:
        case Mapping():
            assert step.then.keys() == step.state.outcomes
        case Notify():
            assert step.then.by.keys() == step.state.outcomes
        case _:
            assert "outcome" not in step.state.hints["return"].__annotations__


def test_every_path_after_the_purchase_passes_release_or_a_recorded_decision_to_keep() -> None:
    settled = frozenset({release_throughput.name, promote.name})
    unsettled = {
        name
        for follower in followers(buy_throughput)
        for name in reachable(follower, without=settled)
    }

    assert not unsettled & {"Kept", "Discarded", "Rejected", "RunFailed", publish_report.name}


def test_an_error_of_the_purchase_itself_is_released_too() -> None:
    assert STEPS[buy_throughput.name].caught is release_throughput


def test_an_error_while_keeping_is_released() -> None:
    assert STEPS[promote.name].caught is release_throughput


@pytest.mark.parametrize("step", WALK, ids=lambda step: step.state.name)
def test_what_a_state_needs_was_said_on_every_path_that_leads_to_it(step: Step) -> None:
    """Said on every path: whatever states are cut out, if the need is unsaid it is unreachable."""
    makers = {other.state.gives: other.state.name for other in WALK}
    for need in needs(step):
        without = frozenset({makers[need]})
        assert step.state.name not in reachable(register_run, without=without), need


@pytest.mark.parametrize("step", WALK, ids=lambda step: step.state.name)
def test_a_parameter_is_named_after_the_type_that_it_takes(step: Step) -> None:
    hints: dict[str, Any] = step.state.hints
    for need in needs(step):
        assert result_key(hints[need]) == need


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


def test_every_path_ends_by_telling_somebody() -> None:
    """Kept, discarded, rejected and failed are reached only through the notification."""
    silent = reachable(register_run, without=frozenset({"Notify"}))

    assert not silent & {"Kept", "Discarded", "Rejected", "RunFailed"}
