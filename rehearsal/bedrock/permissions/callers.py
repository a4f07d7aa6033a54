"""Who calls: from the access key that signed a request to the role behind it."""

import hmac
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPSHandler, ProxyHandler, build_opener

from rehearsal.bedrock.errors import ServiceError, denied
from rehearsal.bedrock.permissions.judge import Context, Decision, PolicyDecider
from rehearsal.embedded_aws import EmbeddedAws

PATIENCE_SECONDS: Final = 10.0

ACCESS_KEY = re.compile(r"Credential=([^/,\s]+)/")


class Sessions:
    """Knows whose an access key is: the embedded AWS tells which session it gave it to."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self._known: dict[str, str] = {}

    def arn(self, access_key: str) -> str | None:
        """Return the session's ARN; None for the account's root user, who may do everything.

        Raises:
            ServiceError: nobody has this key.
        """
        if hmac.compare_digest(access_key.encode(), self.aws.access_key.encode()):
            return None
        if access_key not in self._known:
            self._known[access_key] = self._ask(access_key)
        return self._known[access_key]

    def _ask(self, access_key: str) -> str:
        query = urlencode({"access_key": access_key})
        bundle = self.aws.ca_bundle
        tls = ssl.create_default_context(cafile=str(bundle) if bundle else None)
        # a proxy of the developer's knows no server on this machine
        opener = build_opener(ProxyHandler({}), HTTPSHandler(context=tls))
        try:
            with opener.open(
                f"{self.aws.endpoint_url}/_rehearsal/principal?{query}", timeout=PATIENCE_SECONDS
            ) as answer:
                return str(json.load(answer)["arn"])
        except HTTPError as error:
            if error.code != 404:
                raise
            message = "The security token included in the request is invalid."
            raise _unknown(message) from error


def access_key(headers: Mapping[str, str]) -> str:
    """Return the access key that signed a request.

    Raises:
        ServiceError: the request is not signed.
    """
    signed = ACCESS_KEY.search(headers.get("authorization", ""))
    if signed is None:
        raise _unknown("The request is not signed.")
    return signed[1]


def _unknown(message: str) -> ServiceError:
    return ServiceError("UnrecognizedClientException", message, status=403)


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Somebody who calls; ``arn`` is None for one who may do everything."""

    arn: str | None
    judge: PolicyDecider

    def demand(self, action: str, resource: str, context: Context | None = None) -> None:
        """Refuse what the caller may not do, in the service's words.

        Raises:
            ServiceError: AccessDeniedException.
        """
        if self.arn is None:
            return
        decision = self.judge.role(self._role_arn, action, resource, context)
        if decision is not Decision.ALLOWED:
            raise denied(
                f"User: {self.arn} is not authorized to perform: {action} on resource: "
                f"{resource} {decision.reason(action)}"
            )

    @property
    def _role_arn(self) -> str:
        """The role of a session ARN: ``arn:aws:sts::A:assumed-role/ROLE/SESSION``."""
        arn = self.arn or ""
        account, name = arn.split(":")[4], arn.split("/")[1]
        return f"arn:aws:iam::{account}:role/{name}"
