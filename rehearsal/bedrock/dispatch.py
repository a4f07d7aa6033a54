"""From a request to its answer: find the operation, check, authorise, serve."""

import logging
import time
import uuid
from typing import Final

from botocore.model import ListShape, OperationModel

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.errors import ServiceError
from rehearsal.bedrock.faults import Fault
from rehearsal.bedrock.operations import SERVED
from rehearsal.bedrock.permissions.callers import Caller, Sessions, access_key
from rehearsal.bedrock.wire import messages, routes
from rehearsal.bedrock.wire.messages import HttpAnswer, HttpRequest
from rehearsal.bedrock.wire.server import ReplyLost

LOG = logging.getLogger(__name__)

MARK: Final = {"x-rehearsal-stand-in": "bedrock"}
"""The header that tells every answer from the service's own."""

UNLOCKED: Final = frozenset(
    {"Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream"}
    | {"ApplyGuardrail"}
)
"""Operations that change nothing and take their time: they are served side by side."""


LOOKS: Final = frozenset(
    {
        "GetModelCustomizationJob",
        "GetProvisionedModelThroughput",
        "GetCustomModelDeployment",
        "GetEvaluationJob",
    }
)
"""Operations that look at what goes on: an outage of theirs must harm nothing."""

OUTAGE_CALLS: Final = 40
"""Calls of them that an outage takes: of several functions one after the other, each with all the
attempts that its client makes."""

OUTAGE_SECONDS: Final = 0.1
"""How long each of them takes until it is answered, in real time."""

BUYS: Final = frozenset({"CreateProvisionedModelThroughput", "CreateCustomModelDeployment"})
"""Operations whose reply a fault loses: what they make goes on when nobody knows of it."""


class Dispatcher:
    """Serves requests for an account."""

    def __init__(self, account: Account, sessions: Sessions) -> None:
        self._account = account
        self._sessions = sessions

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """Answer a request, with an error of the service's where it cannot be served.

        Raises:
            ReplyLost: by a fault; it was served.
        """
        headers = {**MARK, "x-amzn-RequestId": str(uuid.uuid4())}
        route = routes.find(request.method, request.path, request.headers.get("x-amz-target", ""))
        if route is None:
            return _error("UnknownOperationException", 404, "Unknown operation", headers)
        operation = route.operation
        if operation.name not in SERVED:
            message = f"This stand-in for Bedrock does not serve {operation.name}"
            return _error("NotImplementedException", 501, message, headers)
        try:
            content, own = self._serve(route, request)
        except ServiceError as error:
            return _error(error.code, _status(operation, error), str(error), headers)
        except ReplyLost:
            raise
        except Exception as error:
            # the edge of the server: a fault of the stand-in itself must not look like the caller's
            LOG.exception("%s broke", operation.name)
            message = f"This stand-in for Bedrock broke: {type(error).__name__}: {error}"
            return _error("InternalServerException", 500, message, headers)
        return HttpAnswer(
            status=operation.http.get("responseCode", 200),
            content=content,
            headers={**headers, **own},
        )

    def _serve(self, route: routes.Route, request: HttpRequest) -> tuple[object, dict[str, str]]:
        """Return what an operation answers, and the headers that are a part of it."""
        operation, account = route.operation, self._account
        arn = self._sessions.arn(access_key(request.headers))
        if account.faults.strikes(Fault.THROTTLE_ONCE, operation.name, times=1):
            raise ServiceError("ThrottlingException", "Too many requests, please wait.")
        if operation.name in LOOKS and account.faults.strikes(
            Fault.SLOW_BEDROCK, "looks at what goes on", times=OUTAGE_CALLS
        ):
            time.sleep(OUTAGE_SECONDS)
            raise ServiceError(
                "ServiceUnavailableException",
                "The service cannot process the request at this time. Try again later.",
                status=503,
            )
        call = Call(
            operation=operation.name,
            caller=Caller(arn=arn, judge=account.judge),
            request=messages.read(operation, route.labels, request),
            longest_page=_longest_page(operation),
        )
        serve = SERVED[operation.name]
        if operation.name in UNLOCKED:
            members = serve(account, call)
        else:
            with account.lock:
                members = serve(account, call)
        content = messages.write(operation, members)
        if operation.name in BUYS and account.faults.strikes(
            Fault.LOST_REPLY, operation.name, times=1
        ):
            raise ReplyLost
        return content, messages.headers(operation, members)


def _longest_page(operation: OperationModel) -> int | None:
    """Return the most items that the list in an operation's output can hold."""
    members = operation.output_shape.members.values() if operation.output_shape else ()
    lists = [shape for shape in members if isinstance(shape, ListShape)]
    return lists[0].metadata.get("max") if lists else None


def _status(operation: OperationModel, error: ServiceError) -> int:
    for shape in operation.error_shapes:
        if shape.name == error.code:
            return int(shape.metadata.get("error", {}).get("httpStatusCode", error.status))
    return error.status


def _error(code: str, status: int, message: str, headers: dict[str, str]) -> HttpAnswer:
    return HttpAnswer(
        status=status,
        content={"__type": code, "message": message},  # the JSON protocol looks in the body
        headers={**headers, "x-amzn-ErrorType": code},
    )
