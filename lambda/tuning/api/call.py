"""A call as API Gateway hands it over: who calls, about which task, and what the body says."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, TypeVar

import msgspec

from tuning.api.bounds import MOST_BODY_BYTES
from tuning.api.refused import Refused, invalid
from tuning.errors import UNREADABLE

CALLER: Final = re.compile(
    r"arn:[^:]+:(?:sts::\d+:assumed-(?P<role>role)/(?P<of>[^/]+)/.+"
    r"|iam::\d+:(?P<user>user)/(?:.+/)?(?P<name>[^/]+)|iam::\d+:(?P<root>root))"
)
"""The ARN of whoever signed: a session of a role, a user, or the account's root. The name of a
session is left out: it is often a person's."""

Body = TypeVar("Body", bound=msgspec.Struct)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request.

    Attributes:
        caller: ``role/NAME``, ``user/NAME`` or ``root``: whose quota it takes.
        task: that the path names; None where the path names none.
        body: as it was sent; never logged.
        request_id: API Gateway's own, by which its access log names the request too.
    """

    caller: str
    task: str | None
    body: bytes
    request_id: str

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> "Call":
        """Read the event of a proxy integration (payload format 1.0).

        Raises:
            Refused: nobody signed it, or its body is too long.
        """
        context = event["requestContext"]
        text = event.get("body") or ""
        body = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
        if len(body) > MOST_BODY_BYTES:
            raise Refused(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"The body has {len(body):,} bytes; at most {MOST_BODY_BYTES:,} are taken.",
            )
        return cls(
            caller=_caller(context.get("identity") or {}),
            task=(event.get("pathParameters") or {}).get("task"),
            body=body,
            request_id=context.get("requestId", ""),
        )

    def read(self, shape: type[Body]) -> Body:
        """Return what the body says; a field that is null counts as left out.

        Raises:
            Refused: it is no JSON object of this shape; the message names the field.
        """
        try:
            said = _without_nulls(msgspec.json.decode(self.body, type=dict[str, Any]))
        except UNREADABLE:
            raise invalid("The body must be one JSON object.") from None
        for name in said:
            if name not in shape.__struct_fields__:
                supported = ", ".join(shape.__struct_fields__)
                raise invalid(f"{name} is not supported; what is: {supported}.", param=name)
        try:
            return msgspec.convert(said, shape)
        except (msgspec.ValidationError, RecursionError) as error:
            raise invalid(f"The request is not understood: {error}.") from None


def _without_nulls(said: Any) -> Any:
    """Return what a body says without the fields that are null, at any depth."""
    if isinstance(said, dict):
        return {name: _without_nulls(of) for name, of in said.items() if of is not None}
    return [_without_nulls(each) for each in said] if isinstance(said, list) else said


def _caller(identity: Mapping[str, Any]) -> str:
    signed = CALLER.fullmatch(identity.get("userArn") or "")
    if signed is None:
        raise Refused(
            HTTPStatus.FORBIDDEN, "The request must be signed by a role or a user of this account."
        )
    return "/".join(filter(None, signed.groups()))
