"""MiniStack's HTTP server, without its paths for administration and with one path of ours."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from hypercorn.asyncio import serve as serve_asgi
from hypercorn.config import Config
from ministack import app as ministack
from ministack.core.iam_evaluator import ResolvedCredential, resolve_credential

PRINCIPAL: Final = "/_rehearsal/principal"
"""``GET ?access_key=…`` answers ``{"arn": …}``, or 404 for a key that this AWS did not issue.

The Bedrock stand-in lives outside this AWS, and judges its callers by it.
"""

HEALTH: Final = "/_ministack/health"
"""The one path of MiniStack's own that is served."""

NO_SERVICE: Final = ("/_", "/health")
"""How the paths begin that ask MiniStack itself, and need no credentials: they reset it, set it and
read what it holds. No path of AWS begins so; names of buckets begin with a letter or a digit."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def serve(listener: int) -> None:
    """Serve on a listening socket until the process is ended from outside.

    MiniStack's own ``main`` is not used because it binds port 443 as well wherever it can.
    """
    config = Config()
    config.bind = [f"fd://{listener}"]
    config.certfile = os.environ["MINISTACK_SSL_CERT"]
    config.keyfile = os.environ["MINISTACK_SSL_KEY"]
    config.keep_alive_timeout = 75
    await serve_asgi(_application, config, shutdown_trigger=asyncio.Event().wait)


async def _application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await ministack.app(scope, receive, send)
        return
    path = scope["path"]
    if scope["type"] == "http" and (path == HEALTH or not path.startswith(NO_SERVICE)):
        await ministack.app(scope, receive, send)
        return
    if path == PRINCIPAL:
        query = parse_qs(scope["query_string"].decode("ascii", "replace"))
        status, answer = _principal("".join(query.get("access_key", [])))
    else:
        status, answer = HTTPStatus.FORBIDDEN, {"message": "this path is closed"}
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


def _principal(access_key: str) -> tuple[HTTPStatus, dict[str, str]]:
    credential = resolve_credential(access_key) if access_key else None
    if not isinstance(credential, ResolvedCredential):
        return HTTPStatus.NOT_FOUND, {"message": "no principal has this access key"}
    return HTTPStatus.OK, {"arn": credential.principal_arn}
