"""The deployed machine, followed from every purchase along every edge to every end.

No path that Step Functions can take leads out of it with something still held and nobody told,
except the two that no Catch can see: a fault of the runtime itself (`States.Runtime`,
`States.DataLimitExceeded`) and an execution that is stopped or passes its own deadline. Those end
the execution wherever it is, and the reaper, which listens to how executions end, releases.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.stacks.conftest import Definition, Statement, holders
from tuning.handlers.promote import promote
from tuning.handlers.publish_report import publish_report
from tuning.handlers.release_throughput import release_throughput

PURCHASES: Final = ("CreateProvisionedModelThroughput", "CreateCustomModelDeployment")
END: Final = "the end of the execution"
KEEPS: Final = {"Variable": f"$.{promote.gives}.outcome", "StringEquals": "hosted"}
"""The recorded decision to keep what is held, under a lease that has an end and an owner."""


@pytest.fixture(scope="session")
def purchases(statements: list[Statement]) -> set[str]:
    """The states that may buy, by the rights that they are given."""
    return {state for one in PURCHASES for state in holders(statements, f"bedrock:{one}")}


@pytest.fixture
def states(definitions: dict[str, Definition]) -> Definition:
    """The states of prod's machine, to break at will."""
    copy: Definition = json.loads(json.dumps(definitions["prod"]["States"]))
    return copy


def exits(state: Definition) -> Iterator[str]:
    """Where a state leads, unless by a recorded decision to keep."""
    yield from (state[key] for key in ("Next", "Default") if key in state)
    for choice in state.get("Choices", ()):
        if not KEEPS.items() <= choice.items():
            yield choice["Next"]
    yield from (caught["Next"] for caught in state.get("Catch", ()))
    fails = state["Type"] in ("Task", "Map", "Parallel") and not any(
        caught["ErrorEquals"] == ["States.ALL"] for caught in state.get("Catch", ())
    )
    if fails or state.get("End") or state["Type"] in ("Succeed", "Fail"):
        yield END


def unreleased(states: Definition, purchase: str) -> list[str] | None:
    """A path from a purchase to an end that nobody released or kept; None when there is none."""
    paths = [[purchase]]
    seen = {purchase}
    for path in paths:
        for following in exits(states[path[-1]]):
            if following == END:
                return [*path, END]
            if following not in seen | {release_throughput.name}:
                seen.add(following)
                paths.append([*path, following])
    return None


def after(states: Definition, purchase: str) -> set[str]:
    """Every state at which something may be held."""
    seen, ahead = {purchase}, [purchase]
    for name in ahead:
        new = set(exits(states[name])) - seen - {END, release_throughput.name}
        seen |= new
        ahead += new
    return seen


def test_both_ways_of_hosting_buy_something(purchases: set[str]) -> None:
    assert {"BuyThroughput", "DeployOnDemand"} == purchases


def test_every_path_after_a_purchase_is_released_or_kept(
    definitions: dict[str, Definition], purchases: set[str]
) -> None:
    for name, definition in definitions.items():
        for purchase in purchases:
            assert None is unreleased(definition["States"], purchase), name


def test_nothing_is_held_outside_what_was_followed(states: Definition) -> None:
    """The report and what comes after it are reached only when nothing is held, or kept."""
    for purchase in ("BuyThroughput", "DeployOnDemand"):
        held = after(states, purchase)
        assert {"AskModels", "StartEvaluation", "CompareModels", promote.name} <= held
        assert publish_report.name not in held


def test_without_the_right_to_keep_a_kept_model_would_be_seen(
    states: Definition, purchases: set[str]
) -> None:
    (kept,) = [
        choice
        for state in states.values()
        for choice in state.get("Choices", ())
        if KEEPS.items() <= choice.items()
    ]
    kept["StringEquals"] = "anything else"

    assert all(unreleased(states, purchase) for purchase in purchases)


def edges(states: Definition, names: set[str]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every reference by which a state after a purchase leads to the release."""
    for name in sorted(names):
        state = states[name]
        for edge in (state, *state.get("Choices", ()), *state.get("Catch", ())):
            for key in ("Next", "Default"):
                if edge.get(key) == release_throughput.name:
                    yield name, edge, key


def test_leading_any_edge_past_the_release_is_seen(states: Definition, purchases: set[str]) -> None:
    """This proof can fail: each edge to the release, led to the report instead, turns it red."""
    held = {name for purchase in purchases for name in after(states, purchase)}
    found = list(edges(states, held))

    for name, edge, key in found:
        edge[key] = publish_report.name
        assert any(unreleased(states, purchase) for purchase in purchases), name
        edge[key] = release_throughput.name
    assert {name for name, _, _ in found} >= purchases | {promote.name}


def test_leaving_out_any_catch_is_seen(states: Definition, purchases: set[str]) -> None:
    held = {name for purchase in purchases for name in after(states, purchase)}
    tasks = [name for name in sorted(held) if states[name]["Type"] == "Task"]

    for name in tasks:
        catch = states[name].pop("Catch")
        assert any(unreleased(states, purchase) for purchase in purchases), name
        states[name]["Catch"] = catch
    assert {*purchases, "AskModels", promote.name} <= set(tasks)
