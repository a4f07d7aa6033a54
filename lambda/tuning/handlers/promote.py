"""Record the decision to keep: hosted on until its lease ends, or stored and released."""

from tuning.costs import spending
from tuning.hosting import keeping
from tuning.run.hosting import Promotion
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.resumption import Resumption
from tuning.run.run import RunStatus
from tuning.state import State


@State
def promote(
    registration: Registration,
    hosting_plan: HostingPlan | None = None,
    resumption: Resumption | None = None,
) -> Promotion:
    """Keep the custom model, and what serves it as long as its recipe or a person asks."""
    wish = hosting_plan.wish if hosting_plan else None
    if hosting_plan and wish:
        spending.approved(hosting_plan, registration)
    was_kept = resumption is None or resumption.before == RunStatus.KEPT
    return keeping.promote(registration, wish, was_kept=was_kept)
