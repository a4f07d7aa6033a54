"""A policy can bind which events a role sends, by their source and their detail type.

MiniStack judges PutEvents by the bus alone, so that a policy with either condition denies every
event. On AWS they are what the entries of the request say (EventBridge User Guide, "Using IAM
policy conditions"; both are arrays by the service authorization reference).
"""

import json
from functools import wraps
from typing import Any

from ministack.core import iam_actions


def apply() -> None:
    """Add what an entry says to what it is judged by."""
    context_of = iam_actions.request_tag_context

    @wraps(context_of)
    def request_context(service: str, iam_action: str, body: bytes, params: Any) -> dict[str, Any]:
        context: dict[str, Any] = context_of(service, iam_action, body, params)
        if iam_action != "events:PutEvents":
            return context
        entries = json.loads(body or b"{}").get("Entries") or []
        return context | {
            "events:source": [each.get("Source", "") for each in entries],
            "events:detail-type": [each.get("DetailType", "") for each in entries],
        }

    iam_actions.request_tag_context = request_context
