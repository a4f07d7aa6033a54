"""Collections: what an account has of one kind, found by ARN or by name and listed in pages."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from rehearsal.bedrock.errors import invalid, not_found

DEFAULT_PAGE = 100


class Resource(Protocol):
    """What every kind of resource has."""

    @property
    def arn(self) -> str:
        """Its ARN."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def created(self) -> datetime:
        """When it was made."""


Kind = TypeVar("Kind", bound=Resource)


class Collection(Generic[Kind]):
    """Resources of one kind."""

    def __init__(self, kind: str) -> None:
        """Start empty; ``kind`` is what stands before the id in an ARN."""
        self.kind = kind
        self._by_arn: dict[str, Kind] = {}

    def add(self, resource: Kind) -> None:
        """Put a resource in."""
        self._by_arn[resource.arn] = resource

    def remove(self, resource: Kind) -> None:
        """Take a resource out."""
        del self._by_arn[resource.arn]

    def all(self) -> tuple[Kind, ...]:
        """Return them all, oldest first."""
        return tuple(self._by_arn.values())

    def called(self, name: str) -> tuple[Kind, ...]:
        """Return those with this name, newest first."""
        return tuple(item for item in reversed(self._by_arn.values()) if item.name == name)

    def find(self, identifier: str) -> Kind:
        """Return the one with this ARN, or the newest with this name.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        found = self._by_arn.get(identifier) or next(iter(self.called(identifier)), None)
        if found is None:
            raise not_found(f"Could not find {self.kind} {identifier}")
        return found


def listed(
    items: Iterable[Kind],
    request: Mapping[str, Any],
    *,
    status: Callable[[Kind], str],
    longest_page: int | None,
) -> tuple[tuple[Kind, ...], str | None]:
    """Return one page of a List operation, newest first unless asked otherwise, and its token.

    Args:
        request: nameContains, statusEquals, creationTimeAfter, creationTimeBefore, sortOrder,
            maxResults and nextToken, as every List operation of Bedrock has them.
        longest_page: the most that the answer's shape can hold.
    """
    after, before = request.get("creationTimeAfter"), request.get("creationTimeBefore")
    wanted_status = request.get("statusEquals") or request.get("modelStatus")
    chosen = [
        item
        for item in items
        if request.get("nameContains", "") in item.name
        and wanted_status in (None, status(item))
        and (after is None or item.created > after)
        and (before is None or item.created < before)
    ]
    ascending = request.get("sortOrder") == "Ascending"
    chosen.sort(key=lambda item: item.created, reverse=not ascending)
    start = _start(request.get("nextToken"))
    size = min(request.get("maxResults", DEFAULT_PAGE), longest_page or DEFAULT_PAGE)
    more = start + size < len(chosen)
    return tuple(chosen[start : start + size]), str(start + size) if more else None


def _start(token: str | None) -> int:
    if token is None:
        return 0
    if not token.isdigit():
        raise invalid("The provided nextToken is not valid")
    return int(token)
