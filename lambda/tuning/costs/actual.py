"""What a run has cost so far: the one account of it, whoever shows it.

Terminal, report, notification and cost.json all take their figures and their sentence from
``cost``, so one run has one cost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tuning.costs import judging
from tuning.costs.prices import PriceList, price_list
from tuning.run.estimate import Estimate
from tuning.run.run import Run, RunStatus
from tuning.text import usd

COSTS: Final = "cost.json"
"""Beside the report of a run: what was expected, and what it came to."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one run has cost, in USD; None where it is not known.

    Attributes:
        sentence: all of it in words, what is unknown named.
        known_usd: what is known of it, together.
        total_usd: all of it together; None while a part is unknown.
        unknown: the parts that nobody can put a figure to, in words.
        training_usd: tokens x epochs x price of a job that completed; what Bedrock charges for one
            that was stopped or failed on the way is not known here.
        training_method: how the tokens were counted; Bedrock tells nobody how many it trained on.
        evaluation_tokens: that the comparison asked and answered, both models, as the answers
            themselves report. What Bedrock's evaluation jobs ask besides is billed too, and they
            do not tell how much it is.
        evaluation_usd: of those that bill by the token.
        hosting_usd: unit-hours x price.
        unit_hours: model units of provisioned throughput x hours from purchase to release.
        storage_month_usd: what the custom model bills each month from now until it is deleted, and
            which is not in the total.
    """

    sentence: str
    known_usd: float
    total_usd: float | None
    unknown: tuple[str, ...]
    training_usd: float | None
    training_method: str
    evaluation_tokens: int
    evaluation_usd: float | None
    hosting_usd: float | None
    unit_hours: float | None
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
            is still held is counted; without it, to the last answer that the comparison got, and
            what goes on after that is named as unknown.
    """
    training, evaluation = _training_usd(run), _evaluation_usd(run)
    asked = run.answers or run.prospect
    hours = _unit_hours(run, now)
    hosting = _hosting_usd(run, hours)
    known = sum(part for part in (training, evaluation, hosting) if part is not None)
    to_last_answer = now is None and run.held is not None and run.held.units > 0
    unknown = tuple(
        _unknown(run, training, evaluation, hosting, hours, to_last_answer=to_last_answer)
    )
    estimate = expected(run)
    return Cost(
        sentence=_sentence(known, unknown, estimated=bool(training)),
        known_usd=known,
        total_usd=None if unknown else known,
        unknown=unknown,
        training_usd=training,
        training_method=estimate.token_method if estimate and training else "",
        evaluation_tokens=asked.input_tokens + asked.output_tokens if asked else 0,
        evaluation_usd=evaluation,
        hosting_usd=hosting,
        unit_hours=hours,
        storage_month_usd=_storage_month_usd(run),
    )


def prices_of(run: Run) -> PriceList:
    """Return the prices that a run was planned with; of a plan without any, those of the table."""
    if run.hosting_plan and run.hosting_plan.prices:
        return PriceList(prices=run.hosting_plan.prices)
    return price_list()


def _sentence(known: float, unknown: tuple[str, ...], *, estimated: bool) -> str:
    parts = [f"{part} (unknown)" for part in unknown]
    if known or not parts:
        parts = [usd(known) + " (training estimated)" * estimated, *parts]
    return " + ".join(parts)


def _unknown(
    run: Run,
    training: float | None,
    evaluation: float | None,
    hosting: float | None,
    hours: float | None,
    *,
    to_last_answer: bool,
) -> Iterator[str]:
    """Name every part that was or may have been billed and that nobody can put a figure to."""
    if run.customization and run.customization.replaced:
        yield "training by the first job before it stalled"
    if training is None:
        yield _of_training(run)
    if evaluation is None:
        yield "questions to the models"
    asking = [each for each in (run.prospect, run.answers) if each]
    if asking and asking[-1].outcome == "asking":
        yield "questions asked after the last count"
    if lost := sum(each.lost_requests for each in asking):
        yield f"{'1 request' if lost == 1 else f'{lost:,} requests'} that brought no answer"
    if hosting is None:
        yield "hosting" if hours is None else f"{hours:.2f} model-unit hours"
    if hours and to_last_answer:
        yield "hosting that goes on after the last answer"
    scorers = {job.by for job in run.evaluation.jobs} if run.evaluation else set()
    if "judge" in scorers:
        yield _of_judge(run)
    if "program" in scorers:
        yield "the base model's tokens in the evaluation job"


def _of_judge(run: Run) -> str:
    """Name the judge's tokens, by what it was given to read where that was counted."""
    answers, registration = run.answers, run.registration
    if answers is None or registration is None:
        return "the judge's tokens"
    tokens = judging.judged_tokens(
        registration.ready_recipe.evaluation,
        answers.custom_input_tokens + answers.custom_output_tokens,
    )
    return f"the price of about {tokens:,} tokens of the judge"


def _of_training(run: Run) -> str:
    status = run.training_status
    if status is None or status.outcome in ("running", "queued"):
        return "training that broke off" if _is_over(run) else "training that goes on"
    if status.outcome == "completed":
        return "training"
    return f"training that {'timed out' if status.outcome == 'timed_out' else status.outcome}"


def _training_usd(run: Run) -> float | None:
    if run.customization is None or run.customization.outcome == "no_slot":
        return 0.0
    if run.training_status and run.training_status.queued_since:
        return 0.0  # it never left Bedrock's queue, where nothing bills
    completed = run.training_status is not None and run.training_status.outcome == "completed"
    estimate = expected(run)
    return estimate.training_usd if completed and estimate else None


def _evaluation_usd(run: Run) -> float | None:
    answers, registration = run.answers, run.registration
    if answers is None and _was_asked(run):
        return None
    asked = answers or run.prospect  # whose questions to the base model are among the answers
    if asked is None:
        return 0.0
    if registration is None:
        return None
    model, prices = registration.ready_recipe.base_model, prices_of(run)
    if answers is None:
        return prices.asking(
            model,
            base=True,
            input_tokens=asked.input_tokens,
            output_tokens=asked.output_tokens,
        )
    base = prices.asking(
        model,
        base=True,
        input_tokens=answers.input_tokens
        - answers.custom_input_tokens
        - answers.champion_input_tokens,
        output_tokens=answers.output_tokens
        - answers.custom_output_tokens
        - answers.champion_output_tokens,
    )
    custom: float | None = 0.0  # what throughput answers is paid by the hour
    champion: float | None = 0.0
    if run.serving is None or run.serving.kind != "throughput":
        custom = prices.asking(
            model,
            base=False,
            input_tokens=answers.custom_input_tokens,
            output_tokens=answers.custom_output_tokens,
        )
    if answers.champion and answers.champion.kind == "deployment":
        champion = prices.asking(
            answers.champion.base_model,
            base=False,
            input_tokens=answers.champion_input_tokens,
            output_tokens=answers.champion_output_tokens,
        )
    if base is None or custom is None or champion is None:
        return None
    return base + custom + champion


def _was_asked(run: Run) -> bool:
    """Say whether models were asked by a run that cannot say how much: it broke off on the way."""
    serves = run.serving_status is not None and run.serving_status.outcome == "in_service"
    return (serves or _measures(run)) and _is_over(run)


def _measures(run: Run) -> bool:
    """Say whether the base model is asked before training, and nobody has counted how much."""
    plan, approval = run.hosting_plan, run.approval
    agreed = approval.outcome == "approved" if approval else plan and plan.outcome == "within"
    return bool(agreed) and run.prospect is None and run.slot is None


def _is_over(run: Run) -> bool:
    return run.failure is not None or run.status is not RunStatus.RUNNING


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
    if run.stored_model is None:
        return 0.0
    estimate = expected(run)
    return estimate.storage_month_usd if estimate else None
