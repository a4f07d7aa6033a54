"""Money: how old the prices are, and whether everything that bills has a valid lease."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from tuning.cli.doctor.finding import DoctorFinding, fix, ok, warn
from tuning.cli.doctor.target import Target
from tuning.costs import foresight, prices
from tuning.errors import UnreadableRun
from tuning.hosting import capacity
from tuning.ledger import runs
from tuning.settings import deployed

OLDEST: Final = timedelta(days=90)
"""Prices change a few times a year; older ones may well be wrong."""


def ages(target: Target) -> Iterator[DoctorFinding]:
    """Look how old the base model's prices are."""
    own = [price for price in prices.price_list().prices if price.model == target.model.id]
    command = "python -m tuning prices --refresh"
    if not own:
        said = f"none is known for {target.model.id}; ceilings refuse what they cannot price"
        yield warn("prices", said, command)
        return
    oldest = min(date.fromisoformat(price.as_of) for price in own)
    age = datetime.now(UTC).date() - oldest
    said = f"{len(own)} of {target.model.id}, the oldest of {oldest}"
    if age > OLDEST:
        yield warn("prices", f"{said}, which is {age.days} days ago", command)
    else:
        yield ok("prices", said)


def ceilings(target: Target) -> Iterator[DoctorFinding]:
    """Say what the ceilings will say to every run, before one is refused."""
    for sentence in foresight.warnings(deployed(), target.model.id):
        yield warn("ceilings", sentence)


def leases(target: Target) -> Iterator[DoctorFinding]:
    """Hold what Bedrock has against the ledger's leases, in both directions."""
    now = capacity.now()
    found = list(capacity.everything())
    ours = [each for each in found if each.ours]
    broken: list[UnreadableRun] = []
    still_open = runs.still_open(unread=broken.append)
    held = {run.run_id: run.lease for run in still_open if run.lease and run.held}
    for error in broken:
        said, _, remedy = str(error).rpartition("; ")
        yield fix("ledger", said, remedy)
    covered = 0
    for each in ours:
        lease = held.get(each.run_id or "")
        if lease and lease.covers(each.arn, now):
            covered += 1
            continue
        command = f"python -m tuning cancel {each.run_id} --env {target.environment}"
        if each.run_id is None:
            kind = "provisioned-model-throughput"
            command = f"aws bedrock delete-{kind} --provisioned-model-id {each.arn}"
        yield fix("lease", f"{each.arn} bills and no valid lease covers it", command)
    serving = {each.run_id for each in ours}
    for run_id in held.keys() - serving:
        minutes = deployed().reaper_minutes
        said = f"run {run_id} has a lease and holds nothing; the reaper ends it in {minutes} min"
        yield warn("lease", said)
    foreign = len(found) - len(ours)
    beside = f"; {foreign} of others in this account, left alone" if foreign else ""
    yield ok("leases", f"{covered} things serve models under a valid lease{beside}")
