"""What a guardrail did is told by policy and rule, and never with the text."""

from typing import Any

import msgspec
from botocore.session import get_session

from tuning import guarding
from tuning.guarding import ACTIONS, POLICIES, Intervention
from tuning.settings import Guardrail

QUESTION: dict[str, Any] = {
    "topicPolicy": {"topics": [{"name": "Legal advice", "type": "DENY", "action": "BLOCKED"}]},
    "wordPolicy": {"customWords": [{"match": "bluebird", "action": "BLOCKED"}]},
}
ANSWER: dict[str, Any] = {
    "sensitiveInformationPolicy": {
        "piiEntities": [
            {"match": "ada@corp.com", "type": "EMAIL", "action": "ANONYMIZED"},
            {"match": "bob@corp.com", "type": "EMAIL", "action": "ANONYMIZED"},
        ]
    },
    "contentPolicy": {"filters": [{"type": "HATE", "confidence": "LOW", "action": "NONE"}]},
}
TRACE = {"guardrail": {"inputAssessment": {"id": QUESTION}, "outputAssessments": {"id": [ANSWER]}}}


def test_each_rule_that_was_broken_is_told_once_without_the_text() -> None:
    found = guarding.interventions(TRACE)

    assert (
        Intervention(of="question", policy="topic", rule="Legal advice", action="blocked"),
        Intervention(of="question", policy="blocked words", action="blocked"),
        Intervention(of="answer", policy="personal data", rule="email", action="masked"),
    ) == found
    assert b"bluebird" not in msgspec.json.encode(found)
    assert b"corp.com" not in msgspec.json.encode(found)


def test_what_was_blocked_is_said_by_policy() -> None:
    found = guarding.interventions(TRACE)

    assert "blocked the question (topic: Legal advice, blocked words)" == guarding.words(found)
    assert "masked the answer (personal data: email)" == guarding.words(found[2:])


def test_an_answer_without_a_guardrail_tells_nothing() -> None:
    assert () == guarding.interventions({})


def test_a_guardrail_is_named_as_converse_takes_it() -> None:
    runtime: Any = get_session().get_service_model("bedrock-runtime")
    taken = runtime.shape_for("GuardrailConfiguration")

    config = guarding.config(Guardrail(identifier="arn", version="3"))
    assert config.keys() == {*taken.members}
    assert config["trace"] in runtime.shape_for("GuardrailTrace").enum


def test_every_policy_that_a_trace_can_tell_of_is_known() -> None:
    """Automated reasoning is not among what an environment can ask for."""
    runtime: Any = get_session().get_service_model("bedrock-runtime")
    told = {
        (policy, name)
        for policy, shape in runtime.shape_for("GuardrailAssessment").members.items()
        if policy.endswith("Policy") and policy != "automatedReasoningPolicy"
        for name in shape.members
    }

    assert told == POLICIES.keys()
    for action in ("GuardrailTopicPolicyAction", "GuardrailSensitiveInformationPolicyAction"):
        assert {*runtime.shape_for(action).enum} - {"NONE"} <= ACTIONS.keys()
