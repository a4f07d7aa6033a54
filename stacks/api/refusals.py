"""What API Gateway answers by itself, in the words and the shape of the function."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aws_cdk import aws_apigateway as apigateway

from tuning.api import refused

SIGN: Final = (
    "Sign the request with AWS Signature Version 4 for the service execute-api, with credentials "
    "that have not expired, and call a path that there is."
)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One kind of refusal of API Gateway's.

    Attributes:
        status: of the response; of whatever has no row it is API Gateway's own.
        retry_after: seconds; None where the same request never succeeds.
    """

    status: HTTPStatus
    message: str
    retry_after: int | None = None

    @property
    def template(self) -> str:
        """The body."""
        return json.dumps(refused.body(self.status, self.message))

    @property
    def headers(self) -> Mapping[str, str] | None:
        """The headers, as API Gateway maps them: a constant stands in quotes."""
        return {"Retry-After": f"'{self.retry_after}'"} if self.retry_after else None


FORBIDDEN: Final = Refusal(status=HTTPStatus.FORBIDDEN, message=SIGN)
BAD: Final = Refusal(
    status=HTTPStatus.BAD_REQUEST,
    message="The body is not what this path takes: docs/api.md says what is.",
)
BROKEN: Final = Refusal(
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    message="The API does not answer; ask again in a moment.",
    retry_after=5,
)

REFUSALS: Final[Mapping[str, Refusal]] = {
    "ACCESS_DENIED": Refusal(
        status=HTTPStatus.FORBIDDEN,
        message="You may not call this path: it takes the policy ApiCaller, or TaskApiCaller for "
        "the task that your tag names.",
    ),
    "MISSING_AUTHENTICATION_TOKEN": FORBIDDEN,
    "INVALID_SIGNATURE": FORBIDDEN,
    "EXPIRED_TOKEN": FORBIDDEN,
    "DEFAULT_4XX": Refusal(
        status=HTTPStatus.BAD_REQUEST, message="The request is not one that this API takes."
    ),
    "BAD_REQUEST_BODY": BAD,
    "BAD_REQUEST_PARAMETERS": BAD,
    "UNSUPPORTED_MEDIA_TYPE": BAD,
    "REQUEST_TOO_LARGE": Refusal(
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        message="The body is too long.",
    ),
    "THROTTLED": Refusal(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        message="All callers together ask too often; ask again in a moment.",
        retry_after=1,
    ),
    "INTEGRATION_TIMEOUT": Refusal(
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        message="The answer took longer than 29 seconds; ask for a shorter one (max_tokens).",
        retry_after=5,
    ),
    "INTEGRATION_FAILURE": BROKEN,
    "DEFAULT_5XX": BROKEN,
}
"""By API Gateway's name of the kind (supported-gateway-response-types)."""


def add_to(api: apigateway.RestApi) -> None:
    """Have an API refuse in these words."""
    for kind, refusal in REFUSALS.items():
        api.add_gateway_response(
            kind.title().replace("_", ""),
            type=apigateway.ResponseType.of(kind),
            status_code=str(int(refusal.status)),
            response_headers=refusal.headers,
            templates={"application/json": refusal.template},
        )
