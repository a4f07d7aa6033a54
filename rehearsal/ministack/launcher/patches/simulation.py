"""``iam:SimulatePrincipalPolicy`` judges the request that it is asked about.

MiniStack leaves out the ContextEntries, so every policy with a condition denies; judges only the
first of ResourceArns; and calls every request insecure.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

from ministack.services import iam

from .authorization import decide

WORDS: Final = {"Allow": "allowed", "Deny": "explicitDeny", "ImplicitDeny": "implicitDeny"}


def apply() -> None:
    """Answer one result for each action on each resource, under the given context."""
    iam._simulate_principal_policy = _simulate_principal_policy
    iam._IAM_HANDLERS["SimulatePrincipalPolicy"] = _simulate_principal_policy


def _simulate_principal_policy(parameters: Mapping[str, Any]) -> Any:
    principal = iam._p(parameters, "PolicySourceArn")
    if not principal:
        return iam._error(400, "ValidationError", "PolicySourceArn is required.", ns="iam")
    context = dict(_context(parameters))
    results = "".join(
        "<member>"
        f"<EvalActionName>{escape(action)}</EvalActionName>"
        f"<EvalResourceName>{escape(resource)}</EvalResourceName>"
        f"<EvalDecision>{WORDS[decide(principal, action, resource, context)]}</EvalDecision>"
        "<MatchedStatements/><MissingContextValues/>"
        "</member>"
        for action in _members(parameters, "ActionNames")
        for resource in _members(parameters, "ResourceArns") or ["*"]
    )
    return iam._xml(
        200,
        "SimulatePrincipalPolicyResponse",
        "<SimulatePrincipalPolicyResult>"
        f"<IsTruncated>false</IsTruncated><EvaluationResults>{results}</EvaluationResults>"
        "</SimulatePrincipalPolicyResult>",
        ns="iam",
    )


def _context(parameters: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    number = 1
    while name := iam._p(parameters, f"ContextEntries.member.{number}.ContextKeyName"):
        entry = f"ContextEntries.member.{number}"
        values = _members(parameters, f"{entry}.ContextKeyValues")
        many = iam._p(parameters, f"{entry}.ContextKeyType").endswith("List")
        yield name, values if many else "".join(values)
        number += 1


def _members(parameters: Mapping[str, Any], name: str) -> list[str]:
    members: list[str] = []
    while value := iam._p(parameters, f"{name}.member.{len(members) + 1}"):
        members.append(value)
    return members
