"""A service acts under the role that it was handed.

MiniStack's state machines invoke functions, publish messages and run maps, and its EventBridge
rules start executions, with no role at all, so a grant that the stacks forget would only be missed
in an account.
"""

from contextvars import ContextVar
from functools import wraps
from typing import Any, Final

from ministack.services import eventbridge, stepfunctions

from .authorization import decide, refusal

_machine_role: Final[ContextVar[str]] = ContextVar("machine_role", default="")

DENIED: Final = {
    "lambda:InvokeFunction": "Lambda.AWSLambdaException",
    "sns:Publish": "SNS.AuthorizationErrorException",
    "states:StartExecution": "States.Permissions",
}
"""The error that a state machine sees when its role may not do this."""


def apply() -> None:
    """Ask the role before a state machine's task or map and before a rule's target."""
    run = stepfunctions._run_execution
    invoke_resource = stepfunctions._invoke_resource
    run_map = stepfunctions._run_distributed_map
    invoke_target = eventbridge._invoke_target

    @wraps(run)
    def run_execution(execution: str) -> None:
        machine = stepfunctions._executions[execution]["stateMachineArn"]
        _machine_role.set(stepfunctions._state_machines[machine]["roleArn"])
        run(execution)

    @wraps(invoke_resource)
    def invoke_resource_by_role(resource: str, given: Any) -> Any:
        action, target = _call(resource, given)
        if action:
            _ask_machine_role(action, target)
        return invoke_resource(resource, given)

    @wraps(run_map)
    def run_map_by_role(*arguments: Any) -> Any:
        *_, execution, _ = arguments
        _ask_machine_role("states:StartExecution", execution["stateMachineArn"])
        return run_map(*arguments)

    @wraps(invoke_target)
    def invoke_target_by_role(target: dict[str, Any], *rest: Any) -> None:
        role, machine = target.get("RoleArn", ""), target.get("Arn", "")
        started = role and ":states:" in machine
        decision = decide(role, "states:StartExecution", machine) if started else "Allow"
        if decision == "Allow":
            invoke_target(target, *rest)
        else:
            eventbridge.logger.error(refusal(role, "states:StartExecution", machine, decision))

    stepfunctions._run_execution = run_execution
    stepfunctions._invoke_resource = invoke_resource_by_role
    stepfunctions._run_distributed_map = run_map_by_role
    eventbridge._invoke_target = invoke_target_by_role


def _ask_machine_role(action: str, target: str) -> None:
    decision = decide(_machine_role.get(), action, target)
    if decision != "Allow":
        cause = refusal(_machine_role.get(), action, target, decision)
        raise stepfunctions._ExecutionError(DENIED[action], cause)


def _call(resource: str, given: Any) -> tuple[str, str]:
    """Return the action and the resource that a task needs; other integrations are not judged."""
    if resource.startswith("arn:aws:states:::lambda:invoke"):
        return "lambda:InvokeFunction", given["FunctionName"]
    if ":function:" in resource:
        return "lambda:InvokeFunction", resource
    if resource.startswith("arn:aws:states:::sns:publish"):
        return "sns:Publish", given.get("TopicArn", "*")
    return "", ""
