"""What a service checks when something is created must be there by then.

CloudFormation creates side by side whatever does not depend on each other, and a policy takes
longer than a role. The services that look at a role's rights at once, by their own documents:

- Lambda: "The provided execution role does not have permissions to call PutTraceSegments on XRAY"
  (CreateFunction with active tracing), the like for a dead-letter queue, a VPC, an event source.
- Step Functions: "The state machine IAM Role is not authorized to access the Log Destination"
  (CreateStateMachine with a log; Developer Guide, "Logging using CloudWatch Logs").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pytest

from tests.stacks.conftest import Resource, Resources

Graph = dict[str, set[str]]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One look that a service takes at a role while it creates something."""

    resource: Resource
    role: str
    action: str


def test_no_template_waits_for_itself(resources: Resources) -> None:
    for graph in graphs(resources).values():
        list(TopologicalSorter(graph).static_order())


def test_what_is_checked_at_creation_is_created_after_the_right_to_it(
    resources: Resources,
) -> None:
    everything, found = graphs(resources), list(checks(resources))

    assert {check.action for check in found} >= {"xray:PutTraceSegments", "logs:CreateLogDelivery"}
    late = [
        f"{check.resource} does not wait for {check.action}"
        for check in found
        if not granted_before(check, resources, everything[stack_of(check.resource)])
    ]
    assert [] == late


def test_a_cycle_is_seen() -> None:
    graph = {"A": {"B"}, "B": set(references({"Fn::Sub": "arn:${C}:${AWS::Region}"})), "C": {"A"}}

    with pytest.raises(CycleError):
        list(TopologicalSorter(graph).static_order())


def checks(resources: Resources) -> Iterator[Check]:
    """Every look at a role that creating the resources will take."""
    functions = {(stack_of(one), one.logical_id): one for one in resources.of(FUNCTION)}
    for function in functions.values():
        properties, role = function.properties, named(function.properties["Role"])
        if properties.get("TracingConfig", {}).get("Mode") == "Active":
            yield Check(resource=function, role=role, action="xray:PutTraceSegments")
        if "VpcConfig" in properties:
            yield Check(resource=function, role=role, action="ec2:CreateNetworkInterface")
        if "DeadLetterConfig" in properties:
            yield Check(resource=function, role=role, action="sqs:SendMessage")
    for machine in resources.of("AWS::StepFunctions::StateMachine"):
        role = named(machine.properties["RoleArn"])
        if "LoggingConfiguration" in machine.properties:
            yield Check(resource=machine, role=role, action="logs:CreateLogDelivery")
        if machine.properties.get("TracingConfiguration", {}).get("Enabled"):
            yield Check(resource=machine, role=role, action="xray:PutTraceSegments")
    for source in resources:
        if source.type == "AWS::Lambda::EventSourceMapping":
            reader = functions[stack_of(source), named(source.properties["FunctionName"])]
            role = named(reader.properties["Role"])
            yield Check(resource=source, role=role, action="sqs:ReceiveMessage")


FUNCTION = "AWS::Lambda::Function"
POLICIES = frozenset({"AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"})


def granted_before(check: Check, resources: Resources, graph: Graph) -> bool:
    """Whether a policy of the role with that action is made before the resource is."""
    earlier = before(check.resource.logical_id, graph)
    return any(
        check.action in actions(policy) and check.role in map(named, policy.properties["Roles"])
        for policy in resources
        if policy.type in POLICIES
        and stack_of(policy) == stack_of(check.resource)
        and policy.logical_id in earlier
    )


def actions(policy: Resource) -> set[str]:
    """All actions that a policy allows."""
    statements = policy.properties["PolicyDocument"]["Statement"]
    listed = [statement["Action"] for statement in statements if statement["Effect"] == "Allow"]
    return {action for one in listed for action in (one if isinstance(one, list) else [one])}


def before(logical_id: str, graph: Graph) -> set[str]:
    """All that a resource waits for, near or far."""
    found: set[str] = set()
    ahead = list(graph[logical_id])
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead.extend(graph[one])
    return found


def graphs(resources: Resources) -> dict[tuple[str, str], Graph]:
    """What waits for what, by environment and stack."""
    made: dict[tuple[str, str], Graph] = {}
    for resource in resources:
        waits = {
            *listed(resource.attributes.get("DependsOn", ())),
            *references(resource.attributes),
        }
        made.setdefault(stack_of(resource), {})[resource.logical_id] = waits
    return {stack: {n: w & graph.keys() for n, w in graph.items()} for stack, graph in made.items()}


def references(value: Any) -> Iterator[str]:
    """The logical ids that a piece of a template speaks of, and the pseudo parameters."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case {"Fn::GetAtt": str(name)}:
            yield name.partition(".")[0]
        case {"Fn::Sub": text}:
            pattern = text[0] if isinstance(text, list) else text
            yield from (
                part.partition("}")[0].partition(".")[0] for part in pattern.split("${")[1:]
            )
            yield from references(text[1:] if isinstance(text, list) else ())
        case Mapping():
            for one in value.values():
                yield from references(one)
        case list() | tuple():
            for one in value:
                yield from references(one)


def listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def named(intrinsic: Mapping[str, Any]) -> str:
    """The logical id that one reference names."""
    (name,) = references(intrinsic)
    return name


def stack_of(resource: Resource) -> tuple[str, str]:
    return resource.environment.name, resource.stack
