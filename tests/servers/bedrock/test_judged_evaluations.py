"""Jobs in which a judge scores responses that are there already."""

import json
from typing import Any

import pytest

from rehearsal.bedrock import BedrockStandIn
from rehearsal.bedrock.evaluation.stand_in_judge import REASON
from rehearsal.bedrock.faults import Fault, Faults
from rehearsal.bedrock.operations.evaluation_requests import JUDGED
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


def rubric(**changes: Any) -> dict[str, Any]:
    """A custom metric's definition."""
    return {
        "name": "urgency",
        "instructions": "Is it urgent? {{prompt}} {{prediction}}",
        "ratingScale": [
            {"definition": "no", "value": {"floatValue": 0.0}},
            {"definition": "yes", "value": {"floatValue": 1.0}},
        ],
        **changes,
    }


def with_rubrics(request: dict[str, Any], *definitions: Any, judge: str = JUDGE) -> dict[str, Any]:
    """A judge's request that asks by custom metrics too."""
    automated = request["evaluationConfig"]["automated"]
    automated["customMetricConfig"] = {
        "customMetrics": [{"customMetricDefinition": each} for each in definitions],
        "evaluatorModelConfig": {"bedrockEvaluatorModels": [{"modelIdentifier": judge}]},
    }
    return request


def test_a_judge_is_asked_by_every_built_in_metric_and_by_rubrics(
    bedrock: Any, account: Account, asks: Requests, until: Until, responses: str
) -> None:
    metrics = [*JUDGED, "urgency"]
    request = asks.judgement(responses, dataset={"metricNames": metrics})
    arn = bedrock.create_evaluation_job(**with_rubrics(request, rubric()))["jobArn"]
    until(lambda: bedrock.get_evaluation_job(jobIdentifier=arn), "Completed")

    _, text = account.only(asks.folder, "_output.jsonl")

    for line in map(json.loads, text.splitlines()):
        scores = line["automatedEvaluationResult"]["scores"]
        assert metrics == [score["metricName"] for score in scores]
        assert all(0 <= score["result"] <= 1 for score in scores)


@pytest.mark.parametrize(
    ("metrics", "definitions", "judge", "words"),
    [
        (["urgency", "tone"], [rubric()], JUDGE, "Metric tone is not one of"),
        (["urgency"], [rubric(instructions="{{prompt}}")], JUDGE, "variable {{prediction}}"),
        (["urgency"], [rubric(), rubric()], JUDGE, "names of their own"),
        (["urgency"], [rubric()], "amazon.nova-pro-v1:0", "one judge in a job"),
        (["urgency"], [rubric(instructions="x" * 5001)], JUDGE, "5000"),
        (["urgency"], [rubric(name="two words")], JUDGE, "customMetricDefinition.name"),
    ],
)
def test_a_rubric_that_cannot_be_is_refused(
    bedrock: Any,
    asks: Requests,
    responses: str,
    refused: Refused,
    metrics: list[str],
    definitions: list[Any],
    judge: str,
    words: str,
) -> None:
    request = asks.judgement(responses, dataset={"metricNames": metrics})

    code, message = refused(
        bedrock.create_evaluation_job, **with_rubrics(request, *definitions, judge=judge)
    )

    assert "ValidationException" == code
    assert words in message


def test_a_judge_may_be_one_that_lets_everything_pass(
    bedrock: Any,
    stand_in: BedrockStandIn,
    account: Account,
    asks: Requests,
    until: Until,
    responses: str,
) -> None:
    stand_in.faults = Faults(Fault.JUDGE_PASSES_ALL)
    arn = bedrock.create_evaluation_job(**asks.judgement(responses))["jobArn"]
    until(lambda: bedrock.get_evaluation_job(jobIdentifier=arn), "Completed")

    _, text = account.only(asks.folder, "_output.jsonl")

    lines = map(json.loads, text.splitlines())
    assert {1.0} == {
        score["result"] for line in lines for score in line["automatedEvaluationResult"]["scores"]
    }


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
        ({"dataset": {"metricNames": ["Builtin.Accuracy"]}}, "Builtin.Accuracy is not one of"),
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
