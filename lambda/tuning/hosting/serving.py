"""What serves a model: held under a lease, waited for where a quota is used up, watched."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tuning import clients
from tuning.errors import words
from tuning.hosting import purchase, quota_wait
from tuning.run.hosting import Serving, ServingStatus
from tuning.run.lease import Kind, Lease
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.training import TrainingStatus

Create = Callable[[Lease, str], tuple[str, datetime]]
"""Asks the service to serve a custom model as a lease says: its ARN, and when it was made."""


def hold(
    registration: Registration,
    training_status: TrainingStatus,
    hosting_plan: HostingPlan,
    *,
    kind: Kind,
    serves_within: timedelta,
    create: Create,
    earlier: Serving | None,
) -> Serving:
    """Have the custom model of a run served; asking again returns what is held.

    Args:
        registration: the run.
        training_status: names its custom model.
        hosting_plan: for how long the lease is, and how many units of throughput, at which price.
        kind: what is to serve it.
        serves_within: from then on it is looked at no more.
        create: asks the service for it.
        earlier: what the run was told when it asked last.

    Raises:
        LeaseRefused: the run has ended, or the lease of what it holds.
    """
    model_arn = training_status.model_arn
    if model_arn is None:
        raise ValueError(f"run {registration.run_id} has no custom model to host")
    units, price = hosting_plan.units, hosting_plan.unit_hour_usd
    if kind == "deployment":
        units, price = 0, 0.0  # it bills by the token
    since = earlier.waiting_since if earlier else None
    serving = Serving(kind=kind, units=units, unit_hour_usd=price, waiting_since=since)
    try:
        lease = purchase.under_lease(
            registration,
            kind=kind,
            units=units,
            unit_hour_usd=price,
            hours=hosting_plan.hours,
            create=lambda lease: create(lease, model_arn),
        )
    except purchase.OverQuota as refused:
        return quota_wait.after(refused, serving, model_arn=model_arn)
    if lease.arn is None or lease.since is None:
        raise ValueError(f"the lease of run {registration.run_id} names nothing")
    return replace(
        serving,
        name=lease.name,
        arn=lease.arn,
        units=lease.units,
        unit_hour_usd=lease.unit_hour_usd,
        since=lease.since,
        lease_ends=lease.expires_at,
        look_until=clients.look_until(datetime.fromisoformat(lease.since), serves_within),
    )


def stands(
    answer: Mapping[str, Any], *, serves: str, created: datetime, within: timedelta
) -> ServingStatus:
    """Say what comes next after a look; an unknown status counts as creating.

    Args:
        answer: the service's.
        serves: its word for what serves.
        created: when it was made.
        within: how long it may take.
    """
    status = answer["status"]
    if status == serves:
        return ServingStatus(outcome="in_service", status=status)
    if status == "Failed":
        why = words(answer.get("failureMessage", "")) or None
        return ServingStatus(outcome="failed", status=status, message=why)
    if clients.service_time(answer) - created >= within:
        message = f"not in service within {within}"
        return ServingStatus(outcome="timed_out", status=status, message=message)
    return ServingStatus(outcome="creating", status=status)
