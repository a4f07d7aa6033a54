"""What the service would refuse, the stand-in refuses."""

import json
from typing import Any

import pytest

from tests.unit.bedrock.account import BASE, Account, Requests, jsonl, record
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
    bedrock: Any, runtime: Any, refused: Refused, custom_model: str
) -> None:
    throughput = bedrock.create_provisioned_model_throughput(
        provisionedModelName="faq", modelId=custom_model, modelUnits=1
    )["provisionedModelArn"]
    messages = [{"role": "user", "content": [{"text": "question 1"}]}]

    def asked(model: str) -> str:
        return refused(runtime.converse, modelId=model, messages=messages)[0]

    assert asked(throughput) == "ModelNotReadyException"
    assert asked(custom_model) == "ValidationException"
    bedrock.delete_provisioned_model_throughput(provisionedModelId=throughput)
    assert asked(throughput) == "ResourceNotFoundException"


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

    assert code == "ValidationException"
    assert "A conversation must" in message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"jobName": "Upper"}, "'jobName' failed"),
        ({"dataset": {"metricNames": ["Builtin.Beauty"]}}, "Metric Builtin.Beauty is not one of"),
        ({"dataset": {"metricNames": ["Builtin.Toxicity"]}}, "computes Builtin.Accuracy, not"),
        ({"dataset": {"taskType": "Custom"}}, "needs metrics of its own"),
        ({"dataset": {"dataset": {"name": "Builtin.BoolQ"}}}, "no built-in datasets"),
        (
            {"inferenceConfig": {"models": [{"bedrockModel": {"modelIdentifier": BASE}}] * 2}},
            "exactly one",
        ),
    ],
)
def test_an_evaluation_that_cannot_be_is_refused(
    bedrock: Any, asks: Requests, refused: Refused, changes: dict[str, Any], words: str
) -> None:
    code, message = refused(bedrock.create_evaluation_job, **asks.evaluation(BASE, **changes))

    assert code == "ValidationException"
    assert words in message


def test_an_evaluation_cannot_name_a_custom_model(
    bedrock: Any, asks: Requests, refused: Refused, custom_model: str
) -> None:
    code, message = refused(bedrock.create_evaluation_job, **asks.evaluation(custom_model))

    assert code == "ValidationException"
    assert "modelIdentifier' failed to satisfy constraint" in message


def test_an_evaluation_jobs_name_is_used_once(
    bedrock: Any, asks: Requests, refused: Refused
) -> None:
    bedrock.create_evaluation_job(**asks.evaluation(BASE))

    code, _ = refused(bedrock.create_evaluation_job, **asks.evaluation(BASE))

    assert code == "ConflictException"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "has 0 prompts"),
        (jsonl(*['{"prompt": "a", "referenceResponse": "b"}'] * 1001), "has 1001 prompts"),
        (jsonl('{"prompt": "a"}'), "line 1: referenceResponse must be a text"),
        (jsonl('{"prompt": "a", "answer": "b"}'), "line 1: members are"),
        (jsonl("no JSON"), "Unable to parse prompts.jsonl, line 1"),
        (
            jsonl(json.dumps({"prompt": "é" * 2049, "referenceResponse": "b"})),
            "longer than 4096 bytes",
        ),
    ],
)
def test_an_evaluation_fails_on_prompts_that_it_cannot_ask(
    bedrock: Any, account: Account, asks: Requests, until: Until, content: bytes, words: str
) -> None:
    location = {"s3Uri": account.put(content, "prompts.jsonl")}
    dataset = {"dataset": {"name": "faq", "datasetLocation": location}}
    arn = bedrock.create_evaluation_job(**asks.evaluation(BASE, dataset=dataset))["jobArn"]

    job = until(lambda: bedrock.get_evaluation_job(jobIdentifier=arn), "Failed", "Completed")

    assert job["status"] == "Failed"
    assert words in job["failureMessages"][0]


def test_what_is_not_served_says_so(connect: Connect, refused: Refused) -> None:
    code, message = refused(connect().list_guardrails)

    assert (code, message) == (
        "NotImplementedException",
        "This stand-in for Bedrock does not serve ListGuardrails",
    )


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

    assert code == "ResourceNotFoundException"
