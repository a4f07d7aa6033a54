"""Which function serves which operation."""

from collections.abc import Callable, Mapping
from typing import Any

from rehearsal.bedrock.account import Account, Call

Serve = Callable[[Account, Call], Mapping[str, Any]]

SERVED: dict[str, Serve] = {}
"""Every operation that is served, by its name in the service model."""


def serves(operation: str) -> Callable[[Serve], Serve]:
    """Register a function as what serves an operation."""

    def register(serve: Serve) -> Serve:
        SERVED[operation] = serve
        return serve

    return register
