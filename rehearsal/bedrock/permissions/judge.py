"""The judge: what a role may do, by the policy simulation of the embedded AWS."""

import time
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from rehearsal.embedded_aws import EmbeddedAws

FRESH_SECONDS: Final = 5.0
"""How long a decision is taken to stand, in real time: policies change when stacks do."""

Context = Mapping[str, str | tuple[str, ...]]
"""What IAM knows of a request, by condition key."""


class Decision(Enum):
    """What the policies say of a request, in the simulation's words."""

    ALLOWED = "allowed"
    EXPLICITLY_DENIED = "explicitDeny"
    NOT_ALLOWED = "implicitDeny"

    def reason(self, action: str) -> str:
        """Return the words with which AWS gives the reason of a refusal."""
        if self is Decision.EXPLICITLY_DENIED:
            return "with an explicit deny in a policy"
        return f"because no identity-based policy allows the {action} action"


class PolicyDecider:
    """Asks the embedded AWS what a role may do, by its policies and by those of bucket and key."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self._decided: dict[object, tuple[float, Decision]] = {}

    def role(
        self, role_arn: str, action: str, resource: str, context: Context | None = None
    ) -> Decision:
        """Decide whether a role may do this."""
        question = (role_arn, action, resource, frozenset((context or {}).items()))
        decided = self._decided.get(question)
        if decided is None or time.monotonic() - decided[0] > FRESH_SECONDS:
            decided = (time.monotonic(), self._ask(role_arn, action, resource, context or {}))
            self._decided[question] = decided
        return decided[1]

    def _ask(self, role_arn: str, action: str, resource: str, context: Context) -> Decision:
        answer = self.aws.client("iam").simulate_principal_policy(
            PolicySourceArn=role_arn,
            ActionNames=[action],
            ResourceArns=[resource],
            ContextEntries=[_entry(key, value) for key, value in context.items()],
        )
        (result,) = answer["EvaluationResults"]
        return Decision(result["EvalDecision"])


def _entry(key: str, value: str | tuple[str, ...]) -> dict[str, Any]:
    many = isinstance(value, tuple)
    return {
        "ContextKeyName": key,
        "ContextKeyValues": list(value) if many else [value],
        "ContextKeyType": "stringList" if many else "string",
    }
