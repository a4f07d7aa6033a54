"""Keeping: hold what serves a kept model longer than its evaluation, under a name, with an end."""

from datetime import timedelta

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of
from tuning.hosting import capacity, leases, schedule
from tuning.hosting.leases import LeaseRefused
from tuning.hosting.purchase import PIPELINE
from tuning.ledger import champions
from tuning.run.hosting import Promotion
from tuning.run.lease import Lease
from tuning.run.registration import Registration
from tuning.text import hours as in_hours


def promote(registration: Registration) -> Promotion:
    """Keep the custom model: hosted where its recipe asks for that, else stored.

    Asking again makes no lease longer than the first time did. From then on it is the champion of
    its task, which later models are held against.
    """
    promotion = _promoted(registration)
    champions.crown(registration.task, registration.run_id, hosted=promotion.outcome == "hosted")
    return promotion


def _promoted(registration: Registration) -> Promotion:
    if registration.ready_recipe.hosting.keep_hours == 0:
        return Promotion(
            outcome="stored", reason="The recipe requests no hosting beyond the evaluation."
        )
    try:
        lease = _kept(registration)
    except LeaseRefused as refused:
        return Promotion(outcome="stored", reason=f"It could not be hosted: {refused}.")
    return Promotion(
        outcome="hosted",
        reason=f"{lease.owner} keeps it hosted until {lease.expires_at}.",
        serving_arn=lease.arn,
        units=lease.units,
        unit_hour_usd=lease.unit_hour_usd,
        owner=lease.owner,
        lease_ends=lease.expires_at,
    )


def _kept(registration: Registration) -> Lease:
    hosting, run_id = registration.ready_recipe.hosting, registration.run_id
    lease = leases.of(run_id)
    if lease and lease.kept:
        _tell(lease, registration.task)
        return lease
    return prolong(
        run_id,
        task=registration.task,
        hours=hosting.keep_hours,
        owner=hosting.owner or PIPELINE,
        who=PIPELINE,
        why=f"the recipe keeps a model that beat its base for {in_hours(hosting.keep_hours)}",
    )


def prolong(run_id: str, *, task: str, hours: float, owner: str, who: str, why: str) -> Lease:
    """Make the lease of what a run holds end so many hours from now.

    The ledger is written first, because the reaper goes by it: after a crash the schedule and the
    tag may still tell the earlier end, which only has the reaper look and leave it.

    Raises:
        LeaseRefused: nothing is held, the lease is over, or it would end too late.
    """
    now = capacity.now()
    until = now + timedelta(hours=hours)
    lease = leases.extend(run_id, until=until, now=now, owner=owner, who=who, why=why)
    _tell(lease, task)
    return lease


def _tell(lease: Lease, task: str) -> None:
    """Tell the schedule and the tag when the lease ends now."""
    schedule.wake(lease)
    try:
        clients.bedrock().tag_resource(
            resourceARN=lease.arn or "",
            tags=lease.tags(task),
        )
    except ClientError as error:
        if code_of(error) != capacity.GONE:
            raise
        raise LeaseRefused(f"somebody deleted {lease.arn}: nothing is held any more") from error
