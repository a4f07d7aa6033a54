"""Jobs in which a judge scores responses that are there already."""

import json
from typing import Any

import pytest

from rehearsal.bedrock import BedrockStandIn
from rehearsal.bedrock.evaluation.stand_in_judge import REASON
from tests.servers.bedrock.account import BASE, JUDGE, Account, Requests, allow, jsonl
from tests.servers.bedrock.conftest import Refused, Until


def line(response: str = "answer one", **changes: Any) -> str:
    return json.dumps(
        {
            "prompt": "question",
            "referenceResponse": "answer one",
            "modelResponses": [{"response": response, "modelIdentifier": "custom"}],
            **changes,
        }
    )


@pytest.fixture
def responses(account: Account) -> str:
    return account.put(jsonl(line(), line("answer"), line("nothing")), "responses.jsonl")


def test_responses_are_scored_and_every_score_says_that_no_judge_gave_it(
    bedrock: Any, account: Account, asks: Requests, until: Until, responses: str
) -> None:
    arn = bedrock.create_evaluation_job(**asks.judgement(responses))["jobArn"]
    until(lambda: bedrock.get_evaluation_job(jobIdentifier=arn), "Completed")

    key, text = account.only(asks.folder, "_output.jsonl")

    assert "/models/custom/taskTypes/General/datasets/faq/" in key
    lines = [json.loads(each) for each in text.splitlines()]
    scores = [each["automatedEvaluationResult"]["scores"] for each in lines]
    assert [[score["metricName"] for score in each] for each in scores] == [
        ["Builtin.Correctness", "Builtin.Completeness"]
    ] * 3
    assert [each[0]["result"] for each in scores] == pytest.approx([1.0, 2 / 3, 0.0])
    reasons = {
        detail["explanation"] for each in scores for s in each for detail in s["evaluatorDetails"]
    }
    assert reasons == {REASON}
    assert [{"response": "answer", "modelIdentifier": "custom"}] == lines[1]["modelResponses"]


def test_a_judges_scores_are_metered_because_the_service_bills_them(
    bedrock: Any, stand_in: BedrockStandIn, asks: Requests, until: Until, responses: str
) -> None:
    arn = bedrock.create_evaluation_job(**asks.judgement(responses))["jobArn"]
    until(lambda: bedrock.get_evaluation_job(jobIdentifier=arn), "Completed")

    (charge,) = (c for c in stand_in.bill() if c.what == "judged_response")

    assert (charge.model, charge.quantity) == (JUDGE, 6)


def test_a_judges_job_is_listed_by_its_judge_and_its_source(
    bedrock: Any, asks: Requests, responses: str
) -> None:
    bedrock.create_evaluation_job(**asks.judgement(responses))

    (job,) = bedrock.list_evaluation_jobs()["jobSummaries"]

    assert job["evaluatorModelIdentifiers"] == [JUDGE]
    sources = job["inferenceConfigSummary"]["modelConfigSummary"]
    assert {"precomputedInferenceSourceIdentifiers": ["custom"]} == sources


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (line(modelResponses=[]), "must hold one response"),
        (line(modelResponses=[{"response": "a", "modelIdentifier": "custom"}] * 2), "one response"),
        (
            line(modelResponses=[{"response": "a", "modelIdentifier": "base"}]),
            "is not the inferenceSourceIdentifier",
        ),
        (line(response=""), "the response must be a text"),
        (line(prompt="x" * 4097), "longer than 4096 bytes"),
    ],
)
def test_a_judge_refuses_what_is_not_one_response_of_its_source(
    bedrock: Any, account: Account, asks: Requests, until: Until, content: str, words: str
) -> None:
    place = account.put(jsonl(content), "responses.jsonl")
    arn = bedrock.create_evaluation_job(**asks.judgement(place))["jobArn"]

    job = until(lambda: bedrock.get_evaluation_job(jobIdentifier=arn), "Failed", "Completed")

    assert "Failed" == job["status"]
    assert words in job["failureMessages"][0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"judge": "amazon.titan-text-express-v1"}, "is not supported"),
        ({"dataset": {"taskType": "Generation"}}, "takes the task type General"),
        ({"dataset": {"metricNames": ["Builtin.Accuracy"]}}, "not Builtin.Accuracy"),
        ({"dataset": {"metricNames": ["Builtin.Correctness"] * 4}}, "at most 3 metrics"),
        (
            {"inferenceConfig": {"models": [{"bedrockModel": {"modelIdentifier": BASE}}]}},
            "takes a precomputedInferenceSource",
        ),
    ],
)
def test_a_judges_job_that_cannot_be_is_refused(
    bedrock: Any,
    asks: Requests,
    responses: str,
    refused: Refused,
    changes: dict[str, Any],
    words: str,
) -> None:
    code, message = refused(bedrock.create_evaluation_job, **asks.judgement(responses, **changes))

    assert "ValidationException" == code
    assert words in message


def test_the_jobs_role_must_be_able_to_ask_the_judge(
    bedrock: Any, account: Account, asks: Requests, responses: str, refused: Refused
) -> None:
    asks_base = allow("bedrock:InvokeModel", f"arn:aws:bedrock:us-east-1::foundation-model/{BASE}")
    role = account.evaluator(*account.rights().values(), asks_base)

    code, message = refused(
        bedrock.create_evaluation_job, **asks.judgement(responses, roleArn=role)
    )

    assert "ValidationException" == code, message
    assert "bedrock:InvokeModel" in message
