"""What every patch about permissions asks: whether a role may do something."""

from collections.abc import Mapping
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region


def decide(
    principal_arn: str,
    action: str,
    resource: str,
    context: Mapping[str, Any] | None = None,
) -> str:
    """Return Allow, Deny or ImplicitDeny, by the principal's policies and the resource's own.

    The principal is a role, by its own ARN or by the one of its session; anyone else here is the
    account's root user, who may do everything. Condition keys of ``context`` are in any case.
    """
    role = role_name(principal_arn)
    if role is None:
        return "Allow"
    request = iam_evaluator.EvalContext(
        principal_arn=principal_arn,
        principal_type="AssumedRole",
        principal_account=get_account_id(),
        action=action,
        resource_arn=resource,
        region=get_region(),
        source_ip="127.0.0.1",
        secure_transport=True,
        service_context={key.lower(): value for key, value in (context or {}).items()},
    )
    policies = iam_evaluator._gather_role_policies(role, get_account_id())
    verdict = iam_evaluator.evaluate(request, policies)
    service = action.partition(":")[0]
    own = iam_evaluator._resource_policy(service, resource)
    if own is not None:
        required = service in iam_evaluator._POLICY_REQUIRED
        verdict = iam_evaluator.combine_resource_policy(verdict, request, *own, required=required)
    return str(verdict.decision)


def role_name(principal_arn: str) -> str | None:
    """Return the role of ``…:role/path/NAME`` or ``…:assumed-role/NAME/session``, if it is one."""
    kind, _, name = principal_arn.rpartition(":")[2].partition("/")
    if kind == "assumed-role":
        return name.partition("/")[0]
    return name.rpartition("/")[2] if kind == "role" else None


def refusal(principal_arn: str, action: str, resource: str, decision: str) -> str:
    """Return the sentence with which AWS refuses."""
    reason = (
        "with an explicit deny in a policy"
        if decision == "Deny"
        else f"because no identity-based policy allows the {action} action"
    )
    return (
        f"User: {principal_arn} is not authorized to perform: {action} on resource: {resource}"
        f" {reason}"
    )
