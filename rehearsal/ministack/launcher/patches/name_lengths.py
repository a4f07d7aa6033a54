"""A name may be as long as the service lets it be.

MiniStack takes any. The longest are those of AWS's own service models, which botocore ships; where
a template creates something, the property is held against the member of the call behind it.
"""

import json
from collections.abc import Awaitable, Callable
from functools import cache, wraps
from typing import Any, Final

import botocore.session
from ministack.core.responses import error_response_json
from ministack.services import cloudwatch_logs, eventbridge, stepfunctions
from ministack.services.cloudformation import provisioners

PROPERTIES: Final = {
    "AWS::CloudWatch::Alarm": ("AlarmName", "cloudwatch", "PutMetricAlarm", "AlarmName"),
    "AWS::DynamoDB::Table": ("TableName", "dynamodb", "CreateTable", "TableName"),
    "AWS::Events::Rule": ("Name", "events", "PutRule", "Name"),
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName", "iam", "CreatePolicy", "PolicyName"),
    "AWS::IAM::Role": ("RoleName", "iam", "CreateRole", "RoleName"),
    "AWS::Logs::LogGroup": ("LogGroupName", "logs", "CreateLogGroup", "logGroupName"),
    "AWS::Scheduler::Schedule": ("Name", "scheduler", "CreateSchedule", "Name"),
    "AWS::Scheduler::ScheduleGroup": ("Name", "scheduler", "CreateScheduleGroup", "Name"),
    "AWS::StepFunctions::StateMachine": (
        "StateMachineName",
        "stepfunctions",
        "CreateStateMachine",
        "name",
    ),
}
"""The property that names a resource, and the service, call and member whose length it may have."""

UNTOLD: Final = {
    "AWS::Lambda::Function": ("FunctionName", 64),
    "AWS::SNS::Topic": ("TopicName", 256),
    "AWS::SQS::Queue": ("QueueName", 80),
    "AWS::S3::Bucket": ("BucketName", 63),
}
"""Names whose length the service model does not tell, by the services' API references."""

BY_TARGET: Final = (
    (stepfunctions, "stepfunctions"),
    (eventbridge, "events"),
    (cloudwatch_logs, "logs"),
)
"""Services whose calls name their operation in a header, and their names in botocore."""

Serve = Callable[..., Awaitable[Any]]


def apply() -> None:
    """Measure names before they are taken."""
    for kind, (property_, service, call, member) in PROPERTIES.items():
        _measure(kind, property_, _longest(service, call)[member])
    for kind, (property_, most) in UNTOLD.items():
        _measure(kind, property_, most)
    for module, service in BY_TARGET:
        module.handle_request = _measured(module.handle_request, service)


@cache
def _longest(service: str, call: str) -> dict[str, int]:
    """Return how long the texts may be that a call takes, by their names."""
    model = botocore.session.Session().get_service_model(service)
    if call not in model.operation_names:
        return {}
    shape = model.operation_model(call).input_shape
    return {
        name: member.metadata["max"]
        for name, member in (shape.members.items() if shape else ())
        if member.type_name == "string" and "max" in member.metadata
    }


def _measure(kind: str, property_: str, most: int) -> None:
    handler = provisioners._RESOURCE_HANDLERS[kind]
    create = handler["create"]

    @wraps(create)
    def measured(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        name = properties.get(property_) or ""
        if len(name) > most:
            raise ValueError(_too_long(property_, name, most))
        return create(logical_id, properties, stack)

    handler["create"] = measured


def _measured(serve: Serve, service: str) -> Serve:
    @wraps(serve)
    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> Any:
        call = headers.get("x-amz-target", "").rpartition(".")[2]
        given = json.loads(body or b"{}") if call else {}
        for name, most in _longest(service, call).items() if call else ():
            if len(str(given.get(name) or "")) > most:
                words = _too_long(name, given[name], most)
                return error_response_json("ValidationException", words, 400)
        return await serve(method, path, headers, body, query)

    return handle_request


def _too_long(member: str, name: str, most: int) -> str:
    return (
        f"1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: "
        f"Member must have length less than or equal to {most}"
    )
