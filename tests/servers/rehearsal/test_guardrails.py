"""A template's guardrail is made at the stand-in, and pinned there as CloudFormation pins it."""

import json
from typing import Any

import boto3
import pytest

from rehearsal.sandbox import open_sandbox, scratch


def template(word: str) -> str:
    guardrail = {
        "Type": "AWS::Bedrock::Guardrail",
        "Properties": {
            "Name": "team-guardrail",
            "BlockedInputMessaging": "No.",
            "BlockedOutputsMessaging": "No.",
            "WordPolicyConfig": {"WordsConfig": [{"Text": word}]},
        },
    }
    version = {
        "Type": "AWS::Bedrock::GuardrailVersion",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "GuardrailIdentifier": {"Fn::GetAtt": ["Guardrail", "GuardrailArn"]},
            "Description": f"Policy {word}",
        },
    }
    outputs = {
        "Arn": {"Value": {"Fn::GetAtt": ["Guardrail", "GuardrailArn"]}},
        "Version": {"Value": {"Fn::GetAtt": ["Version", "Version"]}},
    }
    resources = {"Guardrail": guardrail, "Version": version}
    return json.dumps({"Resources": resources, "Outputs": outputs})


def outputs(cloudformation: Any) -> dict[str, str]:
    (stack,) = cloudformation.describe_stacks(StackName="team")["Stacks"]
    assert stack["StackStatus"].endswith("_COMPLETE"), stack
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def test_another_policy_is_another_version_and_the_earlier_one_stays_until_all_goes() -> None:
    with scratch() as work, open_sandbox(work) as sandbox:
        cloudformation = sandbox.aws.client("cloudformation")
        bedrock = boto3.client(
            "bedrock",
            endpoint_url=sandbox.bedrock.url,
            region_name=sandbox.aws.region,
            aws_access_key_id=sandbox.aws.access_key,
            aws_secret_access_key=sandbox.aws.secret_key,
        )

        cloudformation.create_stack(StackName="team", TemplateBody=template("one"))
        cloudformation.get_waiter("stack_create_complete").wait(StackName="team")
        first = outputs(cloudformation)
        cloudformation.update_stack(StackName="team", TemplateBody=template("two"))
        cloudformation.get_waiter("stack_update_complete").wait(StackName="team")
        second = outputs(cloudformation)

        assert (first["Arn"], "1", "2") == (second["Arn"], first["Version"], second["Version"])
        words = [
            bedrock.get_guardrail(guardrailIdentifier=first["Arn"], guardrailVersion=version)[
                "wordPolicy"
            ]["words"]
            for version in ("1", "2")
        ]
        assert [[{"text": "one"}], [{"text": "two"}]] == words
        cloudformation.delete_stack(StackName="team")
        cloudformation.get_waiter("stack_delete_complete").wait(StackName="team")
        with pytest.raises(bedrock.exceptions.ResourceNotFoundException):
            bedrock.get_guardrail(guardrailIdentifier=first["Arn"])
