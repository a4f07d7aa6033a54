"""Requests and answers: from the wire to the members of a shape, and back (rest-json).

A member that is the payload is the body as it stands, or a stream of events.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from rehearsal.bedrock.errors import ServiceError, invalid
from rehearsal.bedrock.wire import events, shapes


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """A request as it came: the path still encoded, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class HttpAnswer:
    """An answer as it goes out; the body is JSON, or bytes whose type is among the headers."""

    status: int
    content: Any
    headers: dict[str, str] = field(default_factory=dict)


def read(
    operation: OperationModel, labels: Mapping[str, str], request: HttpRequest
) -> dict[str, Any]:
    """Return the members of an operation's input, all of them checked.

    Raises:
        ServiceError: with every member that the service would not take.
    """
    shape = operation.input_shape
    if shape is None:
        return {}
    members = {
        **_content(shape, request.body),
        **labels,
        **_query(shape, request.query),
        **_headers(shape, request.headers),
    }
    problem = shapes.check(shape, members)
    if problem:
        raise invalid(problem)
    return members


def write(operation: OperationModel, members: Mapping[str, Any]) -> Any:
    """Return an operation's output as JSON, or as bytes where one member of it is the payload.

    Members that are None are left out.

    Raises:
        ValueError: the stand-in would answer what the service cannot: a fault of its own.
    """
    shape = operation.output_shape
    if shape is None:
        return {}
    present = {name: _present(each) for name, each in members.items() if each is not None}
    if operation.has_event_stream_output:
        name = shape.serialization["payload"]
        stream: Any = shape.members[name]
        return events.encode(stream, present[name])
    problem = shapes.check(shape, present)
    if problem:
        raise ValueError(f"{operation.name} would answer what the service cannot: {problem}")
    payload = shape.serialization.get("payload")
    return present[payload] if payload else _json(shape, present)


def headers(operation: OperationModel, members: Mapping[str, Any]) -> dict[str, str]:
    """Return the members of an operation's output that go out as headers."""
    shape = operation.output_shape
    located = {name: _header_of(each) for name, each in shape.members.items()} if shape else {}
    found = {located[name]: str(each) for name, each in members.items() if located[name]}
    if operation.has_event_stream_output:
        found["Content-Type"] = events.CONTENT_TYPE
    return found


def _header_of(shape: Shape) -> str:
    located = shape.serialization.get("location") == "header"
    return str(shape.serialization["name"]) if located else ""


def _headers(shape: StructureShape, sent: Mapping[str, str]) -> dict[str, str]:
    named = {name: _header_of(each).lower() for name, each in shape.members.items()}
    return {name: sent[header] for name, header in named.items() if header in sent}


def _content(shape: StructureShape, body: bytes) -> dict[str, Any]:
    payload = shape.serialization.get("payload")
    return {payload: body} if payload else _body(body)


def _body(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        content = json.loads(body)
    except ValueError as error:
        raise ServiceError("SerializationException", f"The body is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise ServiceError("SerializationException", "The body is not a JSON object")
    return content


def _query(shape: StructureShape, query: str) -> dict[str, Any]:
    names = {
        member.serialization.get("name", name): (name, member)
        for name, member in shape.members.items()
        if member.serialization.get("location") == "querystring"
    }
    members: dict[str, Any] = {}
    for key, values in parse_qs(query, keep_blank_values=True).items():
        if key not in names:
            raise invalid(f"Unknown query parameter '{key}'")
        name, member = names[key]
        members[name] = _from_text(member, values[-1], name)
    return members


def _from_text(shape: Shape, text: str, name: str) -> object:
    try:
        if shape.type_name in ("integer", "long"):
            return int(text)
        if shape.type_name == "timestamp":
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError as error:
        raise invalid(f"Value '{text}' at '{name}' is not a valid {shape.type_name}") from error
    return {"true": True, "false": False}.get(text) if shape.type_name == "boolean" else text


def _present(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _present(member) for name, member in value.items() if member is not None}
    if isinstance(value, list | tuple):
        return [_present(member) for member in value]
    return value


def _json(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape) and not shape.is_document_type:
        return {name: _json(shape.members[name], member) for name, member in value.items()}
    if isinstance(shape, ListShape):
        return [_json(shape.member, member) for member in value]
    if isinstance(shape, MapShape):
        return {key: _json(shape.value, member) for key, member in value.items()}
    if shape.type_name == "timestamp":
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value
