"""The queue for training slots: one item of the runs table, changed by compare and swap.

One item, and not an attribute of each run, because who comes first must never be in doubt: two runs
that look at the same moment cannot both change what they saw, and no clock orders them.
"""

from dataclasses import dataclass
from typing import Final

import msgspec
from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of
from tuning.ledger.runs import KEY
from tuning.settings import deployed

SLOTS: Final = "slots"
"""The item's key; no run has it, for a run's id ends in twelve digits of its digest."""

TICKETS: Final = "tickets"
"""Its one attribute. An item holds 400 KB (DynamoDB quotas), so some 1,500 runs can wait."""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A run's place in the queue, or the slot that it took.

    Attributes:
        execution: while it runs the ticket counts.
        since: when the run joined, ISO 8601 in UTC.
        granted: it took a slot, which is its own until its job is over.
    """

    run_id: str
    execution: str
    since: str
    granted: bool = False


@dataclass(frozen=True, kw_only=True)
class Queue:
    """All tickets, the one that came first before the others, and the text that holds them."""

    tickets: tuple[Ticket, ...]
    text: str | None


def read() -> Queue:
    """Return the queue as it stands."""
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": SLOTS}}, ConsistentRead=True
    )
    if "Item" not in answer:
        return Queue(tickets=(), text=None)
    text = answer["Item"][TICKETS]["S"]
    return Queue(tickets=msgspec.json.decode(text, type=tuple[Ticket, ...]), text=text)


def replace(queue: Queue, tickets: tuple[Ticket, ...]) -> bool:
    """Write other tickets in place of those of a queue that was read; say whether they were.

    They were not when somebody else changed the queue in the meantime.
    """
    same = "attribute_not_exists(#tickets)" if queue.text is None else "#tickets = :read"
    read = {} if queue.text is None else {":read": {"S": queue.text}}
    try:
        clients.dynamodb().update_item(
            TableName=deployed().runs_table,
            Key={KEY: {"S": SLOTS}},
            UpdateExpression="SET #tickets = :written",
            ConditionExpression=same,
            ExpressionAttributeNames={"#tickets": TICKETS},
            ExpressionAttributeValues={
                ":written": {"S": msgspec.json.encode(tickets).decode()},
                **read,
            },
        )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise
        return False
    return True
