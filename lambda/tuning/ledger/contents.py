"""What was trained already: of each dataset with its recipe, the run that has it."""

from typing import Final

from tuning import clients
from tuning.ledger import items
from tuning.ledger.items import KEY
from tuning.settings import deployed

PREFIX: Final = "content#"
"""Begins the keys of these items; a run's id holds letters, digits and hyphens only."""

HOLDER: Final = "held_by"


def hold(content: str, run: str, *, instead_of: str | None = None) -> bool:
    """Write that a run has a content, in one conditional write; say whether it was written.

    Args:
        content: a digest of the dataset and the recipe.
        run: who has it from now on.
        instead_of: who has it until now; None: nobody.
    """
    values = {":run": {"S": run}} | ({":before": {"S": instead_of}} if instead_of else {})
    condition = "#holder = :before" if instead_of else "attribute_not_exists(#holder)"
    return items.changed(
        PREFIX + content,
        "SET #holder = :run",
        condition=condition,
        names={"#holder": HOLDER},
        values=values,
    )


def holder(content: str) -> str | None:
    """Return the run that has a content; None when none has."""
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": PREFIX + content}}, ConsistentRead=True
    )
    item = answer.get("Item")
    return item[HOLDER]["S"] if item else None
