"""Rights to write into the ledger: each names the attributes that its holder writes, and no others.

A run's item holds what every state said of it, who approved it and what it holds. Whoever could
write all of it could lengthen a lease or approve an expense, and whoever could ask for what stood
there before could read all of it without a right to read.
"""

from collections.abc import Sequence
from typing import Final

from stacks.rights.policy import Right
from tuning.ledger import (
    at_once,
    champions,
    contents,
    known,
    prices,
    queue,
    refused,
    reopening,
    spending,
)
from tuning.ledger.items import EXECUTION, KEY, OPEN, REGISTERED
from tuning.resumption import where
from tuning.run.lease import LEASE
from tuning.training.stall import NOTIFIED

CHANGED: Final = "updated_at"
STATUS: Final = "status"

HELD: Final = (LEASE, OPEN)
"""What a write of a lease names."""

BOUGHT: Final = (*HELD, STATUS)
"""The same on condition that the run has not ended, as whatever is to be bought is leased."""

CROWNED: Final = (champions.KEPT, champions.HOSTED)
UNCROWNED: Final = (champions.HOSTED,)
ENDED: Final = (STATUS, "report_key", "failure")
ANSWERED: Final = ("approval",)
"""What reached a run of a person's answer, where their terminal broke off."""

COUNTED: Final = (*spending.ATTRIBUTES, at_once.RUNS)
PRICED: Final = prices.ATTRIBUTES
REPEATED: Final = (contents.HOLDER,)
REFUSED: Final = refused.ATTRIBUTES
STOOD: Final = (queue.LINE, queue.JOINED)
TAKEN: Final = (queue.TICKETS, queue.TURNS, queue.MOVED)
TOLD: Final = (known.KNOWN,)
STALLED: Final = (NOTIFIED,)
CLOSED: Final = (OPEN, "closing_since", "announced_at")
CANCELLED: Final = (STATUS, "cancellation")
DELETED: Final = ("model_deleted_at",)
REOPENED: Final = (
    *(STATUS, OPEN, EXECUTION, reopening.RESUMPTION),
    *dict.fromkeys((*where.ENDINGS, *where.RESULTS, *where.OF_SERVING)),
)

CLAIMED: Final = (KEY, "task", STATUS, OPEN, EXECUTION, REGISTERED, CHANGED, "timeline")
"""What a run's item begins with."""

UPDATES: Final = ("dynamodb:UpdateItem",)
ATTRIBUTES: Final = "ForAllValues:StringEquals"

ASKED_BACK: Final = ("NONE", "UPDATED_OLD", "UPDATED_NEW")
"""What an update may answer with: no attribute that it does not write itself."""


def records(table_arn: str, result: str) -> Right:
    """Write what a state said into its run."""
    return _updates(table_arn, (KEY, "state", "timeline", CHANGED, result))


def notes(table_arn: str, *attributes: str) -> Right:
    """Write these attributes of an item, beside what a state says."""
    return _updates(table_arn, (KEY, CHANGED, *attributes))


def counts(table_arn: str, *attributes: str) -> Right:
    """Count in a table of its own; the write is conditional on what was counted before."""
    return Right(
        actions=UPDATES,
        resources=(table_arn,),
        conditions=_only(attributes)
        | {"StringEqualsIfExists": {"dynamodb:ReturnValues": ["NONE"]}},
    )


def reads_only(table_arn: str, *attributes: str) -> Right:
    """Read these attributes of an item, and no others."""
    return Right(
        actions=("dynamodb:GetItem",),
        resources=(table_arn,),
        conditions=_only(attributes)
        | {"StringEqualsIfExists": {"dynamodb:Select": ["SPECIFIC_ATTRIBUTES"]}},
    )


def joins(table_arn: str) -> Right:
    """Take a place in line, and read it as it was taken: the one update that answers with all."""
    return _updates(table_arn, (KEY, *STOOD), answers=(*ASKED_BACK, "ALL_NEW"))


def together(table_arn: str, rights: Sequence[Right]) -> tuple[Right, ...]:
    """Return rights with all updates of the ledger as one: a person's policy has 6,144 characters.

    Whoever has several of them may then write their attributes together too.
    """
    rest = tuple(right for right in rights if right.actions != UPDATES)
    named = [
        attribute
        for right in rights
        if right.actions == UPDATES
        for attribute in right.conditions[ATTRIBUTES]["dynamodb:Attributes"]
    ]
    return (*rest, _updates(table_arn, tuple(named)))


def claims(table_arn: str) -> Right:
    """Make a run; the write is conditional on there being none."""
    return Right(actions=("dynamodb:PutItem",), resources=(table_arn,), conditions=_only(CLAIMED))


def _updates(
    table_arn: str, attributes: tuple[str, ...], answers: tuple[str, ...] = ASKED_BACK
) -> Right:
    return Right(
        actions=UPDATES,
        resources=(table_arn,),
        conditions=_only(attributes)
        | {"StringEqualsIfExists": {"dynamodb:ReturnValues": list(answers)}},
    )


def _only(attributes: tuple[str, ...]) -> dict[str, dict[str, list[str]]]:
    named = list(dict.fromkeys(attributes))
    return {ATTRIBUTES: {"dynamodb:Attributes": named}}
