"""Policies that name the service itself: the trust of a role, the policy of a key.

What a role may do is asked of the embedded AWS, which has a simulation for it. It has none for what
a service may do, in the embedded AWS as at AWS, so those documents are judged here.
"""

from collections.abc import Mapping
from typing import Any, Final

from rehearsal.bedrock.permissions.conditions import as_list, holds, like
from rehearsal.bedrock.permissions.judge import Context

SERVICE: Final = "bedrock.amazonaws.com"


def service_may(document: Mapping[str, Any], action: str, resource: str, context: Context) -> bool:
    """Say whether a resource's policy lets Bedrock do something with it: a Deny always wins."""
    effects = {
        statement["Effect"]
        for statement in as_list(document["Statement"])
        if _names_service(statement.get("Principal"))
        and any(like(action.lower(), name.lower()) for name in as_list(statement["Action"]))
        # the policy of a role has no Resource: it stands for the role
        and any(like(resource, pattern) for pattern in as_list(statement.get("Resource", "*")))
        and holds(statement.get("Condition", {}), context)
    }
    return effects == {"Allow"}


def _names_service(principal: object) -> bool:
    if isinstance(principal, Mapping):
        names = (*as_list(principal.get("Service", ())), *as_list(principal.get("AWS", ())))
        return SERVICE in names or "*" in names
    return principal == "*"
