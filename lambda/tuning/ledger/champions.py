"""Champions: of each task the run whose model was kept last, and the one that was hosted last."""

from typing import Final

from tuning import clients
from tuning.ledger.items import KEY
from tuning.settings import deployed

PREFIX: Final = "champion#"
"""Begins the keys of these items; a run's id holds letters, digits and hyphens only."""

KEPT: Final = "kept"
HOSTED: Final = "hosted"
"""What such an item holds: the ids of the runs."""


def crown(task: str, run: str, *, hosted: bool) -> None:
    """Write that the model of a run was kept, and whether it is hosted beyond its evaluation."""
    names = {"#kept": KEPT} | ({"#hosted": HOSTED} if hosted else {})
    clients.dynamodb().update_item(
        TableName=deployed().runs_table,
        Key={KEY: {"S": PREFIX + task}},
        UpdateExpression="SET " + ", ".join(f"{name} = :run" for name in names),
        ExpressionAttributeNames=names,
        ExpressionAttributeValues={":run": {"S": run}},
    )


def of(task: str) -> tuple[str, ...]:
    """Return the runs that may hold the champion of a task, the one that was hosted last first."""
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": PREFIX + task}}, ConsistentRead=True
    )
    item = answer.get("Item", {})
    return tuple(dict.fromkeys(item[name]["S"] for name in (HOSTED, KEPT) if name in item))
