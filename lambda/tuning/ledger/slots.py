"""Training slots: who may start a customization job now, and who waits for how many others.

An account runs as many customization jobs at a time as its quota says. Runs take slots in the order
in which they came; a run that died counts for nothing, and jobs that others started count as what
they are: in the way.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Final, Literal

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.costs import quotas
from tuning.errors import Transient, code_of
from tuning.ledger import queue, runs
from tuning.ledger.queue import Ticket
from tuning.settings import deployed
from tuning.training.jobs import JOBS

if TYPE_CHECKING:
    from tuning.ledger.registration import Registration
    from tuning.training.jobs import Customization

SLOTS: Final = 10
"""Customization jobs that an account runs at the same time, where its quota cannot be read.

AWS gives every account so many (L-0406044C, not adjustable). Where one has fewer, the service
refuses a job and the run keeps its place."""

BUSY: Final[tuple[Literal["InProgress", "Stopping"], ...]] = ("InProgress", "Stopping")
"""The statuses of jobs that take up the quota."""

ATTEMPTS: Final = 10
"""Changes of the queue by others that one look puts up with before it leaves it to a retry."""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """Where a run stands in the queue for one of the account's customization jobs.

    Attributes:
        outcome: ``taken``: it may start its job; ``waiting`` for others' jobs to end;
            ``timed_out`` once it has waited for the environment's deadline.
        ahead: runs before it in the queue; 0 for the next one.
        quota: customization jobs that the account may run at the same time.
        busy: jobs that run in the account, whoever started them, and slots taken for more.
        since: when the run joined the queue, ISO 8601 in UTC by the service's clock.
        message: why it does not go on, in a sentence; None when it does.
    """

    outcome: Literal["taken", "waiting", "timed_out"]
    ahead: int
    quota: int
    busy: int
    since: str
    message: str | None = None


def take(
    registration: "Registration", slot: Slot | None, customization: "Customization | None"
) -> Slot:
    """Take a slot when one is free and nobody waited longer; a run that has one keeps it.

    Args:
        registration: the run.
        slot: what the run was told when it asked last.
        customization: what became of the slot that it took last; ``no_slot`` when the service did
            not think that one was free. The run then keeps its place and asks again later.

    Raises:
        Transient: too many others changed the queue in the meantime.
    """
    refused = (
        customization.message or "the service started no job"
        if slot and slot.outcome == "taken" and customization and customization.outcome == "no_slot"
        else None
    )
    known = quotas.customization_jobs()
    quota = SLOTS if known is None else known
    for _ in range(ATTEMPTS):
        before = queue.read()
        found, after = _look(before.tickets, registration.run_id, slot, refused, quota)
        if after == before.tickets or queue.replace(before, after):
            return found
    raise Transient(f"the queue for training slots changed {ATTEMPTS} times under one look")


def _look(
    tickets: tuple[Ticket, ...], run: str, slot: Slot | None, refused: str | None, quota: int
) -> tuple[Slot, tuple[Ticket, ...]]:
    """Return where a run stands, and the tickets once it has taken its slot, place or leave."""
    jobs, now = _jobs()
    kept = {t.run_id: t for t in tickets if not t.granted or _holds(t, run, jobs)}
    mine = kept.get(run) or _joined(run, since=slot.since if slot else now.isoformat())
    if refused:
        mine = replace(mine, granted=False)
    kept[run] = mine
    before = (
        [] if mine.granted else [t for t in takewhile(_not(run), kept.values()) if not t.granted]
    )
    while before and not _lives(before[-1]):
        # Each run looks after the one before it alone: a line of n asks n times, not n times n.
        del kept[before.pop().run_id]
    promised = sum(not _names(t) & jobs for t in kept.values() if t.granted)
    busy = len(jobs) + promised
    stands = Slot(outcome="taken", ahead=len(before), quota=quota, busy=busy, since=mine.since)
    if mine.granted or (len(before) < quota - busy and not refused):
        kept[run] = replace(mine, granted=True)
        return stands, tuple(kept.values())
    stands = replace(stands, outcome="waiting", message=refused or _why(stands))
    hours = float(deployed().slot_deadline_hours)
    if now - datetime.fromisoformat(mine.since) >= timedelta(hours=hours):
        del kept[run]
        message = f"turn for a training slot did not come within {hours:g} hours: {stands.message}"
        stands = replace(stands, outcome="timed_out", message=message)
    return stands, tuple(kept.values())


def _joined(run: str, *, since: str) -> Ticket:
    return Ticket(run_id=run, execution=runs.get(run).execution, since=since)


def _not(run: str) -> Callable[[Ticket], bool]:
    return lambda ticket: ticket.run_id != run


def _jobs() -> tuple[set[str], datetime]:
    """Return the names of all jobs that take up the account's quota, and the service's time."""
    found: set[str] = set()
    for status in BUSY:
        pages = clients.bedrock().get_paginator("list_model_customization_jobs")
        for page in pages.paginate(statusEquals=status):
            found |= {job["jobName"] for job in page.get("modelCustomizationJobSummaries", ())}
            now = clients.service_time(page)
    return found, now


def _holds(ticket: Ticket, run: str, jobs: set[str]) -> bool:
    """Say whether a slot that was taken is still used, or still to be used."""
    if _names(ticket) & jobs:
        return True
    latest = next(filter(None, map(_status, reversed(_parts(ticket)))), None)
    if latest in BUSY:
        return True  # the list may be a little older than the job
    if latest is None:
        return ticket.run_id == run or _lives(ticket)
    return _stalls(ticket) and _lives(ticket)


def _stalls(ticket: Ticket) -> bool:
    """Say whether a job that is over is about to be started once more."""
    status = runs.get(ticket.run_id).training_status
    return status is not None and status.outcome in ("queued", "stalled")


def _status(job: str) -> str | None:
    """Return the status of a job; None when it was never started."""
    try:
        return clients.bedrock().get_model_customization_job(jobIdentifier=job)["status"]
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        return None


def _lives(ticket: Ticket) -> bool:
    try:
        found = clients.stepfunctions().describe_execution(executionArn=ticket.execution)
    except ClientError as error:
        if code_of(error) != "ExecutionDoesNotExist":
            raise
        return False
    return found["status"] == "RUNNING"


def _parts(ticket: Ticket) -> tuple[str, ...]:
    """Return the names of the jobs that a run may have, in the order in which it starts them."""
    return tuple(naming.resource_name(deployed().environment, ticket.run_id, job) for job in JOBS)


def _names(ticket: Ticket) -> frozenset[str]:
    return frozenset(_parts(ticket))


def _why(stands: Slot) -> str:
    runs_ahead = "1 run is" if stands.ahead == 1 else f"{stands.ahead} runs are"
    return (
        f"{stands.busy} of the account's {stands.quota} customization jobs run, and "
        f"{runs_ahead} ahead"
    )
