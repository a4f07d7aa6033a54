"""What a run has cost so far: tokens trained, asked and answered, and unit-hours held."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tuning.costs import prices
from tuning.costs.estimate import Estimate
from tuning.evaluation.asking import Answers
from tuning.ledger.run import Run

COSTS: Final = "cost.json"
"""Beside the report of a run: what was expected, and what it came to."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one run has cost, in USD; None where it is not known.

    Attributes:
        training_usd: tokens x epochs x price of a job that completed; what Bedrock charges for one
            that was stopped or failed on the way is not known here.
        evaluation_tokens: that the comparison asked and answered, both models. What Bedrock's
            evaluation jobs ask besides is billed too, and they do not tell how much it is.
        evaluation_usd: of those that bill by the token.
        hosting_usd: unit-hours x price.
        unit_hours: model units of provisioned throughput x hours from purchase to release.
        total_usd: all of it together, when all is known.
        storage_month_usd: what the custom model bills each month from now until it is deleted, and
            which is not in the total.
    """

    training_usd: float | None
    evaluation_tokens: int
    evaluation_usd: float | None
    hosting_usd: float | None
    unit_hours: float | None
    total_usd: float | None
    storage_month_usd: float | None


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What ``cost.json`` of a run holds: what was expected beside what it came to.

    Attributes:
        estimate: for the mode in which the model was served; None when nothing was estimated.
    """

    run_id: str
    estimate: Estimate | None
    actual: Cost


def bill(run: Run) -> Bill:
    """Return what a run was expected to cost, and what it has cost so far."""
    return Bill(run_id=run.run_id, estimate=expected(run), actual=cost(run))


def expected(run: Run) -> Estimate | None:
    """Return the estimate of a run: of its plan, or else of the validation of its dataset."""
    if run.hosting_plan:
        return run.hosting_plan.costs
    return run.admission.estimate if run.admission else None


def cost(run: Run, *, now: datetime | None = None) -> Cost:
    """Return what a run has cost so far.

    Args:
        run: the run as the ledger holds it.
        now: this moment by the service's clock (``clients.service_time``), to which throughput that
            is still held is counted; without it, to the last answer that the comparison got.
    """
    training = _training_usd(run)
    evaluation = _evaluation_usd(run)
    hours = _unit_hours(run, now)
    hosting = _hosting_usd(run, hours)
    parts = [part for part in (training, evaluation, hosting) if part is not None]
    return Cost(
        training_usd=training,
        evaluation_tokens=run.answers.input_tokens + run.answers.output_tokens
        if run.answers
        else 0,
        evaluation_usd=evaluation,
        hosting_usd=hosting,
        unit_hours=hours,
        total_usd=sum(parts) if len(parts) == 3 else None,
        storage_month_usd=_storage_month_usd(run),
    )


def _training_usd(run: Run) -> float | None:
    if run.customization is None or run.customization.outcome == "no_slot":
        return 0.0
    completed = run.training_status is not None and run.training_status.outcome == "completed"
    estimate = expected(run)
    return estimate.training_usd if completed and estimate else None


def _evaluation_usd(run: Run) -> float | None:
    answers, registration = run.answers, run.registration
    if answers is None:
        return 0.0
    if registration is None:
        return None
    model, by_token = registration.plan.base_model, run.throughput is None
    base = _usd(
        model,
        base=True,
        asked=answers.input_tokens - answers.custom_input_tokens,
        answered=answers.output_tokens - answers.custom_output_tokens,
    )
    custom = _custom_usd(model, answers) if by_token else 0.0
    return None if base is None or custom is None else base + custom


def _custom_usd(model: str, answers: Answers) -> float | None:
    return _usd(
        model,
        base=False,
        asked=answers.custom_input_tokens,
        answered=answers.custom_output_tokens,
    )


def _usd(model: str, *, base: bool, asked: int, answered: int) -> float | None:
    question, answer = prices.tokens(model, base=base)
    if question is None or answer is None:
        return None
    return (asked * question + answered * answer) / 1000


def _unit_hours(run: Run, now: datetime | None) -> float | None:
    if run.lease is None:
        return 0.0
    if run.lease.state == "released" or run.lease.units == 0:
        return run.lease.unit_hours
    if now is None:
        stamped = run.answers.answered_at if run.answers else ""
        if not stamped:
            return None
        now = datetime.fromisoformat(stamped)
    return run.lease.billed(now)


def _hosting_usd(run: Run, hours: float | None) -> float | None:
    if hours == 0:
        return 0.0
    price = run.lease.unit_hour_usd if run.lease else None
    return None if hours is None or price is None else hours * price


def _storage_month_usd(run: Run) -> float | None:
    if run.training_status is None or run.training_status.model_arn is None:
        return 0.0
    estimate = expected(run)
    return estimate.storage_month_usd if estimate else None
