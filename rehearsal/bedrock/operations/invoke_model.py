"""InvokeModel, whole and as a stream: the body is the one that Amazon Nova itself takes.

By "Complete request schema" of the Nova user guide: that of Converse, with the schema's version.
What is wrong with a body is said as the service says it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from botocore.model import Shape, StructureShape

from rehearsal.bedrock import inference
from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.errors import ServiceError, invalid
from rehearsal.bedrock.guarding import Guarding
from rehearsal.bedrock.operations.converse import Said, guarding, said_by
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.wire import routes, shapes

SCHEMA: Final = "messages-v1"
JSON: Final = "application/json"

KEYS: Final = frozenset({"schemaVersion", "messages", "system", "inferenceConfig"})
SETTINGS: Final = frozenset({"maxTokens", "temperature", "topP", "topK", "stopSequences"})

SERVED_MEMBERS: Final = frozenset(
    {"modelId", "body", "contentType", "accept"}
    | {"guardrailIdentifier", "guardrailVersion", "trace"}
)


@serves("InvokeModel")
def invoke_model(account: Account, call: Call) -> Mapping[str, Any]:
    """Answer a native body of Nova's with one."""
    said = _invoke(account, call, "bedrock:InvokeModel")
    body = {
        "output": {"message": said.message},
        "stopReason": said.stop_reason,
        "usage": said.usage,
        **_guarded(said),
    }
    return {"body": json.dumps(body).encode(), "contentType": JSON}


@serves("InvokeModelWithResponseStream")
def invoke_model_with_response_stream(account: Account, call: Call) -> Mapping[str, Any]:
    """Answer likewise, in chunks; all of them go out once the whole answer is known."""
    said = _invoke(account, call, "bedrock:InvokeModelWithResponseStream")
    chunks = [{"chunk": {"bytes": json.dumps(each).encode()}} for each in _chunks(said)]
    return {"body": chunks, "contentType": JSON}


def _chunks(said: Said) -> Iterator[Mapping[str, Any]]:
    yield {"messageStart": {"role": "assistant"}}
    for piece in said.pieces:
        yield {"contentBlockDelta": {"delta": {"text": piece}, "contentBlockIndex": 0}}
    yield {"contentBlockStop": {"contentBlockIndex": 0}}
    yield {"messageStop": {"stopReason": said.stop_reason}}
    yield {
        "metadata": {"usage": said.usage, "metrics": {}, "trace": {}},
        "amazon-bedrock-invocationMetrics": {
            "inputTokenCount": said.input_tokens,
            "outputTokenCount": said.output_tokens,
            "invocationLatency": said.latency_ms,
            "firstByteLatency": said.latency_ms,
        },
        **_guarded(said),
    }


def _guarded(said: Said) -> Mapping[str, Any]:
    """Return what a guardrail adds to a body ("Test your guardrail", Bedrock user guide)."""
    if said.guarding is None:
        return {}
    action = "INTERVENED" if said.guarding.intervened else "NONE"
    trace = {"amazon-bedrock-trace": said.trace} if said.trace else {}
    return {"amazon-bedrock-guardrailAction": action, **trace}


def _invoke(account: Account, call: Call, action: str) -> Said:
    request = call.request
    beyond = ", ".join(sorted(set(request) - SERVED_MEMBERS))
    if beyond:
        raise invalid(f"This stand-in for Bedrock invokes models without {beyond}")
    target = inference.target(account, request["modelId"])
    if not target.base.id.startswith("amazon.nova"):
        raise invalid("This stand-in for Bedrock knows the native body of Amazon Nova alone")
    body = _body(request["body"])
    return said_by(
        account,
        call,
        target,
        action,
        messages=body["messages"],
        system=body.get("system", ()),
        settings=body.get("inferenceConfig", {}),
        guarding=_guarding(account, call),
    )


def _guarding(account: Account, call: Call) -> Guarding | None:
    identifier = call.request.get("guardrailIdentifier")
    version = call.request.get("guardrailVersion")
    if not (identifier and version):
        if identifier or version:
            raise invalid("A guardrail is named by its identifier and its version together")
        return None
    traced = call.request.get("trace", "DISABLED") != "DISABLED"
    return guarding(account, call, identifier, version, traced=traced)


def _body(content: bytes) -> Mapping[str, Any]:
    """Read a native body.

    Raises:
        ServiceError: it is none.
    """
    try:
        body = json.loads(content)
    except ValueError:
        raise _malformed("") from None
    if not isinstance(body, dict):
        raise _malformed("#: expected type: JSONObject")
    if "messages" not in body:
        raise _malformed("#: required key [messages] not found")
    settings = body.get("inferenceConfig", {})
    for place, keys, known in (
        ("#", body, KEYS),
        ("#/inferenceConfig", settings, SETTINGS),
    ):
        for key in keys:
            if key not in known:
                raise _malformed(f"{place}: extraneous key [{key}] is not permitted")
    if body.get("schemaVersion", SCHEMA) != SCHEMA:
        raise _malformed(f"#/schemaVersion: {body['schemaVersion']} is not a valid enum value")
    for key, shape in _shapes().items():
        if key in body and (problem := shapes.check(shape, _of_converse(key, body[key]))):
            raise invalid(problem)
    return body


def _of_converse(key: str, value: Any) -> Any:
    """Return a value as Converse takes it, which has the top K among a model's own fields."""
    if key == "inferenceConfig" and isinstance(value, dict):
        return {name: each for name, each in value.items() if name != "topK"}
    return value


def _shapes() -> Mapping[str, Shape]:
    """Return the shapes of what a body shares with a request of Converse."""
    [shape] = [
        service.operation_model("Converse").input_shape
        for service in routes.service_models()
        if service.service_name == "bedrock-runtime"
    ]
    members = shape.members if isinstance(shape, StructureShape) else {}
    return {name: members[name] for name in ("messages", "system", "inferenceConfig")}


def _malformed(why: str) -> ServiceError:
    said = f"Malformed input request: {why}" if why else "Malformed input request"
    return invalid(f"{said}, please reformat your input and try again.")
