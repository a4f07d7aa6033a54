"""Who lists the parameters below a path needs the right to that path.

MiniStack judges ``GetParametersByPath`` on every resource at once, so a policy for one path allows
it nobody. On AWS its resource is a parameter's ARN (Service Authorization Reference, "Actions,
resources, and condition keys for AWS Systems Manager"): that of the path as it was asked for.
"""

import json
from functools import wraps
from typing import Any

from ministack.core import iam_actions

ACTION = ".GetParametersByPath"
"""How the header of the call ends that names its action."""


def apply() -> None:
    """Name the path that is listed."""
    extract = iam_actions.extract_resource_arn

    @wraps(extract)
    def extract_resource_arn(
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],
        region: str,
        account_id: str,
    ) -> str:
        if service == "ssm" and headers.get("x-amz-target", "").endswith(ACTION):
            asked = json.loads(body)["Path"].lstrip("/")
            return f"arn:aws:ssm:{region}:{account_id}:parameter/{asked}"
        return str(extract(service, method, path, headers, body, query_params, region, account_id))

    iam_actions.extract_resource_arn = extract_resource_arn
