"""Customization jobs that the service would refuse, the stand-in refuses."""

import json
from typing import Any

import pytest

from rehearsal.bedrock import BedrockStandIn, Fault, Faults, Quotas
from tests.servers.bedrock.account import Account, Requests, jsonl, record
from tests.servers.bedrock.conftest import Connect, Refused, Until


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
        ({"baseModelIdentifier": "amazon.nova-micro-v9:0"}, "identifier is invalid"),
        ({"baseModelIdentifier": "amazon.titan-text-express-v1:0:8k"}, "identifier is invalid"),
        ({"hyperParameters": {"batchSize": "1"}}, "Invalid hyperparameter batchSize"),
        ({"hyperParameters": {"learningRate": "NaN"}}, "a number from 1e-06 to 0.0001"),
        ({"hyperParameters": {"learningRate": "1e-05"}}, "a number from 1e-06 to 0.0001"),
        ({"hyperParameters": {"epochCount": "2.0"}}, "an integer from 1 to 5"),
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

    assert "ValidationException" == code
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

    assert "ValidationException" == code
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
        (
            jsonl(
                *[record("a", "b").replace('"messages"', '"system": [{"text": " "}], "messages"')]
                * 8
            ),
            "record 1: a system prompt has no text",
        ),
        (jsonl(*[record("a", "b").replace('"a"', "NaN")] * 8), "must conform to JSONL format"),
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

    assert "Failed" == job["status"]
    assert words in job["failureMessage"]
    assert "Failed" == job["statusDetails"]["validationDetails"]["status"]
    assert "outputModelArn" not in job


def test_an_account_runs_as_many_jobs_at_a_time_as_its_quota_says(
    stand_in: BedrockStandIn, bedrock: Any, asks: Requests, refused: Refused
) -> None:
    stand_in.faults = Faults(Fault.JOB_NEVER_ENDS)
    stand_in.quotas = Quotas(customization_jobs=2)

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
        assert "ConflictException" == code
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
    assert 1 == len(bedrock.list_provisioned_model_throughputs()["provisionedModelSummaries"])
    job = bedrock.create_model_customization_job(**asks.job())["jobArn"]
    assert job == bedrock.get_model_customization_job(jobIdentifier="faq-job")["jobArn"]
    request["modelUnits"] = 2
    code, message = refused(bedrock.create_provisioned_model_throughput, **request)
    assert ("ValidationException", True) == (code, "with a different request" in message)


def test_a_legacy_base_model_is_answered_as_an_account_was(
    bedrock: Any, asks: Requests, connect: Connect
) -> None:
    """A 500 and no reason, for a base model that GetFoundationModel calls Legacy."""
    llama = "meta.llama3-3-70b-instruct-v1:0:128k"

    with pytest.raises(bedrock.exceptions.InternalServerException) as raised:
        bedrock.create_model_customization_job(**asks.job(baseModelIdentifier=llama))

    assert 500 == raised.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_nova_2_lite_takes_no_validation_data_and_two_hundred_records(
    bedrock: Any, asks: Requests, refused: Refused, until: Until
) -> None:
    lite = "amazon.nova-2-lite-v1:0:256k"
    request = asks.job(baseModelIdentifier=lite)

    assert (
        "takes no validation dataset"
        in refused(bedrock.create_model_customization_job, **request)[1]
    )
    del request["validationDataConfig"]
    arn = bedrock.create_model_customization_job(**request)["jobArn"]
    job = until(lambda: bedrock.get_model_customization_job(jobIdentifier=arn), "Failed")
    assert "is 8, below the minimum of 200" in job["failureMessage"]


def test_what_was_accepted_is_left_in_a_manifest(
    account: Account, bedrock: Any, asks: Requests, until: Until
) -> None:
    """The columns and the rows are those that a job in an account left."""
    content = jsonl(*[record("a", "b")] * 9, record("User: a", "b"), "no JSON")
    training = {"s3Uri": account.put(content, "train.jsonl")}
    arn = bedrock.create_model_customization_job(**asks.job(trainingDataConfig=training))["jobArn"]
    until(lambda: bedrock.get_model_customization_job(jobIdentifier=arn), "Failed")

    key, text = account.only(asks.folder, "manifest.report.csv")

    assert f"model-customization-job-{arn.rpartition('/')[2]}/input_status/" in key
    assert [
        "fileName,totalProcessedRecordCount,acceptedRecordCount,partiallyAcceptedRecordCount,"
        "rejectedRecordCount",
        "train.jsonl,11,9,0,2",
        "validation.jsonl,1,1,0,0",
    ] == text.splitlines()
