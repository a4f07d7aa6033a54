"""Both models are asked through the guardrail of the run, and what it did is kept without text."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.conftest import Bucket
from tests.unit.evaluation.conftest import Models, Time
from tests.unit.evaluation.test_ask import Ask, ask, kept, known
from tests.unit.evaluation.test_asking import ARN, DEPLOYMENT
from tests.unit.evaluation.test_compare import BASE, KEY, admission, lines, right
from tests.unit.evaluation.test_inference import record
from tuning.costs.prices import PriceList
from tuning.evaluation import activations, asking, efforts, inference
from tuning.evaluation.answers import from_lines
from tuning.guarding import Intervention
from tuning.run.evaluation import Answers
from tuning.run.registration import Registration
from tuning.settings import Guardrail, Settings, deployed

__all__ = ["ask", "kept", "known"]

GUARDRAIL = Guardrail(
    identifier="arn:aws:bedrock:us-east-1:123456789012:guardrail/a1b2c3d4e5f6", version="3"
)
CONFIG = {
    "guardrailIdentifier": GUARDRAIL.identifier,
    "guardrailVersion": "3",
    "trace": "enabled",
}
TOPIC = {"name": "Legal advice", "type": "DENY", "action": "BLOCKED"}
EMAIL = {"match": "ada@corp.com", "type": "EMAIL", "action": "ANONYMIZED"}
BLOCKED = {"guardrail": {"inputAssessment": {"g": {"topicPolicy": {"topics": [TOPIC]}}}}}
MASKED = {
    "guardrail": {
        "outputAssessments": {"g": [{"sensitiveInformationPolicy": {"piiEntities": [EMAIL]}}]}
    }
}


@pytest.fixture
def intervening(models: Models) -> Models:
    """A guardrail that blocks what the base model is asked, and masks what the custom one says."""
    models.says = {BASE: lambda _: "I cannot say.", ARN: lambda _: "Write to {EMAIL}."}
    models.traces = {BASE: BLOCKED, ARN: MASKED}
    models.stop_reasons = {BASE: "guardrail_intervened", ARN: "guardrail_intervened"}
    return models


@pytest.fixture
def asks(registration: Registration, bucket: Bucket, time: Time) -> Callable[..., Answers]:
    def attempt(guardrail: Guardrail | None) -> Answers:
        bucket.objects[KEY] = lines(9)
        guarded = replace(registration, guardrail=guardrail)
        return asking.ask(guarded, admission(9), DEPLOYMENT, clock=time.clock)

    return attempt


def test_every_question_to_either_model_goes_through_the_guardrail(
    asks: Callable[..., Answers], models: Models
) -> None:
    models.says = {BASE: lambda _: "wrong", ARN: right}

    asks(GUARDRAIL)

    assert 18 == len(models.requests)
    assert all(CONFIG == request["guardrailConfig"] for request in models.requests)


def test_without_one_nothing_is_asked_through_it_and_nothing_is_kept(
    asks: Callable[..., Answers], models: Models, bucket: Bucket
) -> None:
    models.says = {BASE: lambda _: "wrong", ARN: right}

    answers = asks(None)

    assert "" == answers.interventions
    assert all("guardrailConfig" not in request for request in models.requests)
    assert not any(key.endswith(activations.FILE) for key in bucket.objects)


def test_what_it_did_is_kept_line_by_line_without_the_text(
    asks: Callable[..., Answers], intervening: Models, bucket: Bucket
) -> None:
    answers = asks(GUARDRAIL)

    written = bucket.objects["runs/faq/faq-0123456789ab/guardrail.jsonl"]
    assert hashlib.sha256(written).hexdigest() == answers.interventions
    first, *_ = told = [json.loads(line) for line in written.splitlines()]
    assert 18 == len(told)
    assert {"base": 9, "custom": 9} == {
        model: sum(line["model"] == model for line in told) for model in ("base", "custom")
    }
    assert {
        "record": 1,
        "model": "base",
        "of": "question",
        "policy": "topic",
        "rule": "Legal advice",
        "action": "blocked",
        "guardrail": GUARDRAIL.identifier,
        "version": "3",
        "answered_at": "2026-11-21T10:30:00+00:00",
    } == first
    assert b"ada@corp.com" not in written
    assert b"ada@corp.com" not in b"".join(bucket.objects.values())


def test_an_answer_that_it_changed_is_scored_as_it_comes_back_and_counted_by_model(
    asks: Callable[..., Answers], intervening: Models, bucket: Bucket
) -> None:
    answers = asks(GUARDRAIL)

    assert answers.answers
    answered = [*from_lines(bucket.objects[answers.answers.key])]
    assert (0, 0) == (answers.base_failed, answers.custom_failed)
    first = answered[0].base
    assert first
    assert ("I cannot say.", None, True) == (first.said, first.error, first.blocked)
    made = efforts.of(
        answered,
        model="amazon.nova-micro-v1:0:128k",
        serving=DEPLOYMENT,
        prices=PriceList(prices=()),
    )
    assert {"base": 9, "custom": 9} == {each.name: each.guarded for each in made}
    assert "9 blocked or masked by the guardrail" in made[0].sentence


def test_a_guardrail_that_names_no_rule_leaves_an_answer_that_is_none(models: Models) -> None:
    models.says = {BASE: lambda _: "Sorry."}
    models.stop_reasons = {BASE: "guardrail_intervened"}

    reply = inference.ask(BASE, record("why?"), max_tokens=7, guardrail=GUARDRAIL)

    assert "the answer was blocked: guardrail_intervened" == reply.error


def test_a_stream_tells_of_it_too(models: Models) -> None:
    models.says = {BASE: lambda _: "No."}
    models.traces = {BASE: BLOCKED}

    reply = inference.stream(
        BASE, record("why?"), max_tokens=7, heard=lambda _: None, guardrail=GUARDRAIL
    )

    assert CONFIG == models.requests[0]["guardrailConfig"]
    assert (
        Intervention(of="question", policy="topic", rule="Legal advice", action="blocked"),
    ) == reply.interventions


@pytest.fixture
def guarded(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNING_GUARDRAIL_ARN", GUARDRAIL.identifier)
    monkeypatch.setenv("TUNING_GUARDRAIL_VERSION", GUARDRAIL.version)
    deployed.cache_clear()


@pytest.mark.usefixtures("guarded")
def test_ask_says_which_policy_blocked_and_which_masked(ask: Ask, models: Any) -> None:
    models.traces = {BASE: BLOCKED, ARN: MASKED}
    models.stop_reasons = {BASE: "guardrail_intervened", ARN: "guardrail_intervened"}

    code, out, err = ask("faq", "May I sue?", "--both")

    assert 1 == code
    assert all(CONFIG == request["guardrailConfig"] for request in models.requests)
    assert "the base model: the guardrail blocked the question (topic: Legal advice)" in err
    assert "the custom model: the guardrail masked the answer (personal data: email)" in err
    assert "ada@corp.com" not in out + err


@pytest.mark.usefixtures("guarded")
def test_an_answer_that_is_only_masked_is_an_answer(ask: Ask, models: Any) -> None:
    models.traces = {ARN: MASKED}
    models.stop_reasons = {ARN: "guardrail_intervened"}

    code, out, _ = ask("faq", "Whom do I write to?", "--json")

    assert 0 == code
    assert [
        {"of": "answer", "policy": "personal data", "rule": "email", "action": "masked"}
    ] == json.loads(out)["custom"]["interventions"]


@pytest.mark.usefixtures("guarded")
def test_a_file_of_prompts_is_asked_through_it_and_says_how_many_it_blocked(
    ask: Ask, models: Any, tmp_path: Any
) -> None:
    models.traces = {ARN: BLOCKED}
    models.stop_reasons = {ARN: "guardrail_intervened"}
    prompts = tmp_path / "prompts.jsonl"
    prompts.write_text(json.dumps({"prompt": "May I sue?"}))

    code, out, err = ask("faq", "--file", str(prompts))

    assert 1 == code
    assert CONFIG == models.requests[0]["guardrailConfig"]
    assert "custom: 1 prompt blocked by the guardrail; interventions in the line say" in err
    assert "topic" == json.loads(out)["custom"]["interventions"][0]["policy"]
