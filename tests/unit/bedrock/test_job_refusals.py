"""Customization jobs that the service would refuse, the stand-in refuses."""

import json
from typing import Any

import pytest

from rehearsal.bedrock import BedrockStandIn, Fault, Faults
from tests.unit.bedrock.account import Account, Requests, jsonl, record
from tests.unit.bedrock.conftest import Connect, Refused, Until


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"jobName": "faq_job"}, "regular expression pattern"),
        ({"jobName": "x" * 64}, "length less than or equal to 63"),
        ({"customModelName": "faq.model"}, "'customModelName' failed"),
        ({"clientRequestToken": "a_b"}, "'clientRequestToken' failed"),
        ({"customizationType": "TUNING"}, "enum value set: [FINE_TUNING"),
        ({"roleArn": "trainer"}, "'roleArn' failed"),
        ({"outputDataConfig": {"s3Uri": "s3://b/a b"}}, "'outputDataConfig.s3Uri' failed"),
        ({"baseModelIdentifier": "amazon.nova-micro-v9:0"}, "unknown base model"),
        ({"baseModelIdentifier": "meta.llama3-3-70b-instruct-v1:0:128k"}, "is LEGACY"),
        ({"baseModelIdentifier": "amazon.titan-text-express-v1:0:8k"}, "is EOL"),
        ({"hyperParameters": {"batchSize": "1"}}, "no hyperparameter 'batchSize'"),
        ({"hyperParameters": {"epochCount": "6"}}, "from 1 to 5"),
        ({"hyperParameters": {"learningRate": "fast"}}, "Invalid hyperparameter"),
        ({"customizationType": "CONTINUED_PRE_TRAINING"}, "not supported for model"),
        ({"customizationType": "DISTILLATION"}, "fine-tuning only"),
        ({"customModelKmsKeyId": "alias/none"}, "was not found"),
        (
            {"jobTags": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]},
            "Duplicate tag keys",
        ),
        ({"trainingDataConfig": {"s3Uri": "s3://no-bucket/none.jsonl"}}, "GetObject"),
    ],
)
def test_a_customization_job_that_cannot_be_is_refused(
    bedrock: Any, asks: Requests, refused: Refused, changes: dict[str, Any], words: str
) -> None:
    code, message = refused(bedrock.create_model_customization_job, **asks.job(**changes))

    assert code == "ValidationException"
    assert words in message


def test_members_that_are_unknown_or_missing_are_refused_all_at_once(
    connect: Connect, asks: Requests, refused: Refused
) -> None:
    client = connect()
    # botocore would refuse these itself, so the request is changed after it has checked it
    client.meta.events.register(
        "before-call.bedrock.CreateModelCustomizationJob",
        lambda params, **_: params.update(body=json.dumps({"jobNames": 1}).encode()),
    )

    code, message = refused(client.create_model_customization_job, **asks.job())

    assert code == "ValidationException"
    assert message.startswith("7 validation errors detected")
    assert "Unknown member 'jobNames'" in message
    assert "Value null at 'roleArn'" in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (jsonl("no JSON"), "Unable to parse Amazon S3 file: train.jsonl."),
        (jsonl(record("a", "b")) + b"\n", "Data files must conform to JSONL format."),
        (jsonl(*['{"prompt": "a", "completion": "b"}'] * 8), "schemaVersion must be"),
        (jsonl(*[record("a", "b")] * 7), "is 7, below the minimum of 8"),
        (jsonl(*[record("a", "b")] * 20_000), "is 20001, above the maximum of 20000"),
        (jsonl(*[record("Bot: a", "b")] * 8), "record 1: it contains the reserved word Bot:"),
        (jsonl(*[record("a", " ")] * 8), "record 1: a message has no text"),
        (jsonl(*[record("a" * 192_001, "b")] * 8), "Input size exceeded in file train.jsonl"),
        (
            jsonl(*[record("a", "b").replace('"assistant"', '"user"')] * 8),
            "roles must alternate",
        ),
        (jsonl(*[record("a", "b").replace('"text"', '"image"')] * 8), "Invalid record format"),
    ],
)
def test_a_job_fails_on_a_file_that_it_cannot_train_on(
    bedrock: Any, account: Account, asks: Requests, until: Until, content: bytes, words: str
) -> None:
    training = {"s3Uri": account.put(content, "train.jsonl")}
    request = asks.job(trainingDataConfig=training)
    arn = bedrock.create_model_customization_job(**request)["jobArn"]

    job = until(
        lambda: bedrock.get_model_customization_job(jobIdentifier=arn), "Failed", "Completed"
    )

    assert job["status"] == "Failed"
    assert words in job["failureMessage"]
    assert job["statusDetails"]["validationDetails"]["status"] == "Failed"
    assert "outputModelArn" not in job


def test_an_account_runs_two_jobs_at_a_time(
    stand_in: BedrockStandIn, bedrock: Any, asks: Requests, refused: Refused
) -> None:
    stand_in.faults = Faults(Fault.JOB_NEVER_ENDS)

    def job(number: int) -> dict[str, Any]:
        name = f"faq-{number}"
        return asks.job(jobName=name, customModelName=name, clientRequestToken=name)

    for number in range(2):
        bedrock.create_model_customization_job(**job(number))
    code, message = refused(bedrock.create_model_customization_job, **job(2))

    assert "ServiceQuotaExceededException" == code
    assert "2 customization jobs at the same time" in message


def test_names_in_use_are_refused_whatever_the_token(
    bedrock: Any, asks: Requests, refused: Refused, custom_model: str
) -> None:
    same_job = asks.job(clientRequestToken="other", customModelName="other")
    same_model = asks.job(clientRequestToken="other", jobName="other")

    for request in (same_job, same_model):
        code, message = refused(bedrock.create_model_customization_job, **request)
        assert code == "ConflictException"
        assert "currently in use" in message


def test_the_same_token_gives_the_same_thing_and_refuses_another(
    bedrock: Any, asks: Requests, refused: Refused, custom_model: str
) -> None:
    request = {
        "provisionedModelName": "faq",
        "modelId": custom_model,
        "modelUnits": 1,
        "clientRequestToken": "once",
    }

    first = bedrock.create_provisioned_model_throughput(**request)["provisionedModelArn"]
    again = bedrock.create_provisioned_model_throughput(**request)["provisionedModelArn"]

    assert again == first
    assert len(bedrock.list_provisioned_model_throughputs()["provisionedModelSummaries"]) == 1
    job = bedrock.create_model_customization_job(**asks.job())["jobArn"]
    assert job == bedrock.get_model_customization_job(jobIdentifier="faq-job")["jobArn"]
    request["modelUnits"] = 2
    code, message = refused(bedrock.create_provisioned_model_throughput, **request)
    assert (code, "with a different request" in message) == ("ValidationException", True)
