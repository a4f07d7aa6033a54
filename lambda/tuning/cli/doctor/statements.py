"""Statements of policies, in one spelling: IAM takes one value or a list of them, in any order."""

from collections.abc import Mapping
from typing import Any


def normal(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement with sorted lists where IAM takes either, and without its name."""
    principal = statement.get("Principal")
    return {
        "Effect": statement["Effect"],
        "Principal": {kind: _sorted(who) for kind, who in principal.items()}
        if isinstance(principal, Mapping)
        else principal,
        "Action": _sorted(statement.get("Action")),
        "Condition": {
            operator: {key: _sorted(values) for key, values in keyed.items()}
            for operator, keyed in statement.get("Condition", {}).items()
        },
    }


def as_list(value: Any) -> list[Any]:
    """Return an element of a policy, which may be one thing or a list of them, as a list."""
    return value if isinstance(value, list) else [value]


def _sorted(value: Any) -> list[str]:
    return sorted(str(each) for each in as_list(value))
