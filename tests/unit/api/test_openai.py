"""`/v1/chat/completions` and `/v1/models`, as OpenAI's own client sends and reads them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx2
import openai
import pytest

from tests.unit.api.conftest import CUSTOM, RUN, SESSION, event, name, responded
from tests.unit.evaluation.conftest import Models, refusal
from tests.unit.hosting.world import World
from tuning.api import routes

QUESTION: Any = [
    {"role": "developer", "content": "Be brief."},
    {"role": "user", "content": "Where is my parcel?"},
]


def served(request: httpx2.Request) -> httpx2.Response:
    """API Gateway's part: the path becomes a resource, and the signature a caller."""
    path, task = request.url.path, None
    if path.startswith("/tasks/"):
        task = path.split("/")[2]
        path = path.replace(task, "{task}", 1)
    handed = event(path, request.content.decode() or None, task=task)
    response = routes.respond(handed)
    return httpx2.Response(
        response["statusCode"], headers=response["headers"], text=response["body"]
    )


Client = Callable[..., openai.OpenAI]


@pytest.fixture
def client(world: World) -> Iterator[Client]:
    """OpenAI's client, whose base URL is the API's."""
    with httpx2.Client(transport=httpx2.MockTransport(served)) as http:
        yield lambda base="/v1": openai.OpenAI(
            api_key="unused", base_url=f"https://api{base}", http_client=http, max_retries=0
        )


@pytest.mark.parametrize("base", ["/v1", "/tasks/faq/v1"])
def test_its_client_is_answered_by_a_task_in_the_place_of_a_model(
    client: Client, models: Models, base: str
) -> None:
    said = client(base).chat.completions.create(
        model="faq",
        messages=QUESTION,
        max_completion_tokens=9,
        temperature=0.5,
        top_p=0.9,
        stop=["END", "STOP"],
        stream=False,
        n=1,
    )

    [choice] = said.choices
    assert ("On Monday.", "assistant", "stop") == (
        choice.message.content,
        choice.message.role,
        choice.finish_reason,
    )
    assert ("faq", RUN, "chatcmpl-c0ffee") == (said.model, said.system_fingerprint, said.id)
    assert said.usage is not None
    assert (25, 10, 35) == (
        said.usage.prompt_tokens,
        said.usage.completion_tokens,
        said.usage.total_tokens,
    )
    [request] = models.requests
    assert [{"text": "Be brief."}] == request["system"]
    assert [{"text": "Q: Where is my parcel?\nA:"}] == request["messages"][0]["content"]
    assert request["inferenceConfig"] == {
        "maxTokens": 9,
        "temperature": 0.5,
        "topP": 0.9,
        "stopSequences": ["END", "STOP"],
    }


def test_all_that_its_own_type_demands_is_there(client: Client) -> None:
    said = client().chat.completions.create(model="faq", messages=QUESTION)

    strict = type(said).model_validate(said.model_dump(), strict=True)
    assert said == strict
    assert set() == set(said.model_extra or {}) | set(said.choices[0].model_extra or {})


@pytest.mark.parametrize(
    ("stop_reason", "finish_reason"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("content_filtered", "content_filter"),
        ("guardrail_intervened", "content_filter"),
    ],
)
def test_why_an_answer_ended_is_said_in_its_words(
    client: Client, models: Models, stop_reason: str, finish_reason: str
) -> None:
    models.stop_reasons[CUSTOM] = stop_reason

    said = client().chat.completions.create(model="faq", messages=QUESTION)

    assert finish_reason == said.choices[0].finish_reason


@pytest.mark.parametrize(
    ("options", "param"),
    [
        ({"stream": True}, "stream"),
        ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"logprobs": True}, "logprobs"),
        ({"seed": 7}, "seed"),
        ({"extra_body": {"no_such_field": 1}}, "no_such_field"),
        ({"n": 2}, None),
        ({"temperature": 1.5}, None),
    ],
)
def test_what_it_takes_and_this_api_does_not_is_refused_by_name(
    client: Client, models: Models, options: Mapping[str, Any], param: str | None
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client().chat.completions.create(model="faq", messages=QUESTION, **options)

    assert param == refused.value.param
    assert "invalid_request_error" == refused.value.type
    assert [] == models.requests


def test_the_path_names_the_only_model_under_it(client: Client) -> None:
    with pytest.raises(openai.BadRequestError, match="the model is 'faq'"):
        client("/tasks/faq/v1").chat.completions.create(model="other", messages=QUESTION)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ThrottlingException", openai.RateLimitError),
        ("ServiceUnavailableException", openai.InternalServerError),
        ("ResourceNotFoundException", openai.ConflictError),
    ],
)
def test_its_client_raises_what_it_raises_at_openai(
    client: Client, models: Models, code: str, error: type[openai.APIStatusError]
) -> None:
    def says(_: str) -> str:
        raise refusal(code)

    models.says[CUSTOM] = says

    with pytest.raises(error):
        client().chat.completions.create(model="faq", messages=QUESTION)


def test_its_client_finds_no_model_that_nothing_serves(client: Client) -> None:
    with pytest.raises(openai.NotFoundError, match="GET /v1/models lists"):
        client().chat.completions.create(model="gpt-4.1", messages=QUESTION)


def test_its_client_lists_what_is_served(client: Client, world: World) -> None:
    name(world, RUN, CUSTOM, task="billing")
    name(world, RUN, "none", task="gone")

    assert ["faq", "billing"] == [each.id for each in client().models.list()]
    [only] = client("/tasks/faq/v1").models.list()
    assert ("faq", "model", int(world.now.timestamp())) == (only.id, only.object, only.created)


def test_what_it_answered_is_a_turn_of_the_next_question(client: Client, models: Models) -> None:
    ask = client().chat.completions.create
    said: Any = ask(model="faq", messages=QUESTION).choices[0].message

    ask(model="faq", messages=[*QUESTION, said, {"role": "user", "content": "When?"}])

    assert [{"text": "On Monday."}] == models.requests[-1]["messages"][1]["content"]


def test_a_field_that_is_null_counts_as_left_out(world: World) -> None:
    body = {"model": "faq", "messages": QUESTION, "tools": None, "stop": None, "seed": None}

    assert 200 == responded(event("/v1/chat/completions", body, caller=SESSION))[0]
