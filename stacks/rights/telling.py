"""The right to tell of events: on the account's default bus, of this project, and of some kinds."""

from collections.abc import Mapping
from typing import Any, Final

from aws_cdk import Aws

from stacks.rights.policy import Right
from tuning import naming
from tuning.events.of_results import ROWS
from tuning.run.event import Kind
from tuning.run.hosting import Promotion, Release
from tuning.run.publication import Publication
from tuning.state import State

OF_NAMES: Final = (Kind.ALIAS_PROMOTED, Kind.ALIAS_WITHDRAWN)
"""Who switches or withdraws a name may find that another has just done the opposite."""

BY_THEMSELVES: Final[Mapping[type, tuple[Kind, ...]]] = {
    Promotion: OF_NAMES,
    Release: (Kind.MODEL_RELEASED, *OF_NAMES),
    Publication: (Kind.RUN_ENDED,),
    **{result: (row.kind,) for result, row in ROWS.items()},
}
"""What a state tells of, by its result: some are told as they are done, others once recorded."""

OF_STEERING: Final = (Kind.RUN_ENDED, Kind.MODEL_RELEASED, *OF_NAMES)
"""What the reaper, and a person at a terminal, may bring about."""


def tells(*kinds: Kind) -> Right:
    """Tell outside that something of these kinds happened.

    Both keys have several values by their type, so each value must fit and there must be one
    (service-authorization/latest/reference/list_amazoneventbridge).
    """
    bus = f"arn:{Aws.PARTITION}:events:{Aws.REGION}:{Aws.ACCOUNT_ID}:event-bus/default"
    bound = {
        "events:source": [naming.PROJECT],
        "events:detail-type": [kind.value for kind in kinds],
    }
    return Right(
        actions=("events:PutEvents",),
        resources=(bus,),
        conditions={
            "ForAllValues:StringEquals": bound,
            "Null": dict.fromkeys(bound, "false"),
        },
    )


def tells_of(state: State[Any]) -> tuple[Right, ...]:
    """Tell outside of what a state does, if that is told."""
    kinds = BY_THEMSELVES.get(state.hints["return"])
    return (tells(*kinds),) if kinds else ()
