"""The queue for training slots: a place in line for each run, and the few slots that are taken.

A place is two attributes of the run's own item, written once and by itself, however many join at
the same moment; a sparse index lists the line, and ``turns`` orders it. What must never be given
twice, the slots, stands in one small item that is changed by compare and swap, and only by those at
the head of the line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec

from tuning import clients
from tuning.errors import UNREADABLE
from tuning.ledger import items
from tuning.ledger.items import EXECUTION, KEY, REGISTERED
from tuning.ledger.turns import Ticket, Turns
from tuning.settings import deployed

SLOTS: Final = "slots"
"""The item's key; no run has it, for a run's id ends in twelve digits of its digest."""

TICKETS: Final = "tickets"
"""Its attribute: the slots that are taken."""

TURNS: Final = "turns"
"""Its attribute: which tasks have had a turn."""

MOVED: Final = "moved"
"""Its attribute: when a slot was taken last, ISO 8601 in UTC."""

LINE: Final = "line"
"""An attribute of runs that stand in line."""

JOINED: Final = "joined"
"""An attribute of runs that stood in line: when they were registered.

It stays when a run leaves, so that one that the service sent back has the place that it had."""

LINE_INDEX: Final = "line"
"""The index of runs that have a place, by ``line`` and then by ``joined``."""

YES: Final = "yes"

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Slots:
    """The slots that are taken, as they were read.

    Attributes:
        turns: which tasks have had a turn.
        moved: when one was taken last, ISO 8601 in UTC; None when none ever was.
        read: what holds slots and turns, by attribute.
        at: when they were read, by the service's clock.
    """

    tickets: tuple[Ticket, ...]
    turns: Turns
    moved: str | None
    read: Mapping[str, str | None]
    at: datetime


def read() -> Slots:
    """Return the slots that are taken now.

    Of what cannot be read none is taken: whoever takes the next one writes it anew, and the service
    refuses a job too many.
    """
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": SLOTS}}, ConsistentRead=True
    )
    item: Any = answer.get("Item", {})
    texts: dict[str, str | None] = {name: item.get(name, {}).get("S") for name in (TICKETS, TURNS)}
    return Slots(
        tickets=_decoded(texts[TICKETS], tuple[Ticket, ...]) or (),
        turns=_decoded(texts[TURNS], Turns) or Turns(),
        moved=item.get(MOVED, {}).get("S"),
        read=texts,
        at=clients.service_time(answer),
    )


def _decoded(text: str | None, type_: type[Result]) -> Result | None:
    try:
        return None if text is None else msgspec.json.decode(text, type=type_)
    except UNREADABLE:
        return None


def replace(slots: Slots, tickets: tuple[Ticket, ...], turns: Turns) -> bool:
    """Write other slots in place of those that were read; say whether they were.

    They were not when somebody else changed them in the meantime.
    """
    same = [
        f"attribute_not_exists(#{name})" if text is None else f"#{name} = :{name}_read"
        for name, text in slots.read.items()
    ]
    more = set(tickets) - set(slots.tickets) or slots.moved is None
    written = {
        TICKETS: msgspec.json.encode(tickets).decode(),
        TURNS: msgspec.json.encode(turns).decode(),
        MOVED: items.now() if more else str(slots.moved),
    }
    values = {f":{name}": text for name, text in written.items()}
    values |= {f":{name}_read": text for name, text in slots.read.items() if text is not None}
    return items.changed(
        SLOTS,
        "SET " + ", ".join(f"#{name} = :{name}" for name in written),
        condition=" AND ".join(same),
        names={f"#{name}": name for name in written},
        values={name: {"S": text} for name, text in values.items()},
    )


def join(run: str) -> Ticket:
    """Give a run its place in the line, or the one that it had; return its ticket.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    registered = str(items.text(run, REGISTERED))
    item = clients.dynamodb().update_item(
        TableName=deployed().runs_table,
        Key={KEY: {"S": run}},
        UpdateExpression="SET #line = :yes, #joined = if_not_exists(#joined, :joined)",
        ConditionExpression=f"attribute_exists({KEY})",
        ExpressionAttributeNames={"#line": LINE, "#joined": JOINED},
        ExpressionAttributeValues={":yes": {"S": YES}, ":joined": {"S": registered}},
        ReturnValues="ALL_NEW",
    )["Attributes"]
    return Ticket(run_id=run, execution=item[EXECUTION]["S"], joined=item[JOINED]["S"])


def leave(run: str) -> None:
    """Take a run out of the line, whether it has its turn or will never have it."""
    items.changed(run, "REMOVE #line", condition="attribute_exists(#line)", names={"#line": LINE})


def line() -> list[Ticket]:
    """Return all that stand in line, in no order; who joined within the last second may be missing.

    A place whose execution cannot be read is passed over: its run joins again when it looks.
    """
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=deployed().runs_table,
            IndexName=LINE_INDEX,
            KeyConditionExpression="#line = :yes",
            ExpressionAttributeNames={"#line": LINE},
            ExpressionAttributeValues={":yes": {"S": YES}},
        )
    )
    return [
        Ticket(run_id=item[KEY]["S"], execution=execution, joined=item[JOINED]["S"])
        for page in pages
        for item in page["Items"]
        if (execution := item.get(EXECUTION, {}).get("S"))
    ]
