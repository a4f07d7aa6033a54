"""What the runs of a month may spend: one item for each month, changed by conditional writes alone.

Of runs that go on it holds each with the most that it may cost, of those that ended what each task
has cost. So it stays small however many runs a month has, and its sum needs no other item.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from tuning import clients
from tuning.ledger import items
from tuning.ledger.items import KEY
from tuning.settings import deployed

PREFIX: Final = "spending#"
"""Begins the keys of these items; a run's id holds letters, digits and hyphens only."""

TOTAL: Final = "total_usd"
PLANNED: Final = "planned_usd"
SPENT: Final = "spent_usd"
ATTRIBUTES: Final = (TOTAL, PLANNED, SPENT)
"""What such an item holds: all of it together, by the run that goes on, and by task."""

NAMES: Final = {f"#{name}": name for name in ATTRIBUTES}


@dataclass(frozen=True, kw_only=True)
class Month:
    """What a month's runs have spent and may still spend, in USD.

    Attributes:
        planned: the most that each run may cost that goes on, or holds something, by its id.
        spent: what runs have cost that ended, by task, as far as it is known.
    """

    planned: dict[str, float]
    spent: dict[str, float]

    @property
    def total_usd(self) -> float:
        """All of it."""
        return self.planned_usd + self.spent_usd

    @property
    def planned_usd(self) -> float:
        """What runs that go on may cost."""
        return sum(self.planned.values())

    @property
    def spent_usd(self) -> float:
        """What runs have cost that ended."""
        return sum(self.spent.values())


def read(month: str) -> Month:
    """Return what the runs of a month spend; of a month without runs, nothing."""
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": PREFIX + month}}, ConsistentRead=True
    )
    item = answer.get("Item", {})
    return Month(planned=_amounts(item, PLANNED), spent=_amounts(item, SPENT))


def count_in(month: str, run: str, usd: float, *, most: float | None = None) -> bool:
    """Count a run in with the most that it may cost; say whether the month has room for it.

    One conditional write looks and counts, so of two runs that come at once, and for which there is
    room once, one is counted. A run that is counted already stays so, whatever there is room for.

    Args:
        month: in which it is planned.
        run: its id.
        usd: the most that it may cost.
        most: what all runs of the month may cost together; None: it is counted in any case.
    """
    nothing: dict[str, Any] = {":zero": _number(0), ":none": {"M": {}}}
    items.changed(
        PREFIX + month,
        f"SET #{TOTAL} = if_not_exists(#{TOTAL}, :zero), "
        f"#{PLANNED} = if_not_exists(#{PLANNED}, :none), "
        f"#{SPENT} = if_not_exists(#{SPENT}, :none)",
        values=nothing,
        names=NAMES,
    )
    room = {} if most is None else {":room": _number(most - usd)}
    counted = items.changed(
        PREFIX + month,
        f"SET #{PLANNED}.#run = :usd, #{TOTAL} = #{TOTAL} + :usd",
        condition=f"attribute_not_exists(#{PLANNED}.#run)" + f" AND #{TOTAL} <= :room" * bool(room),
        values={":usd": _number(usd), **room},
        names={f"#{PLANNED}": PLANNED, f"#{TOTAL}": TOTAL, "#run": run},
    )
    return counted or run in read(month).planned


def settle(month: str, run: str, *, task: str, usd: float | None) -> None:
    """Count what a run has cost in place of what it might have cost, once however often asked.

    Args:
        month: in which it was planned.
        run: its id; one that was never counted is not counted now.
        task: whose run it is.
        usd: what it has cost; None: nobody knows, so that it counts as it was planned.
    """
    planned = read(month).planned.get(run)
    if planned is None:
        return
    cost = planned if usd is None else usd
    spent = f", #{SPENT}.#task = if_not_exists(#{SPENT}.#task, :zero) + :cost" if cost else ""
    items.changed(
        PREFIX + month,
        f"SET #{TOTAL} = #{TOTAL} + :more{spent} REMOVE #{PLANNED}.#run",
        condition=f"#{PLANNED}.#run = :planned",
        values={":more": _number(cost - planned), ":planned": _number(planned)}
        | ({":cost": _number(cost), ":zero": _number(0)} if cost else {}),
        names={f"#{TOTAL}": TOTAL, f"#{PLANNED}": PLANNED, "#run": run}
        | ({f"#{SPENT}": SPENT, "#task": task} if cost else {}),
    )


def _number(usd: float) -> dict[str, str]:
    """Return an amount as DynamoDB keeps numbers: in hundredths of a cent, rounded up."""
    return {"N": f"{ceil(round(usd * 10_000, 4)) / 10_000:.4f}"}


def _amounts(item: Any, name: str) -> dict[str, float]:
    return {key: float(value["N"]) for key, value in item.get(name, {"M": {}})["M"].items()}
