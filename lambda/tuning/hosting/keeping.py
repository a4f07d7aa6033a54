"""Keeping: hold what serves a kept model longer than its evaluation, under a name, with an end."""

from dataclasses import dataclass
from datetime import timedelta

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of, words
from tuning.hosting import alias, capacity, leases, schedule, smoke_test
from tuning.hosting.leases import LeaseRefused
from tuning.hosting.purchase import PIPELINE
from tuning.hosting.smoke_test import Silent
from tuning.ledger import champions
from tuning.run.hosting import Promotion
from tuning.run.lease import Lease
from tuning.run.registration import Registration
from tuning.run.resumption import Wish
from tuning.settings import deployed
from tuning.text import hours as in_hours


@dataclass(frozen=True, kw_only=True)
class Keep:
    """For how long a model stays hosted, who answers for that, and who says so, and why."""

    hours: float
    owner: str
    who: str
    why: str


def promote(
    registration: Registration, wish: Wish | None = None, *, was_kept: bool = True
) -> Promotion:
    """Keep the custom model: hosted where its recipe or a person asks for that, else stored.

    Asking again makes no lease longer than the first time did. From then on it is the champion of
    its task, which later models are held against, and where it is hosted the task's name stands for
    it: once it has answered, and not before.

    Args:
        registration: the run.
        wish: what a person asked for, where the model is served again; it is kept no more by that.
        was_kept: whether the gate let it pass: the name of the task stands for no other model that
            somebody has served, unless they promote it with a reason.
    """
    if wish is None:
        champions.keep(registration.task, registration.run_id)
    return _promoted(registration, wish, was_kept=was_kept)


def _promoted(registration: Registration, wish: Wish | None, *, was_kept: bool) -> Promotion:
    keep = _keep(registration, wish)
    if keep.hours == 0:
        return Promotion(
            outcome="stored", reason="The recipe requests no hosting beyond the evaluation."
        )
    try:
        lease = _kept(registration, keep)
    except (LeaseRefused, Silent) as refused:
        return Promotion(outcome="stored", reason=words(f"It could not be hosted: {refused}."))
    if was_kept:
        why = keep.why if wish else "it beat its base"
        hand_over(lease, task=registration.task, who=keep.who, why=why)
    return Promotion(
        outcome="hosted",
        reason=f"{lease.owner} keeps it hosted until {lease.expires_at}.",
        serving_arn=lease.arn,
        units=lease.units,
        unit_hour_usd=lease.unit_hour_usd,
        owner=lease.owner,
        lease_ends=lease.expires_at,
        alias=alias.name_of(registration.task) if was_kept else None,
    )


def _keep(registration: Registration, wish: Wish | None) -> Keep:
    if wish:
        why = f"served again for {in_hours(wish.hours)}"
        return Keep(hours=wish.hours, owner=wish.owner, who=wish.who or PIPELINE, why=why)
    hosting = registration.ready_recipe.hosting
    return Keep(
        hours=hosting.keep_hours,
        owner=hosting.owner or PIPELINE,
        who=PIPELINE,
        why=f"the recipe keeps a model that beat its base for {in_hours(hosting.keep_hours)}",
    )


def _kept(registration: Registration, keep: Keep) -> Lease:
    run_id = registration.run_id
    lease = leases.of(run_id)
    if lease and lease.arn and lease.state == "held":
        smoke_test.ask(lease.arn)
    if lease and lease.kept:
        _tell(lease, registration.task)
        return lease
    return prolong(
        run_id,
        task=registration.task,
        hours=keep.hours,
        owner=keep.owner,
        who=keep.who,
        why=keep.why,
    )


def hand_over(lease: Lease, *, task: str, who: str, why: str) -> Lease | None:
    """Have the name of a task stand for what a run holds, and drain what it stood for before.

    What serves by the hour serves on for the environment's ``drain_minutes``, in which whoever
    keeps an ARN asks for the name again. A deployment costs nothing while it is idle and keeps its
    lease, so that the way back is one command.

    Args:
        lease: of what answered a smoke test.
        task: whose name it is.
        who: the ARN of a person, or what does it by itself.
        why: in a few words.

    Returns:
        The lease of what is drained; None where nothing is.
    """
    alias.switch(task, lease.run_id, who=who, why=why)
    replaced = alias.before(task)
    before = leases.of(replaced.run_id) if replaced and replaced.run_id else None
    if before is None or before.kind == "deployment" or before.state != "held":
        return None
    hours = deployed().drain_minutes / 60
    if before.ends <= capacity.now() + timedelta(hours=hours):
        return before
    reason = f"run {lease.run_id} serves the task now"
    try:
        return prolong(
            before.run_id, task=task, hours=hours, owner=before.owner, who=who, why=reason
        )
    except LeaseRefused:
        return None  # its lease is over, or it is gone: nothing is left to drain


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
