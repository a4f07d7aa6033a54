"""Refused drops that people are told of together: one small item, changed by conditional writes."""

from dataclasses import dataclass
from typing import Any, Final

from tuning import clients
from tuning.ledger import items
from tuning.ledger.items import KEY
from tuning.settings import deployed

REFUSED: Final = "refused"
"""The item's key; no run has it, for a run's id ends in twelve digits of its digest."""

SINCE: Final = "told_at"
FIRST: Final = "told_first"
WAITING: Final = "told_later"
MORE: Final = "told_as_more"
ATTRIBUTES: Final = (SINCE, FIRST, WAITING, MORE)
"""What it holds: when a drop was told of by itself, which; those that wait, and how many more."""

MOST: Final = 2_000
"""Runs that wait by their ids: 90 KB of the 400 KB of an item. Further ones are counted."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Refused drops that nobody was told of yet: the ids of their runs, and how many more."""

    runs: tuple[str, ...]
    more: int


def alone(run: str, *, before: str) -> bool:
    """Say whether people are to be told of a refused drop by itself: the first for a while is.

    Args:
        run: which was refused; asking again for the same one changes nothing.
        before: a moment; a drop that was told of by itself after it makes the others wait.
    """
    return _update(
        f"SET #{SINCE} = :now, #{FIRST} = :run",
        condition=f"(attribute_not_exists(#{SINCE}) OR #{SINCE} < :before OR #{FIRST} = :run)",
        names=(SINCE, FIRST),
        values={":now": {"S": items.now()}, ":run": {"S": run}, ":before": {"S": before}},
    )


def wait(run: str) -> None:
    """Have people told of a refused drop together with others."""
    counted = _update(
        f"ADD #{WAITING} :run",
        condition=f"(attribute_not_exists(#{WAITING}) OR size(#{WAITING}) < :most "
        f"OR contains(#{WAITING}, :id))",
        names=(WAITING,),
        values={":run": {"SS": [run]}, ":id": {"S": run}, ":most": {"N": str(MOST)}},
    )
    if not counted:
        _update(f"ADD #{MORE} :one", names=(MORE,), values={":one": {"N": "1"}})


def waiting() -> Waiting:
    """Return those that nobody was told of yet."""
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": REFUSED}}, ConsistentRead=True
    )
    item = answer.get("Item", {})
    return Waiting(
        runs=tuple(sorted(item.get(WAITING, {"SS": ()})["SS"])),
        more=int(item.get(MORE, {"N": "0"})["N"]),
    )


def told(what: Waiting) -> None:
    """Write that people were told of these; who was refused meanwhile waits on."""
    if what.runs:
        crossed_out: Any = {":told": {"SS": list(what.runs)}}
        _update(f"DELETE #{WAITING} :told", names=(WAITING,), values=crossed_out)
    if what.more:
        values = {":less": {"N": str(-what.more)}}
        _update(f"ADD #{MORE} :less", names=(MORE,), values=values)


def _update(
    expression: str, *, names: tuple[str, ...], values: dict[str, Any], condition: str = ""
) -> bool:
    return items.changed(
        REFUSED,
        expression,
        names={f"#{name}": name for name in names},
        values=values,
        condition=condition,
    )
