"""What serves the model of a run now, by the lease that the ledger holds of it."""

from datetime import datetime

from tuning.cli.arguments import Unusable
from tuning.report.words import moment
from tuning.run.hosting import Serving
from tuning.run.run import Run
from tuning.settings import deployed


def serving(run: Run, now: datetime) -> Serving:
    """Return what serves a run's model.

    Args:
        run: the run.
        now: this moment by the service's clock.

    Raises:
        Unusable: nothing does; the message has the next step.
    """
    lease = run.held
    if lease is None or lease.arn is None:
        raise Unusable(f"nothing serves the model of {run.run_id} now: {_next_step(run)}")
    if lease.ends <= now:
        raise Unusable(
            f"what serves the model of {run.run_id} was held until {moment(lease.expires_at)}, and "
            f"is being released: {_next_step(run)}"
        )
    return Serving(
        kind=lease.kind,
        name=lease.name,
        arn=lease.arn,
        units=lease.units,
        unit_hour_usd=lease.unit_hour_usd,
        since=lease.since or "",
        lease_ends=lease.expires_at,
    )


def serve(name: str) -> str:
    """Return the command that hosts a stored model, of a task or of a run."""
    return (
        f"`python -m tuning serve {name} --hours H --owner NAME --env {deployed().environment}` "
        "hosts it"
    )


def _next_step(run: Run) -> str:
    if run.stored_model:
        return serve(run.run_id)
    return (
        f"it has no model; `python -m tuning runs {run.run_id} --env {deployed().environment}` "
        "shows how it stands"
    )
