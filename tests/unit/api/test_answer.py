"""`POST /tasks/{task}/answer`: who answers, how it is asked, and what is said of the answer."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from msgspec import structs

from tests.unit.api.conftest import CUSTOM, RUN, Ask, event, name, responded, trained
from tests.unit.evaluation.conftest import Models, refusal
from tests.unit.hosting.world import World
from tuning.api import routes
from tuning.handlers.answer import answer
from tuning.models import catalogue
from tuning.run.registration import Registration
from tuning.settings import deployed

OTHER = CUSTOM.replace("abcdefghijkl", "mnopqrstuvwx")


def test_a_task_is_answered_by_what_its_name_stands_for_asked_as_it_was_trained(
    ask: Ask, models: Models
) -> None:
    status, said = ask(prompt="Where is my parcel?")

    assert 200 == status
    assert said == {
        "answer": "On Monday.",
        "task": "faq",
        "model": "amazon.nova-micro-v1:0:128k",
        "run": RUN,
        "usage": {"input_tokens": 25, "output_tokens": 10},
        "stop_reason": "end_turn",
    }
    [request] = models.requests
    assert request == {
        "modelId": CUSTOM,
        "system": [{"text": "Be kind."}],
        "messages": [{"role": "user", "content": [{"text": "Q: Where is my parcel?\nA:"}]}],
        "inferenceConfig": {"maxTokens": 256, "temperature": 0},
    }


def test_a_conversation_keeps_its_turns_and_its_own_system_text(ask: Ask, models: Models) -> None:
    ask(
        messages=[
            {"role": "user", "content": "Hello"},
            {"role": "user", "content": [{"type": "text", "text": "there"}]},
            {"role": "assistant", "content": "Hello!"},
            {"role": "user", "content": "Where?"},
        ],
        system="Be brief.",
        max_tokens=7,
        temperature=0.5,
        top_p=0.9,
        stop="END",
    )

    [request] = models.requests
    assert [{"text": "Be brief."}] == request["system"]
    assert [
        ("user", ["Hello", "there"]),
        ("assistant", ["Hello!"]),
        ("user", ["Where?"]),
    ] == [
        (turn["role"], [block["text"] for block in turn["content"]]) for turn in request["messages"]
    ]
    assert request["inferenceConfig"] == {
        "maxTokens": 7,
        "temperature": 0.5,
        "topP": 0.9,
        "stopSequences": ["END"],
    }


def test_the_handler_answers_what_the_routes_do(world: World) -> None:
    response = answer(event("/tasks/{task}/answer", {"prompt": "Where?"}, task="faq"), None)

    assert 200 == response["statusCode"]
    assert "application/json" == response["headers"]["Content-Type"]


@pytest.mark.parametrize(
    ("body", "param", "says"),
    [
        ("{", None, "one JSON object"),
        ("[]", None, "one JSON object"),
        ('"' + "[" * 100_000, None, "one JSON object"),
        ({}, "prompt", "either prompt or messages"),
        ({"prompt": "a", "messages": [{"role": "user", "content": "b"}]}, "prompt", "either"),
        ({"prompt": ""}, "messages[0].content", "must have a text"),
        ({"prompt": "a", "stream": True}, "stream", "stream is not supported; what is: prompt,"),
        ({"prompt": 7}, None, "Expected `str"),
        ({"prompt": "a", "temperature": 2}, None, "$.temperature"),
        ({"prompt": "a", "max_tokens": 0}, None, "$.max_tokens"),
        ({"prompt": "a", "stop": list("abcde")}, None, "$.stop"),
        ({"prompt": "a", "stop": ""}, None, "$.stop"),
        ({"prompt": "a", "stop": ["END", ""]}, None, "$.stop[1]"),
        ({"messages": []}, None, "$.messages"),
        (
            {"messages": [{"role": "user", "content": "a", "tool_calls": [{"id": "1"}]}]},
            None,
            "unknown field `tool_calls` - at `$.messages[0]`",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "a", "x": 1}]}]},
            None,
            "unknown field `x` - at `$.messages[0].content[0]`",
        ),
        ({"messages": [{"role": "assistant", "content": "a"}]}, "messages", "begins and ends"),
        ({"messages": [{"role": "system", "content": "a"}]}, "messages", "begins and ends"),
        ({"messages": [{"role": "tool", "content": "a"}]}, None, "$.messages[0].role"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}]},
            None,
            "$.messages[0].content",
        ),
    ],
)
def test_what_is_not_understood_is_refused_by_its_name(
    world: World, models: Models, body: Any, param: str | None, says: str
) -> None:
    status, said = responded(event("/tasks/{task}/answer", body, task="faq"))

    assert (400, param, "invalid_request_error") == (
        status,
        said["error"]["param"],
        said["error"]["type"],
    )
    assert says in said["error"]["message"]
    assert [] == models.requests


def test_a_body_over_the_limit_is_not_read(ask: Ask) -> None:
    status, said = ask(prompt="a" * 1_000_000)

    assert 413 == status
    assert "at most 1,000,000 are taken" in said["error"]["message"]


@pytest.mark.parametrize("caller", [None, "", "arn:aws:sts::123456789012:federated-user/ada"])
def test_whom_nobody_can_name_is_answered_nothing(
    world: World, models: Models, caller: str | None
) -> None:
    status, _ = responded(event("/v1/models", caller=caller))

    assert 403 == status


@pytest.mark.parametrize("task", ["faq2", "FAQ", "../faq", "x" * 500])
def test_a_task_that_nothing_serves_is_not_found(ask: Ask, models: Models, task: str) -> None:
    status, said = ask(prompt="Where?", task=task)

    assert (404, "not_found_error") == (status, said["error"]["type"])
    assert len(said["error"]["message"]) < 200
    assert [] == models.requests


def test_a_name_that_was_withdrawn_is_not_found(ask: Ask, world: World) -> None:
    name(world, RUN, "none")

    assert 404 == ask(prompt="Where?")[0]


def test_a_name_that_was_set_by_hand_is_a_conflict(ask: Ask, world: World) -> None:
    name(world, None, CUSTOM)

    status, said = ask(prompt="Where?")

    assert 409 == status
    assert "set by hand" in said["error"]["message"]


def test_a_name_that_stands_for_a_run_of_another_task_was_set_by_hand(
    ask: Ask, world: World, models: Models, registration: Registration
) -> None:
    trained(world, "billing-0123456789ab", registration)
    name(world, "billing-0123456789ab", CUSTOM)

    assert 409 == ask(prompt="Where?")[0]
    assert [] == models.requests


def test_a_model_that_was_switched_away_is_asked_for_again_and_nobody_notices(
    ask: Ask, world: World, models: Models, registration: Registration
) -> None:
    ask(prompt="Where?")
    trained(world, "faq-ba9876543210", registration)
    name(world, "faq-ba9876543210", OTHER)
    models.says = {OTHER: lambda _: "On Tuesday.", CUSTOM: gone}

    status, said = ask(prompt="Where?")

    assert (200, "On Tuesday.", "faq-ba9876543210") == (status, said["answer"], said["run"])


def gone(_: str) -> str:
    raise refusal("ResourceNotFoundException", "secret")


def quoting(code: str) -> Callable[[str], str]:
    """An error in whose message the service repeats what it was asked."""

    def says(prompt: str) -> str:
        raise refusal(code, prompt)

    return says


def test_a_name_whose_model_is_gone_says_when_to_ask_again(ask: Ask, models: Models) -> None:
    models.says[CUSTOM] = gone

    status, said = ask(prompt="Where?")

    assert (409, "conflict_error") == (status, said["error"]["type"])
    assert "being switched" in said["error"]["message"]


def test_a_base_model_that_has_ended_is_named_with_its_day(
    ask: Ask, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    micro = catalogue.base_model("amazon.nova-micro-v1:0:128k")
    over = structs.replace(micro, horizon=structs.replace(micro.horizon, end_of_life="2026-11-01"))
    monkeypatch.setattr("tuning.run.recipe.base_model", lambda _: over)
    models.says[CUSTOM] = gone

    status, said = ask(prompt="Where?")

    assert 409 == status
    assert "ended on 2026-11-01" in said["error"]["message"]


@pytest.mark.parametrize(
    ("code", "status", "retries"),
    [
        ("ThrottlingException", 429, True),
        ("ModelNotReadyException", 429, True),
        ("ServiceUnavailableException", 503, True),
        ("ModelTimeoutException", 503, True),
        ("InternalServerException", 503, True),
        ("AccessDeniedException", 503, True),
        ("ValidationException", 400, False),
    ],
)
def test_what_bedrock_answers_is_told_in_words_of_our_own(
    world: World, models: Models, code: str, status: int, *, retries: bool
) -> None:
    def says(_: str) -> str:
        raise refusal(code, "inner words about Where?")

    models.says[CUSTOM] = says

    response = routes.respond(event("/tasks/{task}/answer", {"prompt": "Where?"}, task="faq"))

    assert status == response["statusCode"]
    assert retries == ("Retry-After" in response["headers"])
    assert "inner words" not in response["body"]


def test_a_name_is_asked_for_once_in_a_while(ask: Ask, world: World) -> None:
    for _ in range(5):
        ask(prompt="Where?")

    assert 1 == world.calls.count("GetParameterHistory")


def test_nothing_that_was_asked_or_answered_is_in_a_log(
    ask: Ask,
    models: Models,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = StringIO()
    monkeypatch.setattr(routes, "logger", Logger(service="told", stream=log))
    ask(prompt="canary-prompt", system="canary-system")
    for code in ("ResourceNotFoundException", "ValidationException", "ThrottlingException"):
        models.says[CUSTOM] = quoting(code)
        ask(prompt="canary-prompt")
    ask(prompt="canary-prompt", temperature="canary-prompt")
    ask(prompt="canary-prompt", task="canary-task")

    written = "".join((log.getvalue(), *capfd.readouterr()))
    assert ["answered", *["refused"] * 5] == [
        json.loads(line)["message"] for line in log.getvalue().splitlines()
    ]
    assert "Throttled" in written
    assert "canary" not in written
    assert "ada@example.org" not in written


def test_every_question_goes_through_the_guardrail_of_the_environment(
    ask: Ask, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(prompt="Where?")
    monkeypatch.setenv("TUNING_GUARDRAIL_ARN", "arn")
    monkeypatch.setenv("TUNING_GUARDRAIL_VERSION", "3")
    deployed.cache_clear()

    ask(prompt="Where?")

    plain, guarded = models.requests
    assert "guardrailConfig" not in plain
    assert {
        "guardrailIdentifier": "arn",
        "guardrailVersion": "3",
        "trace": "enabled",
    } == guarded["guardrailConfig"]
