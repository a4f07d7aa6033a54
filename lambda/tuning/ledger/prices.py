"""Prices that were read from the Price List API, kept in the runs table for a day."""

from datetime import datetime, timedelta
from typing import Final

from tuning import clients
from tuning.ledger import items
from tuning.ledger.items import KEY
from tuning.settings import deployed

PREFIX: Final = "prices#"
"""Begins the keys of these items; a run's id holds letters, digits and hyphens only."""

PRICES: Final = "prices"
READ_AT: Final = "read_at"
ATTRIBUTES: Final = (PRICES, READ_AT)
"""What such an item holds: the prices, and when they were read."""

DAY: Final = timedelta(days=1)
"""How long prices that were read count as today's."""


def kept(model: str) -> str | None:
    """Return the prices of a base model as they were kept; None without any of the last day."""
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": PREFIX + model}}
    )
    item = answer.get("Item")
    if item is None:
        return None
    age = datetime.fromisoformat(items.now()) - datetime.fromisoformat(item[READ_AT]["S"])
    return item[PRICES]["S"] if age < DAY else None


def keep(model: str, prices: str) -> None:
    """Keep the prices of a base model, with this moment."""
    clients.dynamodb().update_item(
        TableName=deployed().runs_table,
        Key={KEY: {"S": PREFIX + model}},
        UpdateExpression="SET #prices = :prices, #read_at = :read_at",
        ExpressionAttributeNames={"#prices": PRICES, "#read_at": READ_AT},
        ExpressionAttributeValues={":prices": {"S": prices}, ":read_at": {"S": items.now()}},
    )
