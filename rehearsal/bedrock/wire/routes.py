"""Which operation a request asks for, from the service models that botocore ships."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import unquote

import botocore.session
from botocore.model import OperationModel, ServiceModel

SERVICES: Final = ("bedrock", "bedrock-runtime")

LABEL = re.compile(r"\\\{(\w+)\\\}")


@dataclass(frozen=True, kw_only=True)
class Route:
    """The operation that a request asks for, and the labels that its path carries."""

    operation: OperationModel
    labels: dict[str, str]


@cache
def service_models() -> tuple[ServiceModel, ...]:
    """Return the models of the services that are stood in for."""
    session = botocore.session.Session()
    return tuple(session.get_service_model(service) for service in SERVICES)


def find(method: str, path: str) -> Route | None:
    """Return the route of a request, or None when no operation has this method and path.

    Args:
        path: as it came over the wire, still percent-encoded, so that the slashes and colons
            inside an ARN are not taken for those of the path.
    """
    for operation, wanted_method, pattern in _table():
        match = pattern.fullmatch(path) if method == wanted_method else None
        if match:
            labels = {name: unquote(text) for name, text in match.groupdict().items()}
            return Route(operation=operation, labels=labels)
    return None


@cache
def _table() -> tuple[tuple[OperationModel, str, re.Pattern[str]], ...]:
    # a literal path comes before one with labels, so that a label never swallows it
    return tuple(sorted(_rows(), key=lambda row: row[2].groups))


def _rows() -> Iterator[tuple[OperationModel, str, re.Pattern[str]]]:
    for service in service_models():
        for name in service.operation_names:
            operation = service.operation_model(name)
            path = re.escape(operation.http["requestUri"])
            pattern = re.compile(LABEL.sub(r"(?P<\1>[^/]+)", path))
            yield operation, operation.http["method"], pattern
