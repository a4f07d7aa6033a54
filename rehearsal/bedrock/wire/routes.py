"""Which operation a request asks for, from the service models that botocore ships."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import unquote

import botocore.session
from botocore.model import OperationModel, ServiceModel

BY_PATH: Final = ("bedrock", "bedrock-runtime")

BY_TARGET: Final = ("service-quotas", "pricing")
"""Services whose requests name their operation in a header: quotas and prices are Bedrock's."""

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
    return tuple(session.get_service_model(service) for service in (*BY_PATH, *BY_TARGET))


def find(method: str, path: str, target: str = "") -> Route | None:
    """Return the route of a request, or None when no operation has this method and path.

    Args:
        target: the operation that the request names in ``X-Amz-Target``, if it does.
        path: as it came over the wire, still percent-encoded, so that the slashes and colons
            inside an ARN are not taken for those of the path.
    """
    if target:
        named = _targets().get(target)
        return Route(operation=named, labels={}) if named else None
    for operation, wanted_method, pattern in _table():
        match = pattern.fullmatch(path) if method == wanted_method else None
        if match:
            labels = {name: unquote(text) for name, text in match.groupdict().items()}
            return Route(operation=operation, labels=labels)
    return None


@cache
def _targets() -> dict[str, OperationModel]:
    return {
        f"{service.metadata['targetPrefix']}.{name}": service.operation_model(name)
        for service in service_models()
        if service.service_name in BY_TARGET
        for name in service.operation_names
    }


@cache
def _table() -> tuple[tuple[OperationModel, str, re.Pattern[str]], ...]:
    # a literal path comes before one with labels, so that a label never swallows it
    return tuple(sorted(_rows(), key=lambda row: row[2].groups))


def _rows() -> Iterator[tuple[OperationModel, str, re.Pattern[str]]]:
    for service in service_models():
        if service.service_name in BY_TARGET:
            continue
        for name in service.operation_names:
            operation = service.operation_model(name)
            path = re.escape(operation.http["requestUri"])
            pattern = re.compile(LABEL.sub(r"(?P<\1>[^/]+)", path))
            yield operation, operation.http["method"], pattern
