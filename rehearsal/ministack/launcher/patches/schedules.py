"""The ARN of a schedule names the group that it is in.

MiniStack judges every request about a schedule as if it were in the group ``default``, so that a
policy which names another group, as it should, allows nothing.
"""

import json
from functools import wraps
from typing import Any

from ministack.core import iam_actions


def apply() -> None:
    """Take the group from where the API has it: the query of a GET or DELETE, else the body."""
    extract = iam_actions.extract_resource_arn

    @wraps(extract)
    def extract_resource_arn(service: str, *request: Any) -> str:
        arn = str(extract(service, *request))
        if service != "scheduler" or ":schedule/default/" not in arn:
            return arn
        _method, _path, _headers, body, query, *_ = request
        group = _one(query.get("groupName")) or _named(body) or "default"
        return arn.replace(":schedule/default/", f":schedule/{group}/")

    iam_actions.extract_resource_arn = extract_resource_arn


def _one(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return str(first or "")


def _named(body: bytes) -> str:
    try:
        document = json.loads(body or b"{}")
    except ValueError:
        return ""
    return str(document.get("GroupName", "")) if isinstance(document, dict) else ""
