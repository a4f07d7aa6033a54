"""How many runs of a task go on at once: one set of runs for each task."""

from typing import Any, Final

from tuning import clients
from tuning.ledger import items
from tuning.ledger.items import KEY
from tuning.settings import deployed

PREFIX: Final = "task#"
"""Begins the keys of these items; a run's id holds letters, digits and hyphens only."""

RUNS: Final = "runs_at_once"
"""What such an item holds: the ids of the runs that go on."""


def enter(task: str, run: str, *, most: int | None) -> bool:
    """Count a run among those of its task that go on; say whether it is.

    One conditional write looks and counts, so of two that come at once for the last place one has
    it. A run that is counted already stays so.

    Args:
        task: whose run it is.
        run: its id.
        most: that may go on at once; None: it is counted in any case.
    """
    condition = ""
    values: Any = {":run": {"SS": [run]}}
    if most is not None:
        condition = "(attribute_not_exists(#runs) OR contains(#runs, :id) OR size(#runs) < :most)"
        values |= {":id": {"S": run}, ":most": {"N": str(most)}}
    return items.changed(
        PREFIX + task,
        "ADD #runs :run",
        condition=condition,
        names={"#runs": RUNS},
        values=values,
    )


def leave(task: str, run: str) -> None:
    """Count a run among those of its task no longer; one that is not among them stays so."""
    items.changed(
        PREFIX + task,
        "DELETE #runs :run",
        names={"#runs": RUNS},
        values={":run": {"SS": [run]}},
    )


def of(task: str) -> tuple[str, ...]:
    """Return the runs of a task that are counted as going on."""
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": PREFIX + task}}, ConsistentRead=True
    )
    return tuple(answer.get("Item", {}).get(RUNS, {"SS": ()})["SS"])
