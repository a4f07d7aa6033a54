import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tuning.errors import ServiceRefused, Transient
from tuning.evaluation import inference
from tuning.evaluation.answers import HeldOut, Message, Reply, Text

BASE, CUSTOM = "amazon.nova-micro-v1:0", "arn:custom"


def record(prompt: str, *, system: str = "") -> HeldOut:
    return HeldOut(
        messages=(
            Message(role="user", content=(Text(prompt),)),
            Message(role="assistant", content=(Text("reference"),)),
        ),
        system=(Text(system),) if system else (),
    )


def failing(code: str, *, on: Callable[[str], bool]) -> Callable[[str], str]:
    def say(prompt: str) -> str:
        if on(prompt):
            raise ClientError({"Error": {"Code": code, "Message": "no"}}, "Converse")
        return "fine"

    return say


def test_every_record_is_put_to_every_model_in_order(models: Any) -> None:
    models.says = {BASE: lambda prompt: f"base {prompt}", CUSTOM: lambda prompt: f"custom {prompt}"}

    replies = inference.ask((BASE, CUSTOM), [record(str(n)) for n in range(30)], max_tokens=7)

    assert [(base.text, custom.text) for base, custom in replies] == [
        (f"base {n}", f"custom {n}") for n in range(30)
    ]
    assert models.most_in_flight <= inference.AT_ONCE


def test_a_request_holds_the_turns_without_the_reference(models: Any) -> None:
    models.says = {BASE: lambda _: "yes"}

    [(reply,)] = inference.ask((BASE,), [record("why?", system="be brief")], max_tokens=7)

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
    )


def test_a_record_without_system_text_asks_without_one(models: Any) -> None:
    models.says = {BASE: lambda _: "yes"}

    inference.ask((BASE,), [record("why?")], max_tokens=7)

    assert "system" not in models.requests[0]


def test_a_failed_prompt_is_a_reply_with_an_error(models: Any) -> None:
    models.says = {BASE: failing("ValidationException", on=lambda prompt: prompt == "13")}

    replies = inference.ask((BASE,), [record(str(n)) for n in range(20)], max_tokens=7)

    assert [n for n, (reply,) in enumerate(replies) if reply.error] == [13]
    assert replies[13] == (Reply(error="ServiceRefused"),)


@pytest.mark.parametrize(
    ("code", "error"),
    [("ThrottlingException", Transient), ("AccessDeniedException", ServiceRefused)],
)
def test_too_many_failed_prompts_are_an_error_of_the_kind_of_the_first(
    models: Any, code: str, error: type[Exception]
) -> None:
    models.says = {BASE: failing(code, on=lambda prompt: int(prompt) < 2)}

    with pytest.raises(error, match=r"2 of 20 prompts failed; the first with: .*no"):
        inference.ask((BASE,), [record(str(n)) for n in range(20)], max_tokens=7)


def test_when_the_time_is_up_no_further_record_is_asked(models: Any) -> None:
    def slow(_: str) -> str:
        time.sleep(0.02)
        return "fine"

    models.says = {BASE: slow, CUSTOM: slow}

    replies = inference.ask((BASE, CUSTOM), [record("why?")] * 200, max_tokens=7, time_to_ask=0.1)

    asked = [one for one in replies if one[0].error is None]
    assert 0 < len(asked) < 200
    assert len(models.requests) == 2 * len(asked)
    assert replies[-1] == (Reply(error=inference.UNASKED),) * 2
