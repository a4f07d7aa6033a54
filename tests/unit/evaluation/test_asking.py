import json
from typing import Any

import pytest

from tests.unit.evaluation.test_compare import BASE, KEY, THROUGHPUT, admission, lines, right
from tuning.errors import ServiceRefused
from tuning.evaluation import asking
from tuning.evaluation.responses import NO_ANSWER
from tuning.hosting.deployment import Deployment
from tuning.ledger.registration import Registration

ARN = "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefghijkl"
DEPLOYMENT = Deployment(
    name="deployment",
    arn=ARN,
    created_at="2026-11-21T09:00:00+00:00",
    lease_ends="2026-11-21T19:00:00+00:00",
)


def judged(bucket: Any, key: str | None) -> list[dict[str, Any]]:
    return [json.loads(line) for line in bucket.objects[key].splitlines()]


def test_each_models_responses_are_written_for_a_judge_one_to_a_prompt(
    registration: Registration, bucket: Any, models: Any
) -> None:
    bucket.objects[KEY] = lines(9)
    models.says = {BASE: lambda _: "", ARN: right}

    answers = asking.ask(registration, admission(9), DEPLOYMENT)

    assert answers.serving == ARN
    assert answers.base_responses_key == ("runs/faq-0123456789ab/evaluation/responses/base.jsonl")
    assert judged(bucket, answers.custom_responses_key)[1] == {
        "prompt": "Name the intent.\n\nquestion 1",
        "referenceResponse": "card_linking",
        "modelResponses": [{"response": "card_linking", "modelIdentifier": "custom"}],
    }
    said = [line["modelResponses"] for line in judged(bucket, answers.base_responses_key)]
    assert said == [[{"response": NO_ANSWER, "modelIdentifier": "base"}]] * 9


def test_what_throughput_serves_is_not_written_for_a_judge(
    registration: Registration, bucket: Any, models: Any
) -> None:
    bucket.objects[KEY] = lines(9)
    models.says = {BASE: right, THROUGHPUT.arn: right}

    answers = asking.ask(registration, admission(9), THROUGHPUT)

    assert (answers.base_responses_key, answers.custom_responses_key) == (None, None)
    assert [key for key in bucket.objects if "responses" in key] == []


def test_both_judge_jobs_read_the_same_prompts(
    registration: Registration, bucket: Any, models: Any
) -> None:
    """A record that one model did not answer, or too long for a job, is judged for neither."""

    def failing_once(prompt: str) -> str:
        if prompt == "question 7":
            raise ServiceRefused("filtered")
        return right(prompt)

    long = lines(61).replace(b'question 9"', b"question 9 " + b"x" * 4096 + b'"')
    bucket.objects[KEY] = long
    models.says = {BASE: right, ARN: failing_once}

    answers = asking.ask(registration, admission(61), DEPLOYMENT)

    base = [line["prompt"] for line in judged(bucket, answers.base_responses_key)]
    custom = [line["prompt"] for line in judged(bucket, answers.custom_responses_key)]
    assert base == custom
    assert len(base) == 59
    assert answers.records == 60


def test_nothing_to_ask_is_a_fault_of_the_walk(registration: Registration, bucket: Any) -> None:
    with pytest.raises(ValueError, match="no held-out"):
        asking.ask(registration, admission(9), DEPLOYMENT)
