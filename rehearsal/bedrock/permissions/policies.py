"""Policies and decisions: what a set of policy documents says of one request, as IAM would.

The embedded AWS has a policy simulation, but it knows neither context keys nor more than one
resource, so every statement under a condition would be refused there: the documents are read from
it, and judged here. Permissions boundaries, session policies and service control policies are not
looked at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

from rehearsal.bedrock.permissions.conditions import Context, as_list, holds, like

Statement = Mapping[str, Any]


class Decision(Enum):
    """What the policies say of a request, with the words in which AWS gives the reason."""

    ALLOWED = "allowed"
    EXPLICITLY_DENIED = "with an explicit deny in a policy"
    NOT_ALLOWED = "because no policy allows the {action} action"


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who asks: a role by its ARN, or a service by its name."""

    kind: Literal["AWS", "Service"]
    name: str
    account: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """One action on one resource, with what is known of it."""

    principal: Principal
    action: str
    resource: str
    context: Context = field(default_factory=dict)


def statements(*documents: Mapping[str, Any]) -> tuple[Statement, ...]:
    """Return the statements of policy documents."""
    return tuple(
        statement for document in documents for statement in as_list(document["Statement"])
    )


def decide(
    request: Request,
    *,
    identity: Iterable[Statement] = (),
    resource: Iterable[Statement] = (),
    must_delegate: bool = False,
) -> Decision:
    """Judge a request within one account.

    Args:
        identity: the statements of the principal's own policies.
        resource: the statements of the resource's policy: of a bucket, of a key, of a role's trust.
        must_delegate: the principal's own policies count only where the resource's policy hands
            the decision to the account, as the policy of a KMS key does.
    """
    own = [statement for statement in identity if _applies(statement, request)]
    attached = [statement for statement in resource if _applies(statement, request)]
    named = [statement for statement in attached if _names(statement, request.principal)]
    to_account = [statement for statement in attached if _names_account(statement, request)]
    if any(_denies(statement) for statement in (*own, *named, *to_account)):
        return Decision.EXPLICITLY_DENIED
    delegated = not must_delegate or any(map(_allows, to_account))
    if any(map(_allows, named)) or (delegated and any(map(_allows, own))):
        return Decision.ALLOWED
    return Decision.NOT_ALLOWED


def _allows(statement: Statement) -> bool:
    return bool(statement["Effect"] == "Allow")


def _denies(statement: Statement) -> bool:
    return bool(statement["Effect"] == "Deny")


def _applies(statement: Statement, request: Request) -> bool:
    return (
        _matches(statement, "Action", request.action, fold=True)
        and _matches(statement, "Resource", request.resource, fold=False)
        and holds(statement.get("Condition", {}), request.context)
    )


def _matches(statement: Statement, element: str, actual: str, *, fold: bool) -> bool:
    """Match Action or Resource, or their Not forms; a trust policy has no Resource at all."""

    def any_of(patterns: object) -> bool:
        texts = map(str, as_list(patterns))
        return any(
            like(actual.lower(), text.lower()) if fold else like(actual, text) for text in texts
        )

    if element in statement:
        return any_of(statement[element])
    return f"Not{element}" not in statement or not any_of(statement[f"Not{element}"])


def _names(statement: Statement, principal: Principal) -> bool:
    named = statement.get("Principal")
    if named == "*":
        return True
    names = as_list(named.get(principal.kind, ())) if isinstance(named, Mapping) else ()
    return "*" in names or principal.name in names


def _names_account(statement: Statement, request: Request) -> bool:
    named = statement.get("Principal")
    account = request.principal.account
    names = as_list(named.get("AWS", ())) if isinstance(named, Mapping) else ()
    return request.principal.kind == "AWS" and (
        account in names or f"arn:aws:iam::{account}:root" in names
    )
