"""Leases: who holds what, at which price and until when; written before anything is bought.

A lease is an attribute of its run in the ledger, and every change of it is one conditional write
against what was read: of two that change it at once, one reads again. Its times are the service's
own (`clients.service_time`), because the service's clock is the one that bills.

    (none) ── intend ──► intended ── held ──► held ── end ──► released ── intend ──► intended, g + 1
                             └───── withdraw, end ─────────────┘

The generation grows only after a release that was confirmed, so that all attempts to buy before it
carry one client request token, and the service answers the second with what the first has bought.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import msgspec

from tuning import naming
from tuning.errors import TuningError, UnknownRun
from tuning.ledger import items
from tuning.room import fitting
from tuning.run.lease import (
    LEASE,
    LONGEST_HOURS,
    MOST_EXTENSIONS_BYTES,
    Extension,
    Kind,
    Lease,
)
from tuning.settings import deployed
from tuning.text import hours as in_hours

SERVING: Final = "serving"
"""The part of a name that says what it is for: short enough for the longest run's name."""


class LeaseRefused(TuningError):
    """What was asked would leave something billing that no valid lease covers; why is said."""


class IntentOver(LeaseRefused):
    """A lease ended before anything was known to be bought under it.

    Attributes:
        lease: as it stands in the ledger.
    """

    def __init__(self, lease: Lease) -> None:
        """Name the lease."""
        super().__init__(
            f"the lease of run {lease.run_id} ended at {lease.expires_at}, and nothing is known to "
            "be held under it"
        )
        self.lease = lease


def of(run_id: str) -> Lease | None:
    """Return the lease of a run; None where there is none, or no such run."""
    try:
        text = items.text(run_id, LEASE)
    except UnknownRun:
        return None
    return None if text is None else _read(text)


def intend(
    run_id: str,
    *,
    kind: Kind,
    owner: str,
    units: int,
    unit_hour_usd: float | None,
    hours: float,
    now: datetime,
) -> Lease:
    """Write that something is about to be bought; asking again returns what was written.

    Args:
        run_id: a run that is still running: for another nothing may be bought any more.
        kind: what is about to be bought.
        owner: who answers for what it costs.
        units: model units; 0 for a deployment.
        unit_hour_usd: the price, None when it is unknown.
        hours: until it is over.
        now: this moment by the service's clock.

    Raises:
        LeaseRefused: the run has ended, or its lease is over, or longer than any may be.
        IntentOver: the lease is over and names nothing.
    """
    if not 0 < hours <= LONGEST_HOURS:
        raise LeaseRefused(
            f"a lease of {in_hours(hours)}: it must be above 0 and at most {LONGEST_HOURS}"
        )

    def intended(before: Lease | None) -> Lease:
        if before and before.state != "released":
            if now >= before.ends and before.state == "intended":
                raise IntentOver(before)
            if now >= before.ends:
                raise LeaseRefused(
                    f"the lease of run {run_id} ended at {before.expires_at}: nothing is bought "
                    "under it any more"
                )
            return before
        return Lease(
            run_id=run_id,
            kind=kind,
            name=naming.resource_name(deployed().environment, run_id, SERVING),
            owner=owner,
            units=units,
            unit_hour_usd=unit_hour_usd,
            expires_at=(now + timedelta(hours=hours)).isoformat(),
            generation=before.generation + 1 if before else 1,
            unit_hours=before.unit_hours if before else 0.0,
            extensions=before.extensions if before else (),
        )

    return _change(run_id, intended, only_running=True)


def held(run_id: str, *, arn: str, since: datetime) -> Lease:
    """Write what the service has named, and since when it bills.

    Raises:
        LeaseRefused: the lease was ended in the meantime, so nobody may hold it: release it.
    """

    def named(before: Lease | None) -> Lease:
        if before is None or before.state == "released":
            raise LeaseRefused(f"{arn} came after the lease of run {run_id} was ended")
        if before.arn == arn:
            return before
        return replace(before, state="held", arn=arn, since=since.isoformat())

    return _change(run_id, named)


def withdraw(lease: Lease) -> Lease:
    """Write that nothing came of an intent; the next one then has an end and a token of its own.

    For who knows that nothing was bought: the service said no, or its list shows nothing. A lease
    that anybody has changed since it was read stays as it is, and is returned.
    """

    def withdrawn(before: Lease | None) -> Lease:
        if before is None:
            raise UnknownRun(lease.run_id)
        return replace(before, state="released") if before == lease else before

    return _change(lease.run_id, withdrawn)


def extend(run_id: str, *, until: datetime, now: datetime, owner: str, who: str, why: str) -> Lease:
    """Set when the lease of what is held ends, under a name that answers for it.

    Raises:
        LeaseRefused: nothing is held, the lease is over, or it would end too late.
    """

    def extended(before: Lease | None) -> Lease:
        if before is None or before.state != "held":
            raise LeaseRefused(f"run {run_id} holds nothing, so there is nothing to extend")
        if now >= before.ends:
            raise LeaseRefused(
                f"the lease of run {run_id} ended at {before.expires_at}; it is being released"
            )
        if until > now + timedelta(hours=LONGEST_HOURS):
            raise LeaseRefused(
                f"a lease ends at most {LONGEST_HOURS} hours from now; say so again before then"
            )
        extension = Extension(who=who, when=now.isoformat(), why=why, until=until.isoformat())
        return replace(
            before,
            owner=owner,
            expires_at=extension.until,
            kept=True,
            extensions=_latest((*before.extensions, extension)),
        )

    return _change(run_id, extended)


def _latest(extensions: tuple[Extension, ...]) -> tuple[Extension, ...]:
    """Return the newest extensions that an item has room for, the oldest of them first."""
    return fitting(reversed(extensions), MOST_EXTENSIONS_BYTES)[::-1]


def bind(run_id: str, *, arn: str, since: datetime, until: datetime) -> Lease | None:
    """Write that committed throughput cannot be given back before its term, whoever wants it.

    The lease then lasts as long as the term: nobody can end it sooner, and it ends with it. One
    that was ended while the service's list did not show the throughput holds it again.
    """

    def bound(before: Lease | None) -> Lease:
        if before is None:
            raise UnknownRun(run_id)
        return replace(
            before,
            state="held",
            arn=arn,
            since=since.isoformat(),
            expires_at=until.isoformat(),
            kept=True,
        )

    return None if of(run_id) is None else _change(run_id, bound)


def end(run_id: str, *, unit_hours: float = 0.0, late_hours: float = 0.0) -> Lease | None:
    """Write that nothing is held any more: after the release was confirmed, and never before.

    Args:
        run_id: the run; one without a lease, or that the ledger does not know, has nothing to end.
        unit_hours: what this generation billed; of two that release at once it counts once.
        late_hours: what was billed by something that came after the lease was ended.
    """

    def ended(before: Lease | None) -> Lease:
        if before is None:
            raise UnknownRun(run_id)
        billed = late_hours + (0.0 if before.state == "released" else unit_hours)
        return replace(before, state="released", unit_hours=before.unit_hours + billed, kept=False)

    return None if of(run_id) is None else _change(run_id, ended)


def _change(
    run_id: str, change: Callable[[Lease | None], Lease], *, only_running: bool = False
) -> Lease:
    """Read, change and write on condition that nobody else wrote; else again from the start."""
    while True:
        text = items.text(run_id, LEASE)
        before = None if text is None else _read(text)
        after = change(before)
        if after == before:
            return after
        written = msgspec.json.encode(after).decode()
        if items.swap(run_id, LEASE, before=text, after=written, only_running=only_running):
            return after
        recorded = items.text(run_id, LEASE)
        if recorded == written:
            return after  # an attempt that was thought lost has arrived
        if recorded == text and only_running:
            raise LeaseRefused(f"run {run_id} has ended: nothing may be bought for it any more")


def _read(text: str) -> Lease:
    return msgspec.json.decode(text, type=Lease, strict=False)
