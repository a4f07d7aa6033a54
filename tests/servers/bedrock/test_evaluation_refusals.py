"""Evaluations that the service would refuse, the stand-in refuses."""

import json
from typing import Any

import pytest

from tests.servers.bedrock.account import BASE, Account, Requests, jsonl
from tests.servers.bedrock.conftest import Refused, Until


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

    assert "ValidationException" == code
    assert words in message


def test_an_evaluation_cannot_name_a_custom_model(
    bedrock: Any, asks: Requests, refused: Refused, custom_model: str
) -> None:
    code, message = refused(bedrock.create_evaluation_job, **asks.evaluation(custom_model))

    assert "ValidationException" == code
    assert "modelIdentifier' failed to satisfy constraint" in message


def test_an_evaluation_jobs_name_is_used_once(
    bedrock: Any, asks: Requests, refused: Refused
) -> None:
    bedrock.create_evaluation_job(**asks.evaluation(BASE))

    code, _ = refused(bedrock.create_evaluation_job, **asks.evaluation(BASE))

    assert "ConflictException" == code


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

    assert "Failed" == job["status"]
    assert words in job["failureMessages"][0]
