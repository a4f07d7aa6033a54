"""Nobody does through the stand-in what no policy allows."""

from typing import Any

import pytest

from rehearsal.bedrock.operations import SERVED
from tests.servers.bedrock.account import (
    BASE,
    TRAINABLE,
    Account,
    Requests,
    Statement,
    allow,
)
from tests.servers.bedrock.conftest import Connect, Refused

ASKS = b'{"messages": [{"role": "user", "content": [{"text": "hello"}]}]}'
FOUNDATION = "arn:aws:bedrock:us-east-1::foundation-model"
OURS = {"StringEquals": {"aws:RequestTag/project": "faq"}}


@pytest.fixture
def starts(account: Account, asks: Requests) -> dict[str, Statement]:
    """What a caller needs to start a job, by what it is needed for; nothing more."""
    jobs, models = (
        f"{account.bedrock}:model-customization-job/*",
        f"{account.bedrock}:custom-model/*",
    )
    to_bedrock = {"StringEquals": {"iam:PassedToService": "bedrock.amazonaws.com"}}
    base = f"{FOUNDATION}/{TRAINABLE}"
    return {
        "create": allow("bedrock:CreateModelCustomizationJob", [base, models], **OURS),
        "tag": allow("bedrock:TagResource", [jobs, models], **OURS),
        "pass": allow("iam:PassRole", asks.trainer, **to_bedrock),
    }


def test_a_caller_without_rights_can_do_nothing_at_all(
    account: Account,
    asks: Requests,
    caller: Connect,
    refused: Refused,
    throughput: str,
    deployment: str,
    custom_model: str,
) -> None:
    deployed = {"customModelDeploymentIdentifier": deployment}
    model, held = {"modelIdentifier": "faq-model"}, {"provisionedModelId": throughput}
    job = {"jobIdentifier": "faq-job"}
    evaluation = {"jobIdentifier": f"{account.bedrock}:evaluation-job/abcdefghijkl"}
    bought = {"provisionedModelName": "two", "modelId": "faq-model", "modelUnits": 1}
    guardrail = {"guardrailIdentifier": "abcdefghijkl"}
    policy = {"name": "ours", "blockedInputMessaging": "no", "blockedOutputsMessaging": "no"}
    requests = {
        "create_model_customization_job": asks.job(clientRequestToken="other"),
        "get_model_customization_job": job,
        "stop_model_customization_job": job,
        "list_model_customization_jobs": {},
        "get_custom_model": model,
        "list_custom_models": {},
        "delete_custom_model": model,
        "create_provisioned_model_throughput": bought,
        "get_provisioned_model_throughput": held,
        "list_provisioned_model_throughputs": {},
        "delete_provisioned_model_throughput": held,
        "create_custom_model_deployment": {
            "modelDeploymentName": "two",
            "modelArn": custom_model,
        },
        "get_custom_model_deployment": deployed,
        "list_custom_model_deployments": {},
        "update_custom_model_deployment": {**deployed, "modelArn": custom_model},
        "delete_custom_model_deployment": deployed,
        "create_evaluation_job": asks.evaluation(throughput),
        "get_evaluation_job": evaluation,
        "stop_evaluation_job": evaluation,
        "list_evaluation_jobs": {},
        "get_foundation_model": {"modelIdentifier": BASE},
        "get_foundation_model_availability": {"modelId": BASE},
        "tag_resource": {"resourceARN": throughput, "tags": []},
        "list_tags_for_resource": {"resourceARN": throughput},
        "create_guardrail": policy,
        "update_guardrail": {**guardrail, **policy},
        "create_guardrail_version": guardrail,
        "get_guardrail": guardrail,
        "delete_guardrail": guardrail,
        "apply_guardrail": {
            **guardrail,
            "guardrailVersion": "1",
            "source": "INPUT",
            "content": [{"text": {"text": "a question"}}],
        },
        "converse": {"modelId": throughput, "messages": []},
        "converse_stream": {"modelId": throughput, "messages": []},
        "invoke_model": {"modelId": throughput, "body": ASKS},
        "invoke_model_with_response_stream": {"modelId": throughput, "body": ASKS},
        "list_service_quotas": {"ServiceCode": "bedrock"},
        "list_aws_default_service_quotas": {"ServiceCode": "bedrock"},
        "get_service_quota": {"ServiceCode": "bedrock", "QuotaCode": "L-0406044C"},
        "get_aws_default_service_quota": {"ServiceCode": "bedrock", "QuotaCode": "L-0406044C"},
        "get_use_case_for_model_access": {},
        "get_products": {"ServiceCode": "AmazonBedrock"},
    }
    assert {name.replace("_", "") for name in requests} == {name.lower() for name in SERVED}
    control = caller()
    quotas = caller(service="service-quotas")
    others = {name: quotas for name in requests if "service_quota" in name}
    runtime = caller(service="bedrock-runtime")
    others |= {
        name: runtime for name in requests if name.startswith(("converse", "invoke", "apply"))
    }
    others["get_products"] = caller(service="pricing")

    for name, request in requests.items():
        client = others.get(name, control)
        code, message = refused(getattr(client, name), **request)
        assert (name, code) == (name, "AccessDeniedException")
        assert message.startswith("User: arn:aws:sts::123456789012:assumed-role/role-")
        assert "/session is not authorized to perform: " in message


def test_a_caller_whom_nobody_knows_is_refused(connect: Connect, refused: Refused) -> None:
    stranger = connect(credentials={"AccessKeyId": "AKIASTRANGER", "SecretAccessKey": "secret"})

    code, _ = refused(stranger.list_custom_models)

    assert "UnrecognizedClientException" == code


def test_a_caller_with_just_the_documented_rights_starts_a_job(
    account: Account, asks: Requests, caller: Connect, starts: dict[str, Statement]
) -> None:
    answer = caller(*starts.values()).create_model_customization_job(**asks.job())

    assert answer["jobArn"].startswith(f"{account.bedrock}:model-customization-job/{TRAINABLE}/")


@pytest.mark.parametrize(
    ("missing", "changes", "words"),
    [
        ("pass", {}, "iam:PassRole on resource: {asks.trainer} because no identity-based policy"),
        ("tag", {}, "bedrock:TagResource on resource: {account.bedrock}:custom-model/"),
        ("create", {}, f"CreateModelCustomizationJob on resource: {FOUNDATION}/{TRAINABLE}"),
        ("", {"jobTags": []}, f"CreateModelCustomizationJob on resource: {FOUNDATION}"),
        ("", {"roleArn": "{asks.evaluator}"}, "iam:PassRole on resource: {asks.evaluator}"),
        (
            "",
            {"baseModelIdentifier": "amazon.nova-pro-v1:0:300k"},
            f"on resource: {FOUNDATION}/amazon.nova-pro-v1:0:300k",
        ),
        (
            "",
            {"customModelKmsKeyId": "{account.model_key}"},
            "kms:Decrypt on resource: {account.model_key}",
        ),
    ],
)
def test_a_caller_who_lacks_one_right_is_told_which(
    account: Account,
    asks: Requests,
    caller: Connect,
    starts: dict[str, Statement],
    refused: Refused,
    missing: str,
    changes: dict[str, Any],
    words: str,
) -> None:
    client = caller(*(right for name, right in starts.items() if name != missing))
    filled = {
        name: value.format(account=account, asks=asks) if isinstance(value, str) else value
        for name, value in changes.items()
    }

    code, message = refused(client.create_model_customization_job, **asks.job(**filled))

    assert "AccessDeniedException" == code
    assert words.format(account=account, asks=asks) in message


def test_a_customers_key_is_used_through_bedrock(
    account: Account, asks: Requests, caller: Connect, starts: dict[str, Statement]
) -> None:
    through = {"StringEquals": {"kms:ViaService": "bedrock.us-east-1.amazonaws.com"}}
    actions = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant"]
    client = caller(*starts.values(), allow(actions, account.model_key, **through))
    request = asks.job(customModelKmsKeyId=account.model_key)

    answer = client.create_model_customization_job(**request)

    assert answer["jobArn"]


def test_only_what_carries_the_right_tag_can_be_deleted(
    account: Account, bedrock: Any, caller: Connect, refused: Refused, throughput: str
) -> None:
    foreign = bedrock.create_provisioned_model_throughput(
        provisionedModelName="foreign", modelId="faq-model", modelUnits=1
    )["provisionedModelArn"]
    delete = caller(
        allow(
            "bedrock:DeleteProvisionedModelThroughput",
            f"{account.bedrock}:provisioned-model/*",
            StringEquals={"aws:ResourceTag/project": "faq"},
        )
    ).delete_provisioned_model_throughput

    assert "AccessDeniedException" == refused(delete, provisionedModelId=foreign)[0]
    delete(provisionedModelId=throughput)

    # what is not there has no tags, so a right on tagged things does not even learn that
    assert "AccessDeniedException" == refused(delete, provisionedModelId=throughput)[0]


def test_who_may_look_learns_what_is_not_there(
    account: Account, caller: Connect, refused: Refused
) -> None:
    jobs = f"{account.bedrock}:model-customization-job/*"
    client = caller(allow("bedrock:GetModelCustomizationJob", jobs))

    code, _ = refused(client.get_model_customization_job, jobIdentifier="none")

    assert "ResourceNotFoundException" == code


def test_the_models_behind_a_profile_are_asked_through_it(
    account: Account, caller: Connect, refused: Refused
) -> None:
    profile = f"{account.bedrock}:inference-profile/us.amazon.nova-2-lite-v1:0"
    ask = allow("bedrock:InvokeModel", profile)
    looks = allow("bedrock:GetInferenceProfile", profile)
    behind = allow(
        "bedrock:InvokeModel",
        "arn:aws:bedrock:*::foundation-model/amazon.nova-2-lite-v1:0",
        StringEquals={"bedrock:InferenceProfileArn": profile},
    )
    request = {
        "modelId": "us.amazon.nova-2-lite-v1:0",
        "messages": [{"role": "user", "content": [{"text": "hello"}]}],
    }

    answer = caller(ask, looks, behind, service="bedrock-runtime").converse(**request)

    assert "end_turn" == answer["stopReason"]
    code, message = refused(caller(ask, looks, service="bedrock-runtime").converse, **request)
    assert "AccessDeniedException" == code
    assert "foundation-model/amazon.nova-2-lite-v1:0" in message
