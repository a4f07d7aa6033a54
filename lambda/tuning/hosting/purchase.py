"""Purchases: nothing is bought but under a lease that was written before.

What a crash leaves behind after each line of `under_lease`, and who deals with it:

- the intent: the next attempt finds it and goes on with the same token; if there is none, the
  release ends it, having found nothing to delete;
- the schedule: the same, and the release removes it;
- what was bought, with its reply lost: it carries the run's tags. The next attempt finds it in the
  service's list and adopts it; if the list lags behind, the same token brings the same answer. If
  there is no next attempt, the reaper finds it by its tags.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tuning import naming
from tuning.hosting import capacity, leases, schedule
from tuning.hosting.lease import Kind, Lease

if TYPE_CHECKING:
    from tuning.ledger.registration import Registration

PIPELINE: Final = naming.PROJECT
"""Who answers for what is held during the evaluation, where the recipe names no owner."""

Create = Callable[[Lease], tuple[str, datetime]]
"""Asks the service for what a lease is about: its ARN, and when it was made."""


def under_lease(
    registration: "Registration",
    *,
    kind: Kind,
    units: int,
    unit_hour_usd: float | None,
    hours: float,
    create: Create,
) -> Lease:
    """Buy something under a lease; asking again returns what was bought.

    Args:
        registration: the run; its recipe may name who answers for the cost.
        kind: what is bought.
        units: model units; 0 for a deployment.
        unit_hour_usd: the price, None when it is unknown.
        hours: until the lease is over.
        create: asks the service for it.

    Raises:
        LeaseRefused: the run or its lease has ended.
    """
    run_id = registration.run_id
    lease = leases.intend(
        run_id,
        kind=kind,
        owner=registration.plan.hosting.owner or PIPELINE,
        units=units,
        unit_hour_usd=unit_hour_usd,
        hours=hours,
        now=capacity.now(),
    )
    schedule.wake(lease)
    if lease.state == "held":
        return lease
    there = next((each for each in capacity.of(run_id) if each.kind == kind), None)
    arn, since = (there.arn, there.created_at) if there else create(lease)
    return leases.held(run_id, arn=arn, since=since)
