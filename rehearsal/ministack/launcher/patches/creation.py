"""What a service checks while it creates something must be there by then.

MiniStack creates a template's resources one after the other and looks at no role. CloudFormation
starts at once whatever waits for nothing, and a policy takes longer than what needs it: so a policy
comes here as late as the template lets it. And at its creation

- Lambda looks whether the role of a function with active tracing may send traces,
- Step Functions looks whether the role of a machine with a log may deliver it.

See https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html ("Troubleshooting") and
https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html.
"""

import heapq
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from ministack.core.responses import error_response_json
from ministack.services import lambda_svc, stepfunctions
from ministack.services.cloudformation import changesets, engine, provisioners, stacks

from .authorization import decide

POLICIES: Final = frozenset({"AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy"})

LOG: Final = (
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)
"""What the role of a machine with a log must be allowed, by the documentation's policy."""

NO_LOG: Final = "The state machine IAM Role is not authorized to access the Log Destination"
NO_TRACES: Final = (
    "The provided execution role does not have permissions to call PutTraceSegments on XRAY"
)

Creates = Callable[[str, dict[str, Any], str], Any]


def apply() -> None:
    """Let policies come late, and look at the role of what is created."""
    for module in (engine, stacks, changesets):
        module._topological_sort = _policies_late(engine._topological_sort)
    for kind, refusal in (
        ("AWS::Lambda::Function", _of_function),
        ("AWS::StepFunctions::StateMachine", _of_templates_machine),
    ):
        handler = provisioners._RESOURCE_HANDLERS[kind]
        handler["create"] = _checked(handler["create"], refusal)
    lambda_svc._create_function = _answered(
        lambda_svc._create_function, _of_function, "InvalidParameterValueException"
    )
    stepfunctions._create_state_machine = _answered(
        stepfunctions._create_state_machine, _of_machine, "AccessDeniedException"
    )


def _policies_late(sort: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Put a policy behind everything that is ready when it is."""

    @wraps(sort)
    def sorted_late(resources: dict[str, Any], conditions: dict[str, Any]) -> list[str]:
        order = sort(resources, conditions)  # without a cycle, and without what a condition drops
        waits = {name: engine._extract_deps(resources[name], set(order)) - {name} for name in order}
        ready: list[tuple[bool, int, str]] = []
        result: list[str] = []

        def collect() -> None:
            for place, name in enumerate(order):
                if name in waits and waits[name] <= set(result):
                    heapq.heappush(ready, (resources[name]["Type"] in POLICIES, place, name))
                    del waits[name]

        collect()
        while ready:
            result.append(heapq.heappop(ready)[-1])
            collect()
        return result

    return sorted_late


def _checked(create: Creates, refusal: Callable[[Mapping[str, Any]], str]) -> Creates:
    """Fail a resource of a template as CloudFormation does: with the service's own words."""

    @wraps(create)
    def checked(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        if words := refusal(properties):
            raise ValueError(words)
        return create(logical_id, properties, stack)

    return checked


def _answered(
    serve: Callable[[dict[str, Any]], Any], refusal: Callable[[Mapping[str, Any]], str], code: str
) -> Callable[[dict[str, Any]], Any]:
    """Refuse a call of the service's own."""

    @wraps(serve)
    def answered(given: dict[str, Any]) -> Any:
        words = refusal(given)
        return error_response_json(code, words, 400) if words else serve(given)

    return answered


def _of_function(given: Mapping[str, Any]) -> str:
    traced = (given.get("TracingConfig") or {}).get("Mode") == "Active"
    lacks = traced and decide(given["Role"], "xray:PutTraceSegments", "*") != "Allow"
    return NO_TRACES if lacks else ""


def _of_templates_machine(given: Mapping[str, Any]) -> str:
    log = given.get("LoggingConfiguration") or {}
    return _of_log(given["RoleArn"], log.get("Level", "OFF")) if log.get("Destinations") else ""


def _of_machine(given: Mapping[str, Any]) -> str:
    log = given.get("loggingConfiguration") or {}
    return _of_log(given["roleArn"], log.get("level", "OFF")) if log.get("destinations") else ""


def _of_log(role: str, level: str) -> str:
    lacks = level != "OFF" and any(decide(role, action, "*") != "Allow" for action in LOG)
    return NO_LOG if lacks else ""
