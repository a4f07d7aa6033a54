"""Every environment, synthesised once, as one list of resources to state truths about."""

import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from stacks.arguments import chosen
from stacks.environments.environment import Environment
from stacks.environments.known import names
from stacks.rights.policy import flattened
from stacks.synthesis import Assembly, synthesise

# The apps under test run in processes of their own, and jsii's banner about an old Node would stand
# among their messages.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")


@dataclass(frozen=True, kw_only=True)
class Resource:
    environment: Environment
    stack: str
    logical_id: str
    type: str
    attributes: Mapping[str, Any]
    properties: Mapping[str, Any]

    def __str__(self) -> str:
        path = self.attributes.get("Metadata", {}).get("aws:cdk:path", self.logical_id)
        return f"{self.environment.name}:{path}"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One Allow of a managed policy, with its resources as text."""

    policy: Resource
    roles: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.policy}: {', '.join(self.actions)}"


class Resources(list[Resource]):
    def of(self, type_: str) -> "Resources":
        found = Resources(resource for resource in self if resource.type == type_)
        assert found, f"there is no {type_} to state anything about"
        return found

    def statements(self) -> Iterator[Statement]:
        """Yield what roles may do; the policies of people are nobody's role's."""
        for policy in self.of("AWS::IAM::ManagedPolicy"):
            if "Roles" not in policy.properties:
                continue
            for statement in policy.properties["PolicyDocument"]["Statement"]:
                assert "Allow" == statement["Effect"]
                yield Statement(
                    policy=policy,
                    roles=tuple(flattened(role) for role in policy.properties["Roles"]),
                    actions=tuple(_list(statement["Action"])),
                    resources=tuple(flattened(one) for one in _list(statement["Resource"])),
                    conditions=statement.get("Condition", {}),
                )


Definition = dict[str, Any]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def holder(statement: Statement) -> str:
    """Whose right it is: the state's name, or the role's construct."""
    path = str(statement.policy).split(":", 1)[1].split("/")
    return path[2] if path[1] == "Functions" else "/".join(path[1:3])


def holders(statements: list[Statement], action: str, resource: str = "*") -> set[str]:
    return {
        holder(statement)
        for statement in statements
        if action in statement.actions
        and any(fnmatchcase(one, resource) for one in statement.resources)
    }


@pytest.fixture(scope="session")
def assemblies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assembly]:
    return synthesised(tmp_path_factory.getbasetemp() / "assemblies")


@cache
def synthesised(folder: Path) -> dict[str, Assembly]:
    """Every environment, once for all folders of tests that state something about the stacks."""
    with ThreadPoolExecutor(2) as pool:
        made = list(
            pool.map(
                lambda name: synthesise(
                    folder / name, validate=False, context={"env": name, "api": "true"}
                ),
                names(),
            )
        )
    assert [assembly.error for assembly in made] == [""] * len(names())
    return dict(zip(names(), made, strict=True))


@pytest.fixture(scope="session")
def resources(assemblies: dict[str, Assembly]) -> Resources:
    return Resources(
        Resource(
            environment=environment,
            stack=stack,
            logical_id=logical_id,
            type=attributes["Type"],
            attributes=attributes,
            properties=attributes.get("Properties", {}),
        )
        for environment in (chosen({"env": name, "review": "true"}, None) for name in assemblies)
        for stack, template in assemblies[environment.name].templates.items()
        for logical_id, attributes in template["Resources"].items()
    )


@pytest.fixture(scope="session")
def statements(resources: Resources) -> list[Statement]:
    return list(resources.statements())


@pytest.fixture(scope="session")
def definitions(resources: Resources) -> dict[str, Definition]:
    """The machine of each environment, with the names that CloudFormation fills in left open."""
    return {
        machine.environment.name: json.loads(filled(machine.properties["DefinitionString"]))
        for machine in resources.of("AWS::StepFunctions::StateMachine")
    }


def filled(joined: Mapping[str, Any]) -> str:
    """Join a definition as CloudFormation would, with the logical ids of what it fills in."""
    _, parts = joined["Fn::Join"]
    return "".join(part if isinstance(part, str) else f"<{logical_id(part)}>" for part in parts)


def logical_id(intrinsic: Mapping[str, Any]) -> str:
    (value,) = intrinsic.values()
    return value if isinstance(value, str) else str(value[0])


def targets(state: Definition) -> Iterator[str]:
    yield from (state[key] for key in ("Next", "Default") if key in state)
    yield from (choice["Next"] for choice in state.get("Choices", ()))
    yield from (caught["Next"] for caught in state.get("Catch", ()))
