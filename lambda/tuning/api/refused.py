"""Refusals: one plain sentence each, in the shape that OpenAI's clients read.

Nothing in it is a service's own text, which may quote what was asked.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from tuning.errors import TuningError

TYPES: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.BAD_REQUEST: "invalid_request_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.NOT_FOUND: "not_found_error",
    HTTPStatus.CONFLICT: "conflict_error",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "request_too_large",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
    HTTPStatus.SERVICE_UNAVAILABLE: "service_unavailable_error",
}
"""Every status of a refusal, and the kind of error that its body says."""


class Refused(TuningError):
    """A request gets no answer; the message is what its caller reads.

    Attributes:
        status: of the response, a key of ``TYPES``.
        param: the field of the request that it is about, if it is about one.
        retry_after: seconds after which the same request may succeed; None: it will not.
    """

    def __init__(
        self,
        status: HTTPStatus,
        message: str,
        *,
        param: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        """Say why."""
        super().__init__(message)
        self.status = status
        self.param = param
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, Any]:
        """What the response says."""
        return body(self.status, str(self), param=self.param)


def body(status: HTTPStatus, message: str, *, param: str | None = None) -> dict[str, Any]:
    """Return the body of a refusal."""
    code = status.phrase.lower().replace(" ", "_")
    return {"error": {"message": message, "type": TYPES[status], "param": param, "code": code}}


def invalid(message: str, *, param: str | None = None) -> Refused:
    """Return the refusal of a request that is wrong in itself."""
    return Refused(HTTPStatus.BAD_REQUEST, message, param=param)


def unavailable(message: str, *, retry_after: int = 5) -> Refused:
    """Return the refusal of a request that nothing is wrong with: the service does not answer."""
    return Refused(HTTPStatus.SERVICE_UNAVAILABLE, message, retry_after=retry_after)
