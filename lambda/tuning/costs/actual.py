"""What a run has cost so far: tokens trained and unit-hours held, at the prices it was told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tuning.ledger.run import Run

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Training and hosting of one run, in USD; None where it is not known.

    Evaluation tokens and requests, which are cents, are not in it.

    Attributes:
        training_usd: tokens x epochs x price of a job that completed; what Bedrock charges for one
            that was stopped or failed on the way is not known here.
        hosting_usd: unit-hours x price.
        unit_hours: model units of provisioned throughput x hours from purchase to release.
        total_usd: both together, when both are known.
        storage_month_usd: what the custom model bills each month from now until it is deleted, and
            which is not in the total.
    """

    training_usd: float | None
    hosting_usd: float | None
    unit_hours: float | None
    total_usd: float | None
    storage_month_usd: float | None


def cost(run: Run, *, now: datetime | None = None) -> Cost:
    """Return what a run has cost so far.

    Args:
        run: the run as the ledger holds it.
        now: this moment by the service's clock (``clients.service_time``), to which throughput that
            is still held is counted; without it, to the last answer that the comparison got.
    """
    training = _training_usd(run)
    hours = _unit_hours(run, now)
    hosting = _hosting_usd(run, hours)
    total = None if training is None or hosting is None else training + hosting
    return Cost(
        training_usd=training,
        hosting_usd=hosting,
        unit_hours=hours,
        total_usd=total,
        storage_month_usd=_storage_month_usd(run),
    )


def _training_usd(run: Run) -> float | None:
    if run.customization is None:
        return 0.0
    completed = run.training_status is not None and run.training_status.outcome == "completed"
    estimate = run.admission.estimate if run.admission else None
    return estimate.training_usd if completed and estimate else None


def _unit_hours(run: Run, now: datetime | None) -> float | None:
    if run.release:
        return run.release.unit_hours
    if run.throughput is None:
        return 0.0
    if now is None:
        stamped = run.comparison.answered_at if run.comparison else ""
        if not stamped:
            return None
        now = datetime.fromisoformat(stamped)
    held = now - datetime.fromisoformat(run.throughput.bought_at)
    return run.throughput.units * (held / HOUR)


def _hosting_usd(run: Run, hours: float | None) -> float | None:
    if run.release:
        return run.release.hosting_usd
    if hours == 0:
        return 0.0
    price = run.throughput.unit_hour_usd if run.throughput else None
    return None if hours is None or price is None else hours * price


def _storage_month_usd(run: Run) -> float | None:
    if run.training_status is None or run.training_status.model_arn is None:
        return 0.0
    estimate = run.admission.estimate if run.admission else None
    return estimate.storage_month_usd if estimate else None
