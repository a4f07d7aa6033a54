"""Purchases: nothing is bought but under a lease that was written before.

What a crash leaves behind after each line of `under_lease`, and who deals with it:

- the intent: the next attempt finds it and goes on with the same token; if there is none, the
  release ends it, having found nothing to delete;
- the schedule: the same, and the release removes it; one that the service refuses stops nothing;
- the refusal: an intent that the account's quota refused is withdrawn, so that a run that waits for
  the quota holds nothing, and its lease begins when it asks again. Its schedule stays and is moved
  then; one that rings in the meantime has the reaper look at nothing;
- what was bought, with its reply lost: it carries the run's tags. The next attempt finds it in the
  service's list and adopts it; if the list lags behind, the same token brings the same answer. If
  there is no next attempt, the reaper finds it by its tags.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.errors import OVER_QUOTA, QuotaExceeded, Transient, code_of, words
from tuning.hosting import capacity, leases, schedule
from tuning.hosting.leases import IntentOver
from tuning.run.lease import Kind, Lease
from tuning.run.registration import Registration

PIPELINE: Final = naming.PROJECT
"""Who answers for what is held during the evaluation, where the recipe names no owner."""


class OverQuota(QuotaExceeded):
    """The account's quota refused a purchase; the message is the service's own.

    Attributes:
        at: when, by the service's clock.
    """

    def __init__(self, refusal: ClientError) -> None:
        """Keep what the service answered."""
        super().__init__(words(refusal.response["Error"].get("Message") or code_of(refusal)))
        self.at = clients.service_time(refusal.response)


Create = Callable[[Lease], tuple[str, datetime]]
"""Asks the service for what a lease is about: its ARN, and when it was made."""


def under_lease(
    registration: Registration,
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
        OverQuota: the account's quota is used up; nothing is held, not even a lease.
        LeaseRefused: the run has ended, or the lease of what it holds.
        Transient: something is there whose lease is over; it is being released.
    """
    run_id = registration.run_id

    def intend() -> Lease:
        return leases.intend(
            run_id,
            kind=kind,
            owner=registration.ready_recipe.hosting.owner or PIPELINE,
            units=units,
            unit_hour_usd=unit_hour_usd,
            hours=hours,
            now=capacity.now(),
        )

    try:
        lease = intend()
    except IntentOver as over:
        if left := capacity.of(run_id):
            raise Transient(f"{left[0].arn} is being released: {over}") from over
        leases.withdraw(over.lease)
        lease = intend()
    schedule.wake(lease)
    if lease.state == "held":
        return lease
    there = next((each for each in capacity.of(run_id) if each.kind == kind), None)
    try:
        arn, since = (there.arn, there.created_at) if there else create(lease)
    except ClientError as error:
        if code_of(error) != OVER_QUOTA:
            raise
        current = leases.withdraw(lease)
        if current.state == "held":
            return current
        raise OverQuota(error) from error
    return leases.held(run_id, arn=arn, since=since)
