"""`python -m tuning extend RUN --hours H --owner NAME --reason "…"`: hold a served model longer."""

from datetime import timedelta

from tuning import clients
from tuning.cli.output import Print
from tuning.hosting import capacity, keeping
from tuning.hosting.leases import LeaseRefused
from tuning.ledger import runs
from tuning.report.words import holding, moment


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
    who = clients.sts().get_caller_identity()["Arn"]
    lease = keeping.prolong(run_id, task=run.task, hours=hours, owner=owner, who=who, why=reason)
    say(
        f"{run_id} holds {holding(lease)}, until {moment(lease.expires_at)}; "
        f"{lease.owner} answers for it."
    )
