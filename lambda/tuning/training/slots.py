"""Training slots: who may start a customization job now, and who waits for how many others.

An account runs as many customization jobs at a time as its quota says. Runs take slots in the order
in which they came; a run that died counts for nothing, and jobs that others started count as what
they are: in the way.

Only those at the head of the line look at Bedrock and at each other. Who stands behind them reads
its place, and looks again the sooner the nearer it is.
"""

import random
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.account import quotas
from tuning.errors import UnknownRun, UnreadableRun, code_of
from tuning.ledger import executions, queue, runs
from tuning.ledger.queue import Slots, Ticket
from tuning.run.registration import Registration
from tuning.run.training import Customization, Slot
from tuning.settings import deployed
from tuning.text import hours as in_hours
from tuning.training.jobs import JOBS

SLOTS: Final = 10
"""Customization jobs that an account runs at the same time, where its quota cannot be read.

AWS gives every account so many (L-0406044C, not adjustable). Where one has fewer, the service
refuses a job and the run keeps its place."""

BUSY: Final[tuple[Literal["InProgress", "Stopping"], ...]] = ("InProgress", "Stopping")
"""The statuses of jobs that take up the quota."""

ATTEMPTS: Final = 20
"""Changes of the slots by others that one look puts up with before it leaves it to the next one.

At most as many as there are free slots change them at the same time, and of those one succeeds."""

PAUSE_SECONDS: Final = 0.05
"""The longest pause between two attempts; each draws its own, so that they part."""

SLOWEST: Final = 24
"""Polls between two looks of who stands far behind."""

SPREAD: Final = 0.25
"""The share by which a pause may be longer, so that runs that came together part."""


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What a run sees when it looks, before it takes anything."""

    run_id: str
    quota: int
    looks: int
    refused: str | None
    job: int
    waits_since: str | None

    def says(
        self,
        outcome: Literal["taken", "waiting"],
        mine: Ticket,
        *,
        ahead: int,
        busy: int,
        slots: Slots,
    ) -> Slot:
        """Say where the run stands; one that waits for too long leaves the line."""
        pause = deployed().slot_poll_seconds * min(max(ahead / max(self.quota, 1), 1), SLOWEST)
        stands = Slot(
            outcome=outcome,
            ahead=ahead,
            quota=self.quota,
            busy=busy,
            since=mine.since,
            job=self.job,
            waits_since=self.waits_since or mine.since,
            looks=self.looks,
            wait_seconds=round(pause * random.uniform(1, 1 + SPREAD)),  # noqa: S311  no secret
        )
        if outcome == "taken":
            return stands
        why = self.refused or _why(stands)
        late = _late(stands, slots)
        if late is None:
            return replace(stands, message=why)
        queue.leave(self.run_id)
        return replace(stands, outcome="timed_out", message=f"{late}: {why}")


def take(
    registration: Registration, slot: Slot | None, customization: Customization | None
) -> Slot:
    """Take a slot when one is free and nobody waited longer; a run that has one keeps it.

    Args:
        registration: the run.
        slot: what the run was told when it asked last.
        customization: what became of the slot that it took last; ``no_slot`` when the service did
            not think that one was free. The run then keeps its place and asks again later. A job
            that is started once more has a deadline of its own: the time in which the first one
            waited and stalled does not count.
    """
    refused = (
        customization.message or "the service started no job"
        if slot and slot.outcome == "taken" and customization and customization.outcome == "no_slot"
        else None
    )
    run, slots = registration.run_id, queue.read()
    earlier = slot.job if slot else 1
    job = customization.attempt if refused and customization else earlier
    began = slot.waits_since if slot else None
    known = quotas.customization_jobs()
    look = _Look(
        run_id=run,
        quota=SLOTS if known is None else known,
        looks=slot.looks + 1 if slot else 1,
        refused=refused,
        job=job,
        waits_since=slots.at.isoformat() if job > earlier else began,
    )
    mine = next((t for t in slots.tickets if t.run_id == run), None)
    if mine and not refused:
        queue.leave(run)  # an attempt that was thought lost has taken it
        return look.says("taken", mine, ahead=0, busy=len(slots.tickets), slots=slots)
    mine = queue.placed(run, since=slot.since) if slot else queue.join(run)
    first = queue.head(look.quota + 1)
    before = [t for t in first if t.joined < mine.joined]
    if len(before) > look.quota and not refused:
        if slot and not executions.alive(before[0].execution):
            queue.leave(before[0].run_id)  # or a head of dead runs would keep everybody waiting
        ahead = queue.ahead_of(mine)
        return look.says("waiting", mine, ahead=ahead, busy=len(slots.tickets), slots=slots)
    return _at_the_head(look, queue.join(run) if slot else mine, before, slots)


def _at_the_head(look: _Look, mine: Ticket, before: list[Ticket], slots: Slots) -> Slot:
    """Take a slot if more are free than runs stand before; else say why not."""
    jobs, ended, dead = _jobs(), set[str](), set[str]()
    for _ in range(ATTEMPTS):
        kept = []
        for ticket in slots.tickets:
            if ticket.run_id in ended or not _holds(ticket, look.run_id, jobs):
                ended.add(ticket.run_id)
            elif not (look.refused and ticket.run_id == look.run_id):
                kept.append(ticket)
        taken = {ticket.run_id for ticket in kept}
        busy = len(jobs) + sum(not _names(ticket) & jobs for ticket in kept)
        waiting = [t for t in before if t.run_id not in taken | dead]
        while waiting and len(waiting) >= look.quota - busy:
            # Who keeps this one waiting is looked after from behind, and no further than it must.
            if executions.alive(waiting[-1].execution):
                break
            dead.add(waiting[-1].run_id)
            queue.leave(waiting.pop().run_id)
        goes = len(waiting) < look.quota - busy and not look.refused
        after = (*kept, mine) if goes else tuple(kept)
        if after == slots.tickets or queue.replace(slots, after):
            if goes:
                queue.leave(look.run_id)
            return look.says(
                "taken" if goes else "waiting", mine, ahead=len(waiting), busy=busy, slots=slots
            )
        time.sleep(random.uniform(0, PAUSE_SECONDS))  # noqa: S311  no secret
        slots = queue.read()
    return look.says("waiting", mine, ahead=len(before), busy=len(slots.tickets), slots=slots)


def _late(stands: Slot, slots: Slots) -> str | None:
    """Say how long the run has waited, once that is too long; the line has moved or it has not."""
    settings = deployed()
    idle, whole = settings.slot_deadline_hours, settings.line_deadline_hours
    joined = datetime.fromisoformat(stands.waits_since)
    moved = datetime.fromisoformat(slots.moved) if slots.moved else joined
    if slots.at - max(joined, moved) >= timedelta(hours=idle):
        return f"no run has got a training slot within {in_hours(idle)}"
    if slots.at - joined >= timedelta(hours=whole) or stands.looks >= settings.slot_looks:
        return f"turn for a training slot did not come within {in_hours(whole)}"
    return None


def _jobs() -> set[str]:
    """Return the names of all jobs that take up the account's quota."""
    found: set[str] = set()
    for status in BUSY:
        pages = clients.bedrock().get_paginator("list_model_customization_jobs")
        for page in pages.paginate(statusEquals=status):
            found |= {job["jobName"] for job in page.get("modelCustomizationJobSummaries", ())}
    return found


def _holds(ticket: Ticket, run: str, jobs: set[str]) -> bool:
    """Say whether a slot that was taken is still used, or still to be used."""
    if _names(ticket) & jobs:
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


def _names(ticket: Ticket) -> frozenset[str]:
    return frozenset(_parts(ticket))


def _why(stands: Slot) -> str:
    runs_ahead = "1 run is" if stands.ahead == 1 else f"{stands.ahead} runs are"
    return (
        f"{stands.busy} of the account's {stands.quota} customization jobs run, and "
        f"{runs_ahead} ahead"
    )
