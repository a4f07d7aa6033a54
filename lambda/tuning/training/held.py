"""What holds a training slot: a job that runs, or one that is about to be started."""

from typing import Final, Literal

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.errors import UnknownRun, UnreadableRun, code_of
from tuning.ledger import executions, runs
from tuning.ledger.turns import Ticket
from tuning.settings import deployed
from tuning.training.jobs import JOBS

BUSY: Final[tuple[Literal["InProgress", "Stopping"], ...]] = ("InProgress", "Stopping")
"""The statuses of jobs that take up the quota."""


def jobs() -> set[str]:
    """Return the names of all jobs that take up the account's quota."""
    found: set[str] = set()
    for status in BUSY:
        pages = clients.bedrock().get_paginator("list_model_customization_jobs")
        for page in pages.paginate(statusEquals=status):
            found |= {job["jobName"] for job in page.get("modelCustomizationJobSummaries", ())}
    return found


def holds(ticket: Ticket, run: str, running: set[str]) -> bool:
    """Say whether a slot that was taken is still used, or still to be used."""
    if names(ticket) & running:
        return True
    latest = next(filter(None, map(_status, reversed(_parts(ticket)))), None)
    if latest in BUSY:
        return True  # the list may be a little older than the job
    if latest is None:
        return ticket.run_id == run or executions.alive(ticket.execution)
    return _stalls(ticket) and executions.alive(ticket.execution)


def _stalls(ticket: Ticket) -> bool:
    """Say whether a job that is over is about to be started once more.

    A run that cannot be read keeps nobody waiting: at worst the service refuses one job more.
    """
    try:
        status = runs.get(ticket.run_id).training_status
    except (UnknownRun, UnreadableRun):
        return False
    return status is not None and status.outcome in ("queued", "stalled")


def _status(job: str) -> str | None:
    """Return the status of a job; None when it was never started."""
    try:
        return clients.bedrock().get_model_customization_job(jobIdentifier=job)["status"]
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        return None


def _parts(ticket: Ticket) -> tuple[str, ...]:
    """Return the names of the jobs that a run may have, in the order in which it starts them."""
    return tuple(naming.resource_name(deployed().environment, ticket.run_id, job) for job in JOBS)


def names(ticket: Ticket) -> frozenset[str]:
    """Return the names of the jobs that a run may have."""
    return frozenset(_parts(ticket))
