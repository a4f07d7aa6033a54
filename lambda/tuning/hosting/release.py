"""Release: stop what still runs and delete what still bills, and say what that cost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.errors import Transient, code_of
from tuning.events.sending import tell
from tuning.hosting import alias, capacity, leases, schedule
from tuning.hosting.capacity import BUSY, GONE, Capacity
from tuning.run.event import Kind
from tuning.run.hosting import Release
from tuning.settings import deployed
from tuning.training.jobs import JOBS

SETTLED: Final = frozenset({GONE, BUSY})
"""What stopping a job answers when it has just ended by itself."""


def release(run_id: str) -> Release:
    """Stop every job of a run and delete all that serves its model, then end its lease.

    What serves is found by its tags in the service's own list, not by what the run remembers: a
    purchase whose reply was lost is released too, and so is one whose run the ledger does not know.
    Releasing again is harmless. What bills is deleted even when a job cannot be stopped.

    Raises:
        Transient: something cannot be deleted yet, or is still listed; to be tried again.
    """
    stopped: list[str] = []
    try:
        stopped += _stop_customization(run_id)
        stopped += _stop_evaluations(run_id)
    finally:
        given_back = _give_back(run_id)
        if given_back.deleted:
            tell(Kind.MODEL_RELEASED, run_id, released=given_back.deleted)
    return replace(given_back, stopped=tuple(stopped))


def _give_back(run_id: str) -> Release:
    """Delete, confirm, and only then end the lease: until then the reaper may come back for it."""
    lease, now = leases.of(run_id), capacity.now()
    found = capacity.of(run_id)
    bound = [resource for resource in found if resource.bound_until and resource.bound_until > now]
    deleted = _delete([resource for resource in found if resource not in bound])
    if bound:
        last = max(bound, key=lambda resource: resource.bound_until or now)
        until = last.bound_until or now
        leases.bind(run_id, arn=last.arn, since=last.created_at, until=until)
        return Release(
            deleted=tuple(resource.arn for resource, _ in deleted),
            hosting_usd=None,
            bound_until=until.isoformat(),
        )
    if deleted and (left := capacity.of(run_id)):
        raise Transient(
            f"{', '.join(resource.arn for resource in left)}: deleted, and still listed"
        )
    # A name stands for what somebody keeps, and loses it before the lease ends: a release that
    # breaks off in between is made again.
    withdrawn = (
        alias.withdraw(naming.task_of(run_id), run_id, lease.arn) if lease and lease.kept else None
    )
    hours = sum(resource.unit_hours(ended) for resource, ended in deleted)
    if lease is None:
        known = [resource.unit_hour_usd for resource, _ in deleted]
        price = None if None in known else max((usd for usd in known if usd), default=0.0)
    else:
        if lease.state == "held" and not deleted:
            # An earlier attempt deleted it and did not come to write so: what it billed ends now at
            # the latest, so the bill is overstated rather than forgotten.
            hours = lease.billed(now) - lease.unit_hours
        late = hours if lease.state == "released" else 0.0
        ended_lease = leases.end(run_id, unit_hours=hours, late_hours=late)
        schedule.forget(lease)
        hours = ended_lease.unit_hours if ended_lease else hours
        price = lease.unit_hour_usd
    return Release(
        deleted=tuple(resource.arn for resource, _ in deleted),
        unit_hours=hours,
        hosting_usd=0.0 if hours == 0 else None if price is None else price * hours,
        withdrawn=withdrawn,
    )


def _delete(doomed: list[Capacity]) -> list[tuple[Capacity, datetime]]:
    """Delete each and say when; one that is busy does not keep the others."""
    deleted: list[tuple[Capacity, datetime]] = []
    busy: list[Transient] = []
    for resource in doomed:
        try:
            deleted.append((resource, capacity.delete(resource)))
        except Transient as error:
            busy.append(error)
    if busy:
        raise busy[0]
    return deleted


def _stop_customization(run_id: str) -> Iterator[str]:
    bedrock = clients.bedrock()
    for part in JOBS:
        name = naming.resource_name(deployed().environment, run_id, part)
        try:
            job = bedrock.get_model_customization_job(jobIdentifier=name)
            if job["status"] == "InProgress":
                bedrock.stop_model_customization_job(jobIdentifier=job["jobArn"])
                yield job["jobArn"]
        except ClientError as error:
            if code_of(error) not in SETTLED:
                raise


def _stop_evaluations(run_id: str) -> Iterator[str]:
    bedrock = clients.bedrock()
    pages = bedrock.get_paginator("list_evaluation_jobs").paginate(
        nameContains=f"{deployed().environment}-{run_id}", statusEquals="InProgress"
    )
    for page in pages:
        for job in page.get("jobSummaries", ()):
            try:
                bedrock.stop_evaluation_job(jobIdentifier=job["jobArn"])
                yield job["jobArn"]
            except ClientError as error:
                if code_of(error) not in SETTLED:
                    raise
