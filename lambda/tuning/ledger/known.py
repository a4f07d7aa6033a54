"""What people know to be wrong, so that they are told of what is new: one small item."""

from collections.abc import Collection
from typing import Final

import msgspec

from tuning import clients
from tuning.errors import UNREADABLE
from tuning.ledger import items
from tuning.ledger.items import KEY
from tuning.settings import deployed

WRONG: Final = "wrong"
"""The item's key; no run has it, for a run's id ends in twelve digits of its digest."""

KNOWN: Final = "known"
"""Its attribute: what people were told of, as a list of names."""

MOST: Final = 500
"""Names that are kept: ARNs of 100 characters are 50 KB of the 400 KB of an item."""


def read() -> frozenset[str]:
    """Return what people were told of; nothing where that cannot be read, so that they hear it."""
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": WRONG}}, ConsistentRead=True
    )
    text = answer.get("Item", {}).get(KNOWN, {}).get("S", "[]")
    try:
        return frozenset(msgspec.json.decode(text, type=list[str]))
    except UNREADABLE:
        return frozenset()


def write(names: Collection[str]) -> None:
    """Write what people know to be wrong now."""
    text = msgspec.json.encode(sorted(names)[:MOST]).decode()
    items.changed(
        WRONG, "SET #known = :known", names={"#known": KNOWN}, values={":known": {"S": text}}
    )
