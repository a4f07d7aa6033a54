"""The queue for training slots: a place in line for each run, and the few slots that are taken.

A place is two attributes of the run's own item, written once and by itself, however many join at
the same moment; a sparse index keeps the line in order. What must never be given twice, the slots,
stands in one small item that is changed by compare and swap, and only by those at the head of the
line.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of
from tuning.ledger import items
from tuning.ledger.items import EXECUTION, KEY
from tuning.settings import deployed

SLOTS: Final = "slots"
"""The item's key; no run has it, for a run's id ends in twelve digits of its digest."""

TICKETS: Final = "tickets"
"""Its attribute: the slots that are taken."""

MOVED: Final = "moved"
"""Its attribute: when a slot was taken last, ISO 8601 in UTC."""

LINE: Final = "line"
"""An attribute of runs that stand in line."""

JOINED: Final = "joined"
"""An attribute of runs that stood in line: since when, and the run's id so that no two are alike.

It stays when a run leaves, so that one that the service sent back has the place that it had."""

LINE_INDEX: Final = "line"
"""The index of runs that have a place, by ``line`` and in the order of ``joined``."""

YES: Final = "yes"


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A run's place in the queue, or the slot that it took.

    Attributes:
        execution: while it runs the ticket counts.
        joined: orders the line.
    """

    run_id: str
    execution: str
    joined: str

    @property
    def since(self) -> str:
        """When the run joined, ISO 8601 in UTC."""
        return self.joined.partition("/")[0]


@dataclass(frozen=True, kw_only=True)
class Slots:
    """The slots that are taken, as they were read.

    Attributes:
        moved: when one was taken last, ISO 8601 in UTC; None when none ever was.
        text: what holds them; None when none ever was.
        at: when they were read, by the service's clock.
    """

    tickets: tuple[Ticket, ...]
    moved: str | None
    text: str | None
    at: datetime


def read() -> Slots:
    """Return the slots that are taken now.

    Of what cannot be read none is taken: whoever takes the next one writes it anew, and the service
    refuses a job too many.
    """
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": SLOTS}}, ConsistentRead=True
    )
    item, at = answer.get("Item"), clients.service_time(answer)
    if item is None:
        return Slots(tickets=(), moved=None, text=None, at=at)
    text = item[TICKETS]["S"]
    try:
        tickets = msgspec.json.decode(text, type=tuple[Ticket, ...])
    except msgspec.MsgspecError:
        tickets = ()
    return Slots(tickets=tickets, moved=item[MOVED]["S"], text=text, at=at)


def replace(slots: Slots, tickets: tuple[Ticket, ...]) -> bool:
    """Write other slots in place of those that were read; say whether they were.

    They were not when somebody else changed them in the meantime.
    """
    same = "attribute_not_exists(#tickets)" if slots.text is None else "#tickets = :read"
    read = {} if slots.text is None else {":read": {"S": slots.text}}
    more = set(tickets) - set(slots.tickets) or slots.moved is None
    moved = items.now() if more else slots.moved
    try:
        clients.dynamodb().update_item(
            TableName=deployed().runs_table,
            Key={KEY: {"S": SLOTS}},
            UpdateExpression="SET #tickets = :written, #moved = :moved",
            ConditionExpression=same,
            ExpressionAttributeNames={"#tickets": TICKETS, "#moved": MOVED},
            ExpressionAttributeValues={
                ":written": {"S": msgspec.json.encode(tickets).decode()},
                ":moved": {"S": str(moved)},
                **read,
            },
        )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise
        return False
    return True


def join(run: str) -> Ticket:
    """Give a run a place at the end of the line, or the one that it had; return its ticket."""
    item = clients.dynamodb().update_item(
        TableName=deployed().runs_table,
        Key={KEY: {"S": run}},
        UpdateExpression="SET #line = :yes, #joined = if_not_exists(#joined, :joined)",
        ConditionExpression=f"attribute_exists({KEY})",
        ExpressionAttributeNames={"#line": LINE, "#joined": JOINED},
        ExpressionAttributeValues={":yes": {"S": YES}, ":joined": {"S": f"{items.now()}/{run}"}},
        ReturnValues="ALL_NEW",
    )["Attributes"]
    return _ticket(item)


def placed(run: str, *, since: str) -> Ticket:
    """Return the ticket of a run that joined earlier, as far as it tells its place."""
    return Ticket(run_id=run, execution="", joined=f"{since}/{run}")


def leave(run: str) -> None:
    """Take a run out of the line, whether it has its turn or will never have it."""
    try:
        clients.dynamodb().update_item(
            TableName=deployed().runs_table,
            Key={KEY: {"S": run}},
            UpdateExpression="REMOVE #line",
            ConditionExpression="attribute_exists(#line)",
            ExpressionAttributeNames={"#line": LINE},
        )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise


def head(most: int) -> tuple[Ticket, ...]:
    """Return those that joined first; who joined within the last second may be missing."""
    answer = clients.dynamodb().query(**_line(), KeyConditionExpression="#line = :yes", Limit=most)
    return tuple(_ticket(item) for item in answer["Items"])


def ahead_of(ticket: Ticket) -> int:
    """Count those who joined before."""
    line = _line()
    line["ExpressionAttributeNames"]["#joined"] = JOINED
    line["ExpressionAttributeValues"][":joined"] = {"S": ticket.joined}
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            **line, KeyConditionExpression="#line = :yes AND #joined < :joined", Select="COUNT"
        )
    )
    return sum(page["Count"] for page in pages)


def _line() -> dict[str, Any]:
    return {
        "TableName": deployed().runs_table,
        "IndexName": LINE_INDEX,
        "ExpressionAttributeNames": {"#line": LINE},
        "ExpressionAttributeValues": {":yes": {"S": YES}},
    }


def _ticket(item: Any) -> Ticket:
    return Ticket(run_id=item[KEY]["S"], execution=item[EXECUTION]["S"], joined=item[JOINED]["S"])
