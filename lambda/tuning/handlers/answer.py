"""Answer an application: one request of the API, by what serves the task that it is about."""

from collections.abc import Mapping
from typing import Any

from tuning.api import routes


def answer(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Return the response to a request that API Gateway hands over.

    Args:
        event: of a proxy integration, payload format 1.0.
        context: of no use here.
    """
    return routes.respond(event)
