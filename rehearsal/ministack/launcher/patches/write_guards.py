"""A bucket's policy can bind who writes an object, and that nothing is overwritten.

MiniStack knows no ``s3:if-none-match``, and ``aws:PrincipalArn`` is the ARN of a session there; on
AWS it is the ARN of the session's role, path included.
"""

from functools import wraps
from typing import Any, Final

from ministack.core import iam_actions, iam_evaluator
from ministack.services import iam

from .authorization import role_name

HEADER: Final = "if-none-match"


def apply() -> None:
    """Add the header to what a write is judged by, and say which role a session has."""
    context_of = iam_actions.s3_service_context
    resolve = iam_evaluator._resolve_condition_key

    @wraps(context_of)
    def s3_service_context(
        action: str,
        query: dict[str, Any] | None,
        path: str = "",
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        context: dict[str, Any] = context_of(action, query, path, headers)
        if action == "s3:PutObject" and (value := (headers or {}).get(HEADER)):
            return {**context, f"s3:{HEADER}": value}
        return context

    @wraps(resolve)
    def resolve_condition_key(key: str, request: iam_evaluator.EvalContext) -> Any:
        if key.lower() == "aws:principalarn":
            role = iam._roles.get(role_name(request.principal_arn))
            return role["Arn"] if role else request.principal_arn
        return resolve(key, request)

    iam_actions.s3_service_context = s3_service_context
    iam_evaluator._resolve_condition_key = resolve_condition_key
