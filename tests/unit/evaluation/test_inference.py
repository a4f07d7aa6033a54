from typing import Any, Final

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.session import get_session

from tests.unit.evaluation.conftest import Models, refusal
from tuning import clients
from tuning.errors import ServiceRefused, Transient
from tuning.evaluation import inference
from tuning.evaluation.answers import HeldOut, Message, Reply, TextBlock
from tuning.evaluation.inference import Absent, PromptRefused, Throttled

BASE = "amazon.nova-micro-v1:0"


def record(prompt: str, *, system: str = "") -> HeldOut:
    return HeldOut(
        messages=(
            Message(role="user", content=(TextBlock(prompt),)),
            Message(role="assistant", content=(TextBlock("reference"),)),
        ),
        system=(TextBlock(system),) if system else (),
    )


def test_a_request_holds_the_turns_without_the_reference(models: Models) -> None:
    models.says = {BASE: lambda _: "yes"}

    reply = inference.ask(BASE, record("why?", system="be brief"), max_tokens=7)

    assert models.requests == [
        {
            "modelId": BASE,
            "messages": [{"role": "user", "content": [{"text": "why?"}]}],
            "system": [{"text": "be brief"}],
            "inferenceConfig": {"maxTokens": 7, "temperature": 0},
        }
    ]
    assert reply == Reply(
        text="yes",
        stop_reason="end_turn",
        answered_at="2026-11-21T10:30:00+00:00",
        input_tokens=4,
        output_tokens=3,
        latency_ms=40,
    )


def test_a_record_without_system_text_asks_without_one(models: Models) -> None:
    models.says = {BASE: lambda _: "yes"}

    inference.ask(BASE, record("why?"), max_tokens=7)

    assert "system" not in models.requests[0]


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_answer_is_an_error_that_was_metered(models: Models, text: str) -> None:
    models.says = {BASE: lambda _: text}

    reply = inference.ask(BASE, record("why?"), max_tokens=7)

    assert "the answer is empty" == reply.error
    assert 4 == reply.input_tokens


def test_a_blocked_answer_is_an_error_whatever_it_says(models: Models) -> None:
    models.says = {BASE: lambda _: "Sorry, the model cannot answer this question."}
    models.stop_reasons = {BASE: "content_filtered"}

    reply = inference.ask(BASE, record("why?"), max_tokens=7)

    assert "the answer was blocked: content_filtered" == reply.error
    assert reply.output_tokens > 0


KINDS: Final = {
    "ThrottlingException": Throttled,
    "ModelNotReadyException": Throttled,
    "ServiceQuotaExceededException": Throttled,
    "ValidationException": PromptRefused,
    "ModelTimeoutException": Transient,
    "ModelErrorException": Transient,
    "InternalServerException": Transient,
    "ServiceUnavailableException": Transient,
    "AccessDeniedException": ServiceRefused,
    "ResourceNotFoundException": Absent,
}


@pytest.mark.parametrize(("code", "kind"), KINDS.items())
def test_every_error_of_the_service_says_what_to_do(
    models: Models, code: str, kind: type[Exception]
) -> None:
    def fail(_: str) -> str:
        raise refusal(code, "the service's words")

    models.says = {BASE: fail}

    with pytest.raises(kind, match="the service's words") as raised:
        inference.ask(BASE, record("why?"), max_tokens=7)
    assert type(raised.value) is kind


def test_every_error_that_converse_declares_is_among_them() -> None:
    converse = get_session().get_service_model("bedrock-runtime").operation_model("Converse")
    assert {shape.name for shape in converse.error_shapes} <= KINDS.keys()


def test_an_answer_that_takes_too_long_is_transient(models: Models) -> None:
    def hang(_: str) -> str:
        raise ReadTimeoutError(endpoint_url="https://bedrock-runtime.us-east-1.amazonaws.com")

    models.says = {BASE: hang}

    with pytest.raises(Transient, match="Read timeout"):
        inference.ask(BASE, record("why?"), max_tokens=7)


def test_one_question_is_one_request(settings: Any) -> None:
    """What is tried again is counted, paced and recorded by whoever asks, not by the client."""
    clients.bedrock_runtime.cache_clear()
    config: Any = clients.bedrock_runtime().meta.config
    clients.bedrock_runtime.cache_clear()

    assert 1 == config.retries["total_max_attempts"]
