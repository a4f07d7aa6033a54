"""InvokeModel and the streams of the stand-in, as botocore's own client and parser read them."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast
from unittest.mock import Mock

import boto3
import pytest
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.exceptions import ClientError

from rehearsal.bedrock.account import Account
from rehearsal.bedrock.dispatch import Dispatcher
from rehearsal.bedrock.faults import Faults
from rehearsal.bedrock.model import Answer, Conversation
from rehearsal.bedrock.permissions.callers import Sessions
from rehearsal.bedrock.permissions.judge import Decision
from rehearsal.bedrock.wire import events, messages, routes
from rehearsal.bedrock.wire.messages import HttpRequest
from rehearsal.clock import Clock
from tests.servers.bedrock.account import BASE
from tuning.errors import ServiceRefused, Transient, translated

QUESTION: Mapping[str, Any] = {"role": "user", "content": [{"text": "Where is my parcel?"}]}
BODY: Mapping[str, Any] = {"schemaVersion": "messages-v1", "messages": [QUESTION]}


class Echo:
    """Says back what it was asked, and how it was told to answer."""

    def answer(self, conversation: Conversation, *, max_tokens: int) -> Answer:
        text = f"{conversation.system}|{conversation.turns[-1].text}|{max_tokens}"
        return Answer(text=text, input_tokens=4, output_tokens=7, stop_reason="end_turn")


@pytest.fixture
def judge() -> Mock:
    """Who may do what: everybody everything, until a test says otherwise."""
    made = Mock()
    made.role.return_value = Decision.ALLOWED
    return made


@pytest.fixture
def runtime(judge: Mock, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A real client whose requests a dispatcher answers, without a server between them."""
    aws = Mock(region="us-east-1", account="123456789012")
    account = Account(
        aws=aws,
        clock=Clock(1),
        faults=Faults(),
        judge=judge,
        base=cast(Any, lambda _: Echo()),
    )
    sessions = Mock(spec=Sessions)
    sessions.arn.return_value = "arn:aws:sts::123456789012:assumed-role/asker/ada"
    dispatcher = Dispatcher(account, sessions)
    client = boto3.client(
        "bedrock-runtime",
        region_name="us-east-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
        endpoint_url="http://127.0.0.1:9",
    )
    client.meta.events.register("before-send.bedrock-runtime", _answering(dispatcher))
    return client


def _answering(dispatcher: Dispatcher) -> Callable[..., AWSResponse]:
    def answer(request: Any, **_: Any) -> AWSResponse:
        headers = {
            name.lower(): value.decode() if isinstance(value, bytes) else str(value)
            for name, value in request.headers.items()
        }
        body = request.body or b""
        made = dispatcher.answer(
            HttpRequest(
                method=request.method,
                path=request.url.removeprefix("http://127.0.0.1:9"),
                query="",
                headers=headers,
                body=body if isinstance(body, bytes) else body.encode(),
            )
        )
        content = made.content
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        return AWSResponse(request.url, made.status, cast(Any, HeadersDict(made.headers)), Raw(raw))

    return answer


class Raw:
    """The body of a response, as urllib3 would give it, a few bytes at a time."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        for start in range(0, len(self._content), 100):
            yield self._content[start : start + 100]

    def read(self, *_: Any, **__: Any) -> bytes:
        content, self._content = self._content, b""
        return content

    def close(self) -> None:
        """Close nothing."""


def test_the_native_body_of_nova_is_answered_with_one(runtime: Any) -> None:
    body = {
        **BODY,
        "system": [{"text": "Be kind."}],
        "inferenceConfig": {"maxTokens": 9, "temperature": 0, "topP": 0.5, "topK": 20},
    }

    answer = runtime.invoke_model(modelId=BASE, body=json.dumps(body))

    assert "application/json" == answer["contentType"]
    assert {
        "output": {
            "message": {
                "role": "assistant",
                "content": [{"text": "Be kind.|Where is my parcel?|9"}],
            }
        },
        "stopReason": "end_turn",
        "usage": {"inputTokens": 4, "outputTokens": 7, "totalTokens": 11},
    } == json.loads(answer["body"].read())


def test_a_native_stream_brings_the_same_answer_in_chunks(runtime: Any) -> None:
    answer = runtime.invoke_model_with_response_stream(modelId=BASE, body=json.dumps(BODY))

    chunks = [json.loads(event["chunk"]["bytes"]) for event in answer["body"]]
    texts = [
        chunk["contentBlockDelta"]["delta"]["text"]
        for chunk in chunks
        if "contentBlockDelta" in chunk
    ]
    assert 1 < len(texts)
    assert "|Where is my parcel?|512" == "".join(texts)
    assert "messageStart" in chunks[0]
    assert 7 == chunks[-1]["amazon-bedrock-invocationMetrics"]["outputTokenCount"]


def test_a_stream_of_converse_brings_the_same_answer_in_events(runtime: Any) -> None:
    whole = runtime.converse(modelId=BASE, messages=[QUESTION])
    answer = runtime.converse_stream(modelId=BASE, messages=[QUESTION])

    told = [*answer["stream"]]
    deltas = [each["contentBlockDelta"]["delta"] for each in told if "contentBlockDelta" in each]
    text = "".join(each["text"] for each in deltas)
    assert whole["output"]["message"]["content"][0]["text"] == text
    assert {"messageStart": {"role": "assistant"}} == told[0]
    assert {"messageStop": {"stopReason": "end_turn"}} == told[-2]
    assert whole["usage"] == told[-1]["metadata"]["usage"]
    assert "latencyMs" in told[-1]["metadata"]["metrics"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", "Malformed input request, please reformat"),
        ("[]", "#: expected type: JSONObject"),
        ("{}", "#: required key [messages] not found"),
        ({**BODY, "max_tokens": 5}, "#: extraneous key [max_tokens] is not permitted"),
        ({**BODY, "inferenceConfig": {"max_tokens": 5}}, "extraneous key [max_tokens]"),
        ({**BODY, "schemaVersion": "v2"}, "#/schemaVersion: v2 is not a valid enum value"),
        ({"messages": [{"role": "user", "content": "Where?"}]}, "Member must be a list"),
        ({"messages": [{"role": "assistant", "content": [{"text": "a"}]}]}, "must start with a"),
        ({**BODY, "inferenceConfig": {"temperature": 2}}, "less than or equal to 1"),
        ({"messages": [{"role": "user", "content": [{"text": " "}]}]}, "is blank"),
    ],
)
def test_a_body_that_nova_does_not_take_is_refused(runtime: Any, body: Any, said: str) -> None:
    text = body if isinstance(body, str) else json.dumps(body)

    with pytest.raises(ClientError) as raised:
        runtime.invoke_model(modelId=BASE, body=text)

    error = raised.value.response["Error"]
    assert "ValidationException" == error["Code"]
    assert said in error["Message"]


@pytest.mark.parametrize(
    ("model", "code"),
    [
        ("amazon.nova-micro-v9:0", "ValidationException"),
        (
            "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefghijkl",
            "ResourceNotFoundException",
        ),
    ],
)
def test_a_model_that_is_not_there_answers_nobody(runtime: Any, model: str, code: str) -> None:
    with pytest.raises(ClientError) as raised:
        runtime.converse_stream(modelId=model, messages=[QUESTION])

    assert code == raised.value.response["Error"]["Code"]


def test_a_stream_needs_a_right_of_its_own(runtime: Any, judge: Mock) -> None:
    runtime.converse(modelId=BASE, messages=[QUESTION])
    runtime.invoke_model(modelId=BASE, body=json.dumps(BODY))
    runtime.converse_stream(modelId=BASE, messages=[QUESTION])
    runtime.invoke_model_with_response_stream(modelId=BASE, body=json.dumps(BODY))

    assert [
        *["bedrock:InvokeModel"] * 2,
        *["bedrock:InvokeModelWithResponseStream"] * 2,
    ] == [call.args[1] for call in judge.role.call_args_list]


STREAM: Any = (
    next(each for each in routes.service_models() if each.service_name == "bedrock-runtime")
    .operation_model("ConverseStream")
    .output_shape
)


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("throttlingException", Transient),
        ("modelStreamErrorException", Transient),
        ("internalServerException", Transient),
        ("serviceUnavailableException", Transient),
        ("validationException", ServiceRefused),
    ],
)
def test_an_event_that_breaks_a_stream_off_is_told_by_its_name(
    runtime: Any, name: str, becomes: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = [{"messageStart": {"role": "assistant"}}, {name: {"message": "no more"}}]
    monkeypatch.setattr(messages, "write", lambda *_: events.encode(STREAM.members["stream"], told))
    answer = runtime.converse_stream(modelId=BASE, messages=[QUESTION])

    with pytest.raises(becomes, match="no more"), translated():
        list(answer["stream"])


def test_an_event_that_the_service_has_not_is_never_sent() -> None:
    with pytest.raises(ValueError, match="the event messageStart would be"):
        events.encode(STREAM.members["stream"], [{"messageStart": {"role": "nobody"}}])


def test_bytes_of_an_event_go_out_in_base64() -> None:
    shape: Any = (
        next(each for each in routes.service_models() if each.service_name == "bedrock-runtime")
        .operation_model("InvokeModelWithResponseStream")
        .output_shape
    )

    assert base64.b64encode(b"{}") in events.encode(
        shape.members["body"], [{"chunk": {"bytes": b"{}"}}]
    )
