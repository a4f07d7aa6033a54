"""The reaper: releases whatever is ours and nobody may hold, and closes runs that broke off.

It trusts Bedrock's list and not ours. First it asks what there is, then whose that is: whatever is
listed was leased before, so a lease that is not there by then never was.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from tuning.costs import spending
from tuning.costs.actual import cost
from tuning.errors import TuningError, UnreadableRun
from tuning.hosting import capacity, release
from tuning.hosting.capacity import Capacity
from tuning.ledger import executions, items, queue, runs
from tuning.run.hosting import Release
from tuning.run.keys import KEYS
from tuning.run.lease import HOUR, LEASE, Lease, lasts
from tuning.run.run import Run
from tuning.settings import deployed
from tuning.upkeep import closing, retention

KNOWN: Final = (TuningError, ClientError, BotoCoreError)
"""What says by itself what went wrong; of anything else its kind is named too."""

STATE: Final = "Reap"
"""What the reaper records itself as in a run's timeline."""


class ReaperFailed(TuningError):
    """Something could not be released or closed; the message says what, and what came of the rest.

    It is raised after everything else was seen to, so that the failure is heard and harms nothing.
    """


@dataclass(kw_only=True)
class Sweep:
    """What one sweep found and did.

    Attributes:
        released: ARNs that were deleted, and jobs that were stopped.
        kept: ARNs under a valid lease.
        foreign: ARNs that are not this environment's; they are never touched.
        foreign_units: model units of foreign provisioned throughput.
        retired: custom models that were deleted, because nothing had served them for long.
        closed: runs whose execution had broken off.
        orphaned_hours: for how long what nobody may hold has outlived its lease by more than one
            period of the reaper, or its run if it could not be released now; together.
        failures: what could not be done, a sentence each.
    """

    released: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    foreign_units: int = 0
    retired: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    orphaned_hours: float = 0.0
    failures: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> dict[str, str]:
        """What a person has to see to, a sentence each, by what it is about."""
        bought = {
            arn: f"{arn} bills in this account, and no run of this environment bought it"
            for arn in self.foreign
            if ":provisioned-model/" in arn
        }
        return bought | {failure.partition(": ")[0]: failure for failure in self.failures}


def sweep() -> Sweep:
    """Release what is ours and nobody may hold, close runs that broke off; sweeping is harmless.

    Ours is what carries this environment's tags. One failure does not keep the rest.
    """
    done, now = Sweep(), capacity.now()
    found: dict[str | None, list[Capacity]] = defaultdict(list)
    served: set[str] = set()
    listed = False
    with _noting_failure(done, [], now, whose="what Bedrock lists"):
        for resource in capacity.everything():
            served.add(resource.model_arn)
            if resource.ours:
                found[resource.run_id].append(resource)
            else:
                done.foreign.append(resource.arn)
                done.foreign_units += resource.units
        listed = True
    for nobodys in found.pop(None, []):
        with _noting_failure(done, [nobodys], now):
            capacity.delete(nobodys)
            done.released.append(nobodys.arn)
    looked_after = {*filter(None, found)}
    with _noting_failure(done, [], now, whose="the index of open runs"):
        looked_after.update(items.open_ids())
    for run_id in sorted(looked_after):
        held = found.get(run_id, [])
        with _noting_failure(done, held, now, whose=f"run {run_id}"):
            _tend(run_id, held, now, done)
    if listed:  # who does not know all that is served retires nothing
        with _noting_failure(done, [], now):
            _retire(served, now, done)
    return done


def tend(run_id: str) -> Sweep:
    """Do for one run what a sweep does for all: its execution broke off, or its lease is over."""
    done, now = Sweep(), capacity.now()
    held = list(capacity.of(run_id))
    with _noting_failure(done, held, now, whose=f"run {run_id}"):
        _tend(run_id, held, now, done)
    return done


def tend_execution(execution: str) -> Sweep:
    """Tend the run that an execution owns; one that owns none has nothing to release.

    A run that the index does not show yet is found by the next sweep.
    """
    done = Sweep()
    for run_id in list(items.open_ids(execution=execution)):
        done = tend(run_id)
    return done


def _retire(served: set[str], now: datetime, done: Sweep) -> None:
    """Delete what has outlived the environment's retention; people hear of what was deleted."""
    try:
        for model in retention.aged(served, now):
            with _noting_failure(done, [], now):
                if retention.outlived(model, now) and retention.delete(model):
                    done.retired.append(model.arn)
    finally:
        if done.retired:
            closing.tell_of_retention(done.retired)


def _tend(run_id: str, held: list[Capacity], now: datetime, done: Sweep) -> None:
    try:
        run = runs.find(run_id)  # after the list was read: what is listed was leased before
    except UnreadableRun:
        _release_untagged(held, now, done)
        raise
    alive = run is not None and executions.alive(run.execution)
    if run and not alive:
        run = runs.get(run_id)  # its last words may have been written while it was looked for
    lease = run.lease if run else None
    broke_off = run is not None and run.unfinished and not alive
    valid = _valid(lease, held, now) and lease is not None and (lease.kept or alive)
    strays = [
        resource for resource in held if not (valid and lease and lease.covers(resource.arn, now))
    ]
    forged = lease is not None and lease.state != "released" and lease.ends > now and not valid
    done.kept += [resource.arn for resource in held if resource not in strays]
    released: list[str] = []
    withdrawn: str | None = None
    if valid:
        for resource in strays:
            capacity.delete(resource)
            released.append(resource.arn)
    elif strays or broke_off or (run and run.held):
        done.orphaned_hours += _overdue(lease, strays, now)
        ended = _release(run_id, run)
        released += [*ended.stopped, *ended.deleted]
        withdrawn = ended.withdrawn
    done.released += released
    if run and not alive:
        queue.leave(run_id)  # nobody waits behind a run that is over
    if run and broke_off:
        if closing.close(run):
            done.closed.append(run_id)
    elif (released or withdrawn) and (forged or not alive):
        closing.tell_of_release(run_id, run, released, withdrawn)
    elif run and not alive and not run.is_open:  # what an execution does still costs
        spending.settled(run, usd=cost(run).total_usd)  # who ended it may have been stopped first
        runs.settle(run_id)


def _release(run_id: str, run: Run | None) -> Release:
    started = items.now()
    released = release.release(run_id)
    if run:
        items.record(run_id, state=STATE, key=KEYS[Release], result=released, started=started)
    return released


def _valid(lease: Lease | None, held: list[Capacity], now: datetime) -> bool:
    return lease is not None and lease.state != "released" and _lasts(lease.ends, held, now)


def _lasts(ends: datetime, held: list[Capacity], now: datetime) -> bool:
    bound = max((each.bound_until for each in held if each.bound_until), default=None)
    return lasts(ends, now, bound)


def _release_untagged(held: list[Capacity], now: datetime, done: Sweep) -> None:
    """Release what a run holds whose item nobody can read, unless its own tag says for how long.

    The tag is written with the lease, so an item that is broken lets nothing bill for ever, and a
    release that cannot read the items of another takes nothing away from a model in use.
    """
    for resource in held:
        if not _tagged_for_longer(resource, now):
            capacity.delete(resource)
            done.released.append(resource.arn)


def _tagged_for_longer(resource: Capacity, now: datetime) -> bool:
    try:
        return _lasts(datetime.fromisoformat(resource.tags[LEASE]), [resource], now)
    except (KeyError, ValueError, TypeError):  # no tag, no time, or none that can be compared
        return False


def _overdue(lease: Lease | None, held: list[Capacity], now: datetime) -> float:
    """Return for how long what is held has outlived its lease, beyond one period of the reaper."""
    if lease is None or not held:
        return 0.0
    period = timedelta(minutes=deployed().reaper_minutes)
    return max(0.0, (now - lease.ends - period) / HOUR)


@contextmanager
def _noting_failure(
    done: Sweep, held: list[Capacity], now: datetime, *, whose: str = "the ledger or a model"
) -> Iterator[None]:
    """Note a failure and go on: what one run or service does must not keep the others billing."""
    try:
        yield
    except Exception as error:  # whatever broke: the others still bill
        why = str(error) if isinstance(error, KNOWN) else f"{type(error).__name__}: {error}"
        done.failures.append(f"{', '.join(resource.arn for resource in held) or whose}: {why}")
        period = timedelta(minutes=deployed().reaper_minutes)
        done.orphaned_hours += sum(
            max(0.0, (now - resource.created_at - period) / HOUR) for resource in held
        )
