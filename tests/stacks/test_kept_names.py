"""Names that a deployed account, a run under way or somebody's own policy goes by.

CloudFormation replaces what changes its logical id, an execution under way holds results under the
keys of its day, and the ledger keeps its attributes for ever. To change one of these names is a
decision with a migration: write it into docs/decisions, then record the names anew with
``RECORD_NAMES=1 python -m pytest tests/stacks/test_kept_names.py``.
"""

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import pytest

from stacks.walk.walk import WALK
from tests.stacks.conftest import Resources
from tuning import naming
from tuning.costs.approvals import TOKEN
from tuning.handlers.reap import reap
from tuning.ledger import items, queue
from tuning.run.keys import KEYS
from tuning.run.run import Run
from tuning.settings import Settings

FILE: Final = Path(__file__).with_name("kept_names.json")


def logical_ids(resources: Resources) -> dict[str, dict[str, str]]:
    """By stack and construct, in whichever environment it is made."""
    kept: dict[str, dict[str, str]] = {}
    for resource in resources:
        path = resource.attributes["Metadata"]["aws:cdk:path"]
        # CDK ends an asset's and a nobody's address with what they hold, which is no name of ours.
        if "@" not in path:
            kept.setdefault(resource.stack, {})[path] = resource.logical_id
    return {stack: dict(sorted(ids.items())) for stack, ids in sorted(kept.items())}


def names(resources: Resources) -> dict[str, Any]:
    return {
        "logical_ids": logical_ids(resources),
        "states": {step.state.name: step.gives for step in WALK},
        "handlers": sorted(
            [*(step.state.handler for step in WALK), f"{reap.__module__}.{reap.__name__}"]
        ),
        "result_keys": sorted(KEYS.values()),
        "ledger_attributes": sorted(
            {field.name for field in fields(Run)}
            | set(KEYS.values())
            | {items.KEY, items.OPEN, queue.LINE, queue.JOINED, queue.TICKETS, queue.MOVED, TOKEN}
        ),
        "ledger_indexes": sorted({items.OPEN_INDEX, queue.LINE_INDEX}),
        "settings": sorted(field.name for field in fields(Settings)),
        "prefixes": sorted(
            {naming.INCOMING, naming.SNAPSHOTS, naming.RUNS, naming.REJECTED, naming.PIECES}
        ),
        "tags": sorted(
            {
                naming.UPLOADER,
                naming.TASK_TAG,
                *(tag["key"] for tag in naming.tags("env", task="t", run="r")),
            }
        ),
    }


@pytest.fixture(scope="module")
def found(resources: Resources) -> dict[str, Any]:
    found = names(resources)
    if os.environ.get("RECORD_NAMES"):
        FILE.write_text(json.dumps(found, indent=1) + "\n")
    return found


@pytest.mark.parametrize(
    "kind",
    [
        "logical_ids",
        "states",
        "handlers",
        "result_keys",
        "ledger_attributes",
        "ledger_indexes",
        "settings",
        "prefixes",
        "tags",
    ],
)
def test_a_name_that_accounts_go_by_is_changed_by_a_decision_alone(
    kind: str, found: dict[str, Any]
) -> None:
    assert json.loads(FILE.read_text())[kind] == found[kind]


def test_every_kind_of_name_is_kept(found: dict[str, Any]) -> None:
    assert json.loads(FILE.read_text()).keys() == found.keys()
