"""Tags: of a request when something is made, and of a resource afterwards."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from rehearsal.bedrock.account import Account, Call, Tags
from rehearsal.bedrock.errors import ServiceError, invalid, not_found
from rehearsal.bedrock.operations.registry import serves

MOST_TAGS: Final = 50
"""Tags that one resource may have, as in the AWS General Reference on tagging."""


def read(tags: Iterable[Mapping[str, str]] | None) -> Tags:
    """Return the tags of a request by key.

    Raises:
        ServiceError: a key is there twice, or there are too many.
    """
    pairs = [(tag["key"], tag["value"]) for tag in tags or ()]
    if len(dict(pairs)) < len(pairs):
        raise invalid("Duplicate tag keys found")
    return _bounded(dict(pairs))


def give(account: Account, call: Call, arn: str, tags: Tags) -> None:
    """Tag something new, which needs the right to tag it where there are tags to give."""
    if tags:
        call.demand(arn, action="bedrock:TagResource", requested=tags)
    account.tags[arn] = tags


@serves("TagResource")
def tag_resource(account: Account, call: Call) -> Mapping[str, Any]:
    """Add tags to a resource."""
    arn = call.request["resourceARN"]
    tags = read(call.request["tags"])
    has = _of(account, arn)
    call.demand(arn, requested=tags, has=has)
    account.tags[arn] = _bounded({**has, **tags})
    return {}


@serves("ListTagsForResource")
def list_tags_for_resource(account: Account, call: Call) -> Mapping[str, Any]:
    """Return the tags of a resource."""
    arn = call.request["resourceARN"]
    has = _of(account, arn)
    call.demand(arn, has=has)
    return {"tags": [{"key": key, "value": value} for key, value in has.items()]}


def _of(account: Account, arn: str) -> Tags:
    if arn not in account.tags:
        raise not_found(f"Could not find resource {arn}")
    return account.tags[arn]


def _bounded(tags: Tags) -> Tags:
    if len(tags) > MOST_TAGS:
        raise ServiceError("TooManyTagsException", f"A resource can have {MOST_TAGS} tags")
    return tags
