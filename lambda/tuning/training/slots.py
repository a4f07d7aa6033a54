"""Training slots: who may start a customization job now, and who waits for how many others.

An account runs as many customization jobs at a time as its quota says. Tasks take slots by turns,
and the runs of a task in the order in which they were registered; a run that died counts for
nothing, and jobs that others started count as what they are: in the way.

Only those at the head of the line look at Bedrock and at each other. Who stands behind them reads
its place, and looks again the sooner the nearer it is.
"""

import random
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from tuning.account import quotas
from tuning.ledger import executions, queue
from tuning.ledger.queue import Slots
from tuning.ledger.turns import Ticket, Turns, in_order
from tuning.run.registration import Registration
from tuning.run.training import Customization, Slot
from tuning.settings import deployed
from tuning.text import hours as in_hours
from tuning.training import held

SLOTS: Final = 10
"""Customization jobs that an account runs at the same time, where its quota cannot be read.

AWS gives every account so many (L-0406044C, not adjustable). Where one has fewer, the service
refuses a job and the run keeps its place."""

ATTEMPTS: Final = 20
"""Changes of the slots by others that one look puts up with before it leaves it to the next one.

At most as many as there are free slots change them at the same time, and of those one succeeds."""

PAUSE_SECONDS: Final = 0.05
"""The longest pause between two attempts; each draws its own, so that they part."""

SLOWEST: Final = 48
"""Polls between two looks of who stands far behind, or looked often while the line was slow."""

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
    since: str
    waits_since: str

    def says(
        self,
        outcome: Literal["taken", "waiting"],
        *,
        ahead: int,
        busy: int,
        slots: Slots,
    ) -> Slot:
        """Say where the run stands; one that waits for too long leaves the line."""
        pause = self._pause_seconds(ahead, slots.at)
        stands = Slot(
            outcome=outcome,
            ahead=ahead,
            quota=self.quota,
            busy=busy,
            since=self.since,
            job=self.job,
            waits_since=self.waits_since,
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

    def _pause_seconds(self, ahead: int, now: datetime) -> float:
        """Return a pause by the place in line, as long as the execution has room for such looks."""
        poll = deployed().slot_poll_seconds
        slowest = poll * SLOWEST
        until = datetime.fromisoformat(self.since) + timedelta(hours=deployed().line_deadline_hours)
        if deployed().slot_looks - self.looks <= 1 + (until - now).total_seconds() / slowest:
            return slowest
        return min(poll * max(ahead / max(self.quota, 1), 1), slowest)


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
    since = slot.since if slot else slots.at.isoformat()
    earlier = slot.job if slot else 1
    job = customization.attempt if refused and customization else earlier
    known = quotas.customization_jobs()
    look = _Look(
        run_id=run,
        quota=SLOTS if known is None else known,
        looks=slot.looks + 1 if slot else 1,
        refused=refused,
        job=job,
        since=since,
        waits_since=slots.at.isoformat() if job > earlier else (slot and slot.waits_since) or since,
    )
    if not refused and any(ticket.run_id == run for ticket in slots.tickets):
        queue.leave(run)  # an attempt that was thought lost has taken it
        return look.says("taken", ahead=0, busy=len(slots.tickets), slots=slots)
    joined = queue.join(run) if slot is None or refused else None
    line = queue.line()
    mine = joined or next((t for t in line if t.run_id == run), None) or queue.join(run)
    taken = {ticket.run_id for ticket in slots.tickets}
    before = _before(mine, line, slots.turns, without=taken)
    if len(before) > look.quota and not refused:
        if slot and not executions.alive(before[0].execution):
            queue.leave(before[0].run_id)  # or a head of dead runs would keep everybody waiting
        return look.says("waiting", ahead=len(before), busy=len(slots.tickets), slots=slots)
    return _at_the_head(look, mine, line, slots)


def _at_the_head(look: _Look, mine: Ticket, line: list[Ticket], slots: Slots) -> Slot:
    """Take a slot if more are free than runs stand before; else say why not."""
    jobs, ended, dead = held.jobs(), set[str](), set[str]()
    for _ in range(ATTEMPTS):
        kept, turns = [], slots.turns
        for ticket in slots.tickets:
            if ticket.run_id in ended or not held.holds(ticket, look.run_id, jobs):
                ended.add(ticket.run_id)
            elif look.refused and ticket.run_id == look.run_id:
                turns = turns.returned(mine.task)
            else:
                kept.append(ticket)
        busy = len(jobs) + sum(not held.names(ticket) & jobs for ticket in kept)
        gone = {ticket.run_id for ticket in slots.tickets} | dead
        before = _before(mine, line, turns, without=gone)
        while before and len(before) >= look.quota - busy:
            # Who keeps this one waiting is looked after from behind, and no further than it must.
            if executions.alive(before[-1].execution):
                break
            dead.add(before[-1].run_id)
            queue.leave(before[-1].run_id)
            before = _before(mine, line, turns, without=gone | dead)
        goes = len(before) < look.quota - busy and not look.refused
        after = (*kept, mine) if goes else tuple(kept)
        if goes:
            gone = {ticket.run_id for ticket in after} | dead
            turns = turns.given(mine.task, (t.task for t in line if t.run_id not in gone))
        if after == slots.tickets or queue.replace(slots, after, turns):
            if goes:
                queue.leave(look.run_id)
            outcome: Literal["taken", "waiting"] = "taken" if goes else "waiting"
            return look.says(outcome, ahead=len(before), busy=busy, slots=slots)
        time.sleep(random.uniform(0, PAUSE_SECONDS))  # noqa: S311  no secret
        slots, line = queue.read(), queue.line()
    return look.says("waiting", ahead=len(before), busy=len(slots.tickets), slots=slots)


def _before(
    mine: Ticket, line: list[Ticket], turns: Turns, *, without: Collection[str]
) -> list[Ticket]:
    """Return who is served before a run, those first who are served first."""
    gone = {*without, mine.run_id}
    order = in_order([mine, *(ticket for ticket in line if ticket.run_id not in gone)], turns)
    return order[: order.index(mine)]


def _late(stands: Slot, slots: Slots) -> str | None:
    """Say how long the run has waited, once that is too long; the line has moved or it has not."""
    settings = deployed()
    idle, whole = settings.slot_deadline_hours, settings.line_deadline_hours
    joined = datetime.fromisoformat(stands.waits_since)
    moved = datetime.fromisoformat(slots.moved) if slots.moved else joined
    if slots.at - max(joined, moved) >= timedelta(hours=idle):
        return f"no run has got a training slot within {in_hours(idle)}"
    if slots.at - datetime.fromisoformat(stands.since) >= timedelta(hours=whole):
        return f"turn for a training slot did not come within {in_hours(whole)}"
    return None


def _why(stands: Slot) -> str:
    runs_ahead = "1 run is" if stands.ahead == 1 else f"{stands.ahead} runs are"
    return (
        f"{stands.busy} of the account's {stands.quota} customization jobs run, and "
        f"{runs_ahead} ahead"
    )
