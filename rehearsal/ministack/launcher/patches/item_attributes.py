"""A policy can bind which attributes of an item an update writes, and what it answers with.

MiniStack takes ``dynamodb:Attributes`` from projections alone, so that an update has none and
passes every list of them. On AWS they are the top-level attributes that a request names: those of
its key, of its expressions, and of the item that it puts (Amazon DynamoDB Developer Guide,
"Specifying conditions").
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import wraps
from typing import Any, Final

from ministack.core import iam_actions

EXPRESSIONS: Final = ("UpdateExpression", "ConditionExpression")

WORDS: Final = frozenset({"SET", "REMOVE", "ADD", "DELETE", "AND", "OR", "NOT", "BETWEEN", "IN"})

PATH: Final = re.compile(r"(?<![\w.#:])([#A-Za-z_]\w*)(?![\w(])")
"""The first part of a path: neither a value, nor a later part, nor the name of a function."""


def apply() -> None:
    """Add what a write names to what it is judged by."""
    context_of = iam_actions.dynamodb_service_context

    @wraps(context_of)
    def dynamodb_service_context(body: bytes) -> dict[str, Any]:
        context: dict[str, Any] = context_of(body)
        request = json.loads(body or b"{}")
        if "UpdateExpression" not in request and "Item" not in request:
            return context
        return context | {
            "dynamodb:Attributes": list(dict.fromkeys(named(request))),
            "dynamodb:ReturnValues": request.get("ReturnValues", "NONE"),
        }

    iam_actions.dynamodb_service_context = dynamodb_service_context


def named(request: Mapping[str, Any]) -> Iterator[str]:
    """Yield the top-level attributes that a write names."""
    yield from request.get("Key", {})
    yield from request.get("Item", {})
    names = request.get("ExpressionAttributeNames") or {}
    for expression in (request.get(one) or "" for one in EXPRESSIONS):
        for head in PATH.findall(expression):
            if head.upper() not in WORDS:
                yield names.get(head, head)
