"""`python -m tuning extend RUN --hours H --owner NAME --reason "…"`: hold a served model longer."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import timedelta

from tuning.cli import arguments as options
from tuning.cli import environment
from tuning.cli.output import Print, printer
from tuning.hosting import capacity, keeping
from tuning.hosting.leases import LeaseRefused
from tuning.ledger import runs
from tuning.report.words import holding, moment
from tuning.run.lease import LONGEST_HOURS


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    options.add_run(parser)
    parser.add_argument(
        "--hours",
        type=options.hours,
        required=True,
        metavar="H",
        help=f"from now; at most {LONGEST_HOURS}",
    )
    parser.add_argument("--owner", required=True, metavar="NAME", help="answers for the cost")
    parser.add_argument(
        "--reason", type=options.reason, required=True, help="why; it is kept with the lease"
    )
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Extend a lease, and record who did it and why.

    Raises:
        NotDeployed: the environment is not deployed here.
        UnknownRun: the ledger has no run of this id.
        LeaseRefused: nothing is held, its lease is over, or it would end sooner, or too late.
    """
    environment.enter(chosen.env)
    extend(
        chosen.run,
        printer(sys.stdout),
        hours=chosen.hours,
        owner=chosen.owner,
        reason=chosen.reason,
    )
    return 0


def extend(run_id: str, say: Print, *, hours: float, owner: str, reason: str) -> None:
    """Have what a run holds end so many hours from now; who says so and why is recorded.

    Raises:
        UnknownRun: the ledger has no run of this id.
        LeaseRefused: nothing is held, its lease is over, or it would end sooner, or too late.
    """
    run = runs.get(run_id)
    before = run.lease
    if before and before.state == "held" and capacity.now() + timedelta(hours=hours) < before.ends:
        raise LeaseRefused(
            f"run {run_id} is held until {before.expires_at} already; "
            f"`python -m tuning cancel {run_id}` releases it sooner"
        )
    who = environment.caller()
    lease = keeping.prolong(run_id, task=run.task, hours=hours, owner=owner, who=who, why=reason)
    say(f"{run_id} holds {holding(lease)}, until {moment(lease.expires_at)}; owner: {lease.owner}.")
