"""Models and throughput that the service would not give, the stand-in does not give."""

from typing import Any

import pytest

from rehearsal.bedrock import BedrockStandIn, Fault, Faults
from tests.servers.bedrock.account import BASE
from tests.servers.bedrock.conftest import Connect, Refused


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"modelId": "no-such-model"}, "ResourceNotFoundException", "custom-model no-such"),
        ({"modelId": BASE}, "ValidationException", "custom models only"),
        ({"modelUnits": 11}, "ServiceQuotaExceededException", "quota of 10 model units"),
        ({"commitmentDuration": "OneMonth"}, "ValidationException", "without commitment only"),
        ({"provisionedModelName": "a.b"}, "ValidationException", "'provisionedModelName'"),
    ],
)
def test_throughput_that_cannot_be_had_is_refused(
    bedrock: Any,
    refused: Refused,
    custom_model: str,
    changes: dict[str, Any],
    code: str,
    words: str,
) -> None:
    request = {"provisionedModelName": "faq", "modelId": custom_model, "modelUnits": 1, **changes}

    given, message = refused(bedrock.create_provisioned_model_throughput, **request)

    assert given == code
    assert words in message


def test_a_custom_model_answers_only_through_throughput_that_serves(
    bedrock: Any, runtime: Any, stand_in: BedrockStandIn, refused: Refused, custom_model: str
) -> None:
    stand_in.faults = Faults(Fault.THROUGHPUT_NEVER_SERVES)
    throughput = bedrock.create_provisioned_model_throughput(
        provisionedModelName="faq", modelId=custom_model, modelUnits=1
    )["provisionedModelArn"]
    messages = [{"role": "user", "content": [{"text": "question 1"}]}]

    def code(model: str) -> str:
        return refused(runtime.converse, modelId=model, messages=messages)[0]

    assert "ModelNotReadyException" == code(throughput)
    assert "ValidationException" == code(custom_model)
    bedrock.delete_provisioned_model_throughput(provisionedModelId=throughput)
    assert "ResourceNotFoundException" == code(throughput)


@pytest.mark.parametrize(
    ("model", "code", "words"),
    [
        ("amazon.nova-micro-v9:0", "ValidationException", "identifier is invalid"),
        ("amazon.nova-micro-v1:0:128k", "ValidationException", "on-demand throughput"),
        ("amazon.nova-2-lite-v1:0", "ValidationException", "inference profile"),
        ("amazon.titan-text-express-v1:0", "ResourceNotFoundException", "end of its life"),
        ("meta.llama3-3-70b-instruct-v1:0", "ResourceNotFoundException", "Legacy"),
    ],
)
def test_a_model_that_cannot_be_asked_is_refused(
    runtime: Any, refused: Refused, model: str, code: str, words: str
) -> None:
    messages = [{"role": "user", "content": [{"text": "hello"}]}]

    given, message = refused(runtime.converse, modelId=model, messages=messages)

    assert given == code
    assert words in message


@pytest.mark.parametrize("roles", [[], ["assistant"], ["user", "assistant"], ["user", "user"]])
def test_a_conversation_goes_to_and_fro_and_ends_with_the_user(
    runtime: Any, refused: Refused, roles: list[str]
) -> None:
    messages = [{"role": role, "content": [{"text": "hello"}]} for role in roles]

    code, message = refused(runtime.converse, modelId=BASE, messages=messages)

    assert "ValidationException" == code
    assert "A conversation must" in message


def test_what_is_not_served_says_so(connect: Connect, refused: Refused) -> None:
    code, message = refused(connect().list_guardrails)

    assert (
        "NotImplementedException",
        "This stand-in for Bedrock does not serve ListGuardrails",
    ) == (code, message)


@pytest.mark.parametrize(
    ("model", "status"),
    [
        ("amazon.nova-micro-v1:0:128k", "ACTIVE"),
        ("amazon.nova-micro-v1:0", "ACTIVE"),
        ("meta.llama3-3-70b-instruct-v1:0:128k", "LEGACY"),
    ],
)
def test_a_foundation_models_lifecycle_is_told(bedrock: Any, model: str, status: str) -> None:
    details = bedrock.get_foundation_model(modelIdentifier=model)["modelDetails"]

    assert details["modelLifecycle"]["status"] == status


def test_a_foundation_model_past_its_end_is_gone(bedrock: Any, refused: Refused) -> None:
    code, _ = refused(
        bedrock.get_foundation_model, modelIdentifier="amazon.titan-text-lite-v1:0:4k"
    )

    assert "ResourceNotFoundException" == code


def test_the_account_may_use_a_model_as_long_as_it_is_there(bedrock: Any, refused: Refused) -> None:
    told = bedrock.get_foundation_model_availability(modelId="amazon.nova-micro-v1:0")

    assert ("AUTHORIZED", "AVAILABLE") == (
        told["authorizationStatus"],
        told["agreementAvailability"]["status"],
    )
    code, _ = refused(
        bedrock.get_foundation_model_availability, modelId="amazon.titan-text-lite-v1:0:4k"
    )
    assert "ResourceNotFoundException" == code


@pytest.mark.parametrize("text", [" ", "\n\t"])
def test_blank_text_is_refused(runtime: Any, refused: Refused, text: str) -> None:
    blank = [{"text": text}]

    for request in (
        {"messages": [{"role": "user", "content": blank}]},
        {"messages": [{"role": "user", "content": [{"text": "hello"}]}], "system": blank},
    ):
        code, message = refused(runtime.converse, modelId=BASE, **request)
        assert ("ValidationException", True) == (code, "is blank" in message)


def test_an_absurd_length_of_the_answer_is_refused(runtime: Any, refused: Refused) -> None:
    request = {"modelId": BASE, "messages": [{"role": "user", "content": [{"text": "hello"}]}]}

    code, message = refused(runtime.converse, **request, inferenceConfig={"maxTokens": 5001})

    assert ("ValidationException", True) == (code, "model limit of 5000" in message)
    assert runtime.converse(**request, inferenceConfig={"maxTokens": 5000})["output"]
