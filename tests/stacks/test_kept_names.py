"""Names that a deployed account, a run under way or somebody's own policy goes by.

CloudFormation replaces what changes its logical id, an execution under way holds results under the
keys and fields of its day, and the ledger keeps its attributes for ever. To change one of these
names is a decision with a migration (docs/decisions/0015). New names are recorded.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Final, get_type_hints

import pytest

from stacks.walk.walk import WALK
from tests.stacks.conftest import Resources
from tests.stacks.written_names import attributes_written, attributes_written_by, fields_of
from tuning import naming
from tuning.costs.approvals import FIRST
from tuning.handlers.reap import reap
from tuning.ledger import items, known, prices, queue, turns
from tuning.run.keys import KEYS
from tuning.run.lease import LEASE
from tuning.run.run import Run, RunStatus
from tuning.settings import Settings
from tuning.training.stall import NOTIFIED

FILE: Final = Path(__file__).with_name("kept_names.json")
RECORD: Final = "RECORD_NAMES=1 python -m pytest -n 0 tests/stacks/test_kept_names.py"


def result_fields() -> Iterable[str]:
    for kind, key in KEYS.items():
        yield from fields_of(kind, key)
    for name, kind in get_type_hints(Run).items():
        if name not in KEYS.values():
            yield from fields_of(kind, name)
    yield from fields_of(turns.Ticket, queue.TICKETS)
    yield from fields_of(turns.Turns, queue.TURNS)


def ledger_attributes() -> Iterable[str]:
    yield from (field.name for field in fields(Run))
    yield from KEYS.values()
    yield from attributes_written()
    yield from (items.KEY, items.OPEN, queue.LINE, queue.JOINED)
    yield from (queue.TICKETS, queue.TURNS, queue.MOVED, known.KNOWN)
    yield from prices.ATTRIBUTES


CODE: Final[dict[str, Callable[[], Iterable[str]]]] = {
    "states": lambda: (f"{step.state.name} = {step.gives}" for step in WALK),
    "handlers": lambda: [
        *(step.state.handler for step in WALK),
        f"{reap.__module__}.{reap.__name__}",
    ],
    "result_keys": KEYS.values,
    "result_fields": result_fields,
    "ledger_attributes": ledger_attributes,
    "ledger_indexes": lambda: (items.OPEN_INDEX, queue.LINE_INDEX),
    "run_statuses": lambda: (status.value for status in RunStatus),
    "settings": lambda: (field.name for field in fields(Settings)),
    "prefixes": lambda: (
        naming.INCOMING,
        naming.SNAPSHOTS,
        naming.RUNS,
        naming.REJECTED,
        naming.PIECES,
    ),
    "tags": lambda: (
        naming.UPLOADER,
        naming.TASK_TAG,
        *(tag["key"] for tag in naming.tags("env", task="t", run="r")),
    ),
}
"""By kind, the names that stand in the code."""


def logical_ids(resources: Resources) -> Iterable[str]:
    """By construct, in whichever environment it is made."""
    for resource in resources:
        path = resource.attributes["Metadata"]["aws:cdk:path"]
        # CDK ends an asset's and a nobody's address with what they hold, which is no name of ours.
        if "@" not in path:
            yield f"{path} = {resource.logical_id}"


@cache
def recorded() -> dict[str, list[str]]:
    kept: dict[str, list[str]] = json.loads(FILE.read_text())
    return kept


def difference(kind: str, kept: Iterable[str], found: Iterable[str]) -> str:
    """Say which names are missing and which are new; nothing when they are the same."""
    missing, added = sorted({*kept} - {*found}), sorted({*found} - {*kept})
    lines = []
    if missing:
        lines.append(
            f"missing {kind}: {', '.join(missing)}; to change or remove one is a decision with a "
            "migration (docs/decisions/0015)"
        )
    if added:
        lines.append(f"new {kind}: {', '.join(added)}")
    return "\n".join([*lines, f"then record them: {RECORD}"]) if lines else ""


def hold(kind: str, found: Iterable[str]) -> None:
    found = sorted({*found})
    if os.environ.get("RECORD_NAMES"):
        kept = json.loads(FILE.read_text()) | {kind: found}
        FILE.write_text(json.dumps(kept, indent=1) + "\n")
    elif changed := difference(kind, recorded().get(kind, []), found):
        pytest.fail(changed, pytrace=False)


@pytest.mark.parametrize("kind", CODE)
def test_a_name_that_accounts_go_by_is_changed_by_a_decision_alone(kind: str) -> None:
    hold(kind, CODE[kind]())


def test_a_logical_id_is_changed_by_a_decision_alone(resources: Resources) -> None:
    hold("logical_ids", logical_ids(resources))


def test_every_kind_of_name_is_kept() -> None:
    assert {"logical_ids", *CODE} == json.loads(FILE.read_text()).keys()


def test_a_changed_name_is_listed_with_what_to_do_and_no_other_name_is() -> None:
    assert (
        "missing tags: owner; to change or remove one is a decision with a migration "
        "(docs/decisions/0015)\n"
        f"new tags: holder\nthen record them: {RECORD}"
    ) == difference("tags", ["owner", "task"], ["task", "holder"])


@pytest.mark.parametrize(
    "name",
    [
        "judgement.curves.sha256",
        "judgement.overfit",
        "registration.recipe.hosting.mode",
        "lease.arn",
        "failure.Error",
    ],
)
def test_a_field_of_a_result_is_a_name_that_is_kept(name: str) -> None:
    assert name in set(result_fields())


@pytest.mark.parametrize("name", [FIRST, NOTIFIED, LEASE, "closing_since", "prices", "read_at"])
def test_whatever_attribute_is_written_is_a_name_that_is_kept(name: str) -> None:
    assert name in set(ledger_attributes())


def test_an_attribute_is_found_by_its_keyword_its_constant_and_its_text() -> None:
    source = (
        "items.note(run, shown=1)\nitems.note(run, **{FIRST: 2, 'plain': 3})\n"
        "items.swap(run, 'swapped', before=None, after='')\n"
    )

    assert ["shown", FIRST, "plain", "swapped"] == list(
        attributes_written_by(source, "tuning.costs.approvals")
    )
