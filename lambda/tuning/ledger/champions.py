"""Champions: of each task the run whose model was kept last, and the one that serves the task."""

from typing import Any, Final

from tuning import clients
from tuning.ledger import items
from tuning.ledger.items import KEY
from tuning.settings import deployed

PREFIX: Final = "champion#"
"""Begins the keys of these items; a run's id holds letters, digits and hyphens only."""

KEPT: Final = "kept"
HOSTED: Final = "hosted"
"""What such an item holds: the ids of the runs."""


def keep(task: str, run: str) -> None:
    """Write that the model of a run was kept, and is the last one of its task that was."""
    _write(task, KEPT, run)


def host(task: str, run: str) -> None:
    """Write that the model of a run serves its task from now on."""
    _write(task, HOSTED, run)


def _write(task: str, name: str, run: str) -> None:
    items.changed(
        PREFIX + task,
        "SET #name = :run",
        names={"#name": name},
        values={":run": {"S": run}},
    )


def hosted(task: str) -> str | None:
    """Return the run whose model serves a task, as the ledger has it; None where none does."""
    run: str | None = _item(task).get(HOSTED, {}).get("S")
    return run


def abdicate(task: str, run: str) -> None:
    """Write that the model of a run serves its task no more; of another run nothing is changed."""
    items.changed(
        PREFIX + task,
        "REMOVE #hosted",
        condition="#hosted = :run",
        names={"#hosted": HOSTED},
        values={":run": {"S": run}},
    )


def of(task: str) -> tuple[str, ...]:
    """Return the runs that may hold the champion of a task, the one that was hosted last first."""
    item = _item(task)
    return tuple(dict.fromkeys(item[name]["S"] for name in (HOSTED, KEPT) if name in item))


def _item(task: str) -> dict[str, Any]:
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": PREFIX + task}}, ConsistentRead=True
    )
    return answer.get("Item", {})
