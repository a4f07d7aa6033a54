"""Which results of states are told outside: a row each. What else is told, is by who does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tuning.events.sending import tell
from tuning.run.approval import ApprovalRequest
from tuning.run.evaluation import Comparison
from tuning.run.event import Kind
from tuning.run.hosting import ServingStatus
from tuning.run.registration import Registration
from tuning.run.training import Customization, TrainingStatus


@dataclass(frozen=True, kw_only=True)
class Row:
    """One kind of event.

    Attributes:
        outcomes: those of the result that are told; none: each.
        says: further fields of the detail.
    """

    kind: Kind
    outcomes: frozenset[str] = frozenset()
    says: Callable[[Any], Mapping[str, Any]] = lambda result: {}


ENDED: Final = frozenset({"completed", "failed", "stalled", "stopped", "timed_out"})

ROWS: Final[Mapping[type, Row]] = {
    Registration: Row(kind=Kind.RUN_REGISTERED, outcomes=frozenset({"ready"})),
    ApprovalRequest: Row(
        kind=Kind.APPROVAL_ASKED, says=lambda asked: {"reason": " ".join(asked.figures)}
    ),
    Customization: Row(kind=Kind.TRAINING_STARTED, outcomes=frozenset({"started"})),
    TrainingStatus: Row(
        kind=Kind.TRAINING_ENDED,
        outcomes=ENDED,
        says=lambda status: {"training": status.outcome, "model_arn": status.model_arn},
    ),
    ServingStatus: Row(kind=Kind.MODEL_SERVES, outcomes=frozenset({"in_service"})),
    Comparison: Row(
        kind=Kind.VERDICT_REACHED, says=lambda comparison: {"verdict": comparison.outcome}
    ),
}
"""By the result's type, as ``KEYS``."""


def tell_of(run: str, result: Any) -> None:
    """Tell of what a state said, where somebody outside may care."""
    row = ROWS.get(type(result))
    if row and (not row.outcomes or result.outcome in row.outcomes):
        tell(row.kind, run, **row.says(result))
