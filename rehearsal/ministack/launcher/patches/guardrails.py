"""CloudFormation makes guardrails and their versions, at the Bedrock that this AWS knows.

MiniStack's CloudFormation has no handler for either type, and refuses a template with one.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import boto3
from ministack.services.cloudformation import provisioners

GUARDRAIL: Final = "AWS::Bedrock::Guardrail"
VERSION: Final = "AWS::Bedrock::GuardrailVersion"

NAMES: Final = {"KmsKeyArn": "kmsKeyId"}
"""Properties that the service calls otherwise than with a small first letter."""

Made = tuple[str, dict[str, Any]]


def apply() -> None:
    """Have both types made, changed and deleted by calls of Bedrock, as CloudFormation does it."""
    provisioners._RESOURCE_HANDLERS[GUARDRAIL] = {
        "create": _create,
        "update": _update,
        "delete": _delete,
    }
    provisioners._RESOURCE_HANDLERS[VERSION] = {
        "create": _publish,
        "update": _publish_another,
        "delete": _delete_version,
    }


@cache
def _bedrock() -> Any:
    return boto3.client("bedrock")


def _create(_logical_id: str, properties: Mapping[str, Any], _stack: str) -> Made:
    made = _bedrock().create_guardrail(**_request(properties))
    return made["guardrailArn"], _attributes(made)


def _update(arn: str, _old: Mapping[str, Any], new: Mapping[str, Any], _stack: str) -> Made:
    request = _request({name: each for name, each in new.items() if name != "Tags"})
    changed = _bedrock().update_guardrail(guardrailIdentifier=arn, **request)
    return arn, _attributes(changed)


def _delete(arn: str, _properties: Mapping[str, Any]) -> None:
    _bedrock().delete_guardrail(guardrailIdentifier=arn)


def _attributes(made: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "GuardrailArn": made["guardrailArn"],
        "GuardrailId": made["guardrailId"],
        "Version": made["version"],
    }


def _publish(_logical_id: str, properties: Mapping[str, Any], _stack: str) -> Made:
    arn = properties["GuardrailIdentifier"]
    made = _bedrock().create_guardrail_version(**_request(properties))
    version = {"GuardrailArn": arn, "GuardrailId": made["guardrailId"], "Version": made["version"]}
    return f"{arn}|{made['version']}", version


def _publish_another(_id: str, _old: Mapping[str, Any], new: Mapping[str, Any], stack: str) -> Made:
    """Make another version, for none of its properties can be changed; this one is retained."""
    return _publish("", new, stack)


def _delete_version(physical_id: str, _properties: Mapping[str, Any]) -> None:
    arn, _, version = physical_id.partition("|")
    _bedrock().delete_guardrail(guardrailIdentifier=arn, guardrailVersion=version)


def _request(given: Any) -> Any:
    """Return properties as a request has them."""
    if isinstance(given, Mapping):
        return {
            NAMES.get(name, f"{name[0].lower()}{name[1:]}"): _request(each)
            for name, each in given.items()
        }
    return [_request(each) for each in given] if isinstance(given, list) else given
