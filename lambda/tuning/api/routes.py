"""The routes: one row for each method and path, which API Gateway is built from too."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal

import msgspec
from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from tuning.api import metering, openai, plain
from tuning.api.answering import Answer
from tuning.api.call import Call
from tuning.api.quota import Quota
from tuning.api.refused import Refused, unavailable
from tuning.errors import TuningError

logger = Logger(service="tuning")


@dataclass(frozen=True, kw_only=True)
class Asks:
    """A route that asks a model.

    Attributes:
        shape: of its body.
        answers: the call, within a quota.
        says: an answer, in the body of the response.
    """

    method: Literal["POST"] = "POST"
    shape: type[msgspec.Struct]
    answers: Callable[[Call, Quota], Answer]
    says: Callable[[Answer, str], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Lists:
    """A route that asks no model, and takes no body."""

    method: Literal["GET"] = "GET"
    says: Callable[[Call], Mapping[str, Any]]


Route = Asks | Lists

CHATS: Final = Asks(shape=openai.Chat, answers=openai.complete, says=openai.completion)
LISTS: Final = Lists(says=openai.models)

ROUTES: Final[Mapping[str, Route]] = {
    "/tasks/{task}/answer": Asks(shape=plain.Asked, answers=plain.answer, says=plain.body),
    "/tasks/{task}/v1/chat/completions": CHATS,
    "/tasks/{task}/v1/models": LISTS,
    "/v1/chat/completions": CHATS,
    "/v1/models": LISTS,
}
"""Every path. What names its task in the path can be allowed to a caller by it."""


def respond(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the response to an event of API Gateway; whatever breaks is one plain sentence."""
    caller = "unknown"
    try:
        call = Call.of(event)
        caller = call.caller
        said = _said(ROUTES[event["resource"]], call)
    except Refused as error:
        return _refused(error, caller)
    except (TuningError, BotoCoreError, ClientError) as error:
        logger.error("broke", **_where(error))
        return _refused(unavailable("A service does not answer; ask again in a moment."), caller)
    return _response(HTTPStatus.OK, said)


def _said(route: Route, call: Call) -> Mapping[str, Any]:
    quota = Quota(caller=call.caller)
    quota.count_call()
    if isinstance(route, Lists):
        return route.says(call)
    answer = route.answers(call, quota)
    metering.answered(call.caller, answer)
    logger.info(
        "answered",
        caller=call.caller,
        task=answer.task,
        run_id=answer.served.run_id,
        request_id=call.request_id,
        stop_reason=answer.reply.stop_reason,
        input_tokens=answer.reply.input_tokens,
        output_tokens=answer.reply.output_tokens,
        latency_ms=answer.reply.latency_ms,
    )
    return route.says(answer, call.request_id)


def _refused(error: Refused, caller: str) -> dict[str, Any]:
    metering.refused(caller)
    logger.info("refused", caller=caller, status=int(error.status), **_where(error.__cause__))
    after = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return _response(error.status, error.body, after)


def _where(error: BaseException | None) -> dict[str, Any]:
    """Say what broke, and where; never its message, which may quote what was asked."""
    if error is None:
        return {}
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return {"error": type(error).__name__, "at": [f"{each.name}:{each.lineno}" for each in last]}


def _response(
    status: HTTPStatus, said: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    return {
        "statusCode": int(status),
        "headers": {"Content-Type": "application/json", **(headers or {})},
        "body": msgspec.json.encode(said).decode(),
    }
