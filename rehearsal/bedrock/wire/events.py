"""Event streams: each event as a message of application/vnd.amazon.eventstream.

A message is its length and that of its headers, a checksum of the two, the headers, the payload,
and a checksum of all of it (aws.github.io/aws-sdk "Amazon Event Stream" specification). botocore's
own parser is what reads them in the tests.
"""

import base64
import json
import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from botocore.model import StructureShape

from rehearsal.bedrock.wire import shapes

CONTENT_TYPE: Final = "application/vnd.amazon.eventstream"
TEXT: Final = 7
"""The type of a header whose value is a string."""

Event = Mapping[str, Mapping[str, Any]]
"""One member of the stream's shape, and the members of that."""


def encode(stream: StructureShape, events: Iterable[Event]) -> bytes:
    """Return events as they go over the wire.

    Raises:
        ValueError: the service has no such event: a fault of the stand-in.
    """
    return b"".join(_message(stream, *event) for each in events for event in each.items())


def _message(stream: StructureShape, name: str, members: Mapping[str, Any]) -> bytes:
    shape = stream.members[name]
    if problem := shapes.check(shape, members):
        raise ValueError(f"the event {name} would be what the service cannot send: {problem}")
    kind = "exception" if shape.metadata.get("exception") else "event"
    headers = b"".join(
        _header(key, value)
        for key, value in (
            (":message-type", kind),
            (f":{kind}-type", name),
            (":content-type", "application/json"),
        )
    )
    payload = json.dumps(members, default=_base64).encode()
    prelude = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    body = prelude + struct.pack("!I", zlib.crc32(prelude)) + headers + payload
    return body + struct.pack("!I", zlib.crc32(body))


def _header(name: str, value: str) -> bytes:
    named, text = name.encode(), value.encode()
    return struct.pack("!B", len(named)) + named + struct.pack("!BH", TEXT, len(text)) + text


def _base64(blob: bytes) -> str:
    return base64.b64encode(blob).decode()
