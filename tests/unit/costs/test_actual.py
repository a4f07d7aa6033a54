from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from tests.unit.costs.conftest import ADMISSION, NOVA_2_LITE, planned, registered
from tuning.costs.actual import Bill, Cost, bill, cost
from tuning.costs.estimate import estimate
from tuning.costs.prices import price_list
from tuning.run.estimate import Estimate, Quantities
from tuning.run.evaluation import Answers, EvaluationJobs, Job, Prospect
from tuning.run.hosting import Serving, ServingStatus
from tuning.run.lease import Lease
from tuning.run.run import Failure, Run, RunStatus
from tuning.run.training import Customization, TrainingStatus

AMOUNT = Quantities(training_tokens=62_000)
ESTIMATE: Estimate = estimate(
    planned(), AMOUNT, mode="provisioned", lease_hours=24, prices=price_list()
)

RUN = Run(
    run_id="faq-0123456789ab",
    task="faq",
    status=RunStatus.RUNNING,
    execution="",
    created_at="",
    updated_at="",
)
TRAINED = replace(
    RUN,
    registration=registered(planned(model=NOVA_2_LITE)),
    admission=replace(ADMISSION, estimate=ESTIMATE),
    customization=Customization(job_arn="", job_name="", model_name=""),
    training_status=TrainingStatus(outcome="completed", status="Completed", model_arn="arn"),
)
TRAINING_USD = 0.70308
LEASE = Lease(
    run_id=RUN.run_id,
    kind="throughput",
    name="",
    owner="",
    units=2,
    unit_hour_usd=60.5,
    expires_at="2026-11-22T09:00:00+00:00",
    state="held",
    arn="arn",
    since="2026-11-21T09:00:00+00:00",
)
THROUGHPUT = Serving(
    kind="throughput", name="", arn="arn", units=2, unit_hour_usd=60.5, since="", lease_ends=""
)
HELD = replace(TRAINED, lease=LEASE, serving=THROUGHPUT)
ANSWERS = Answers(
    serving="arn",
    records=10,
    input_tokens=3000,
    output_tokens=500,
    custom_input_tokens=1000,
    custom_output_tokens=400,
    answered_at="2026-11-21T10:00:00+00:00",
)
BASE_USD = (2000 * 0.00033 + 100 * 0.00275) / 1000
CUSTOM_USD = (1000 * 0.0003 + 400 * 0.0025) / 1000


def test_the_tokens_of_a_judge_are_estimated_where_bedrock_counts_none() -> None:
    jobs = EvaluationJobs(outcome="started", jobs=(Job(model="custom", by="judge", arn="arn"),))

    judged = cost(replace(TRAINED, answers=ANSWERS, evaluation=jobs))
    unasked = cost(replace(TRAINED, evaluation=jobs))

    assert "the price of about 5,600 tokens of the judge (unknown)" in judged.sentence
    assert "the judge's tokens (unknown)" in unasked.sentence


def test_a_run_that_started_nothing_cost_nothing() -> None:
    assert cost(RUN) == Cost(
        sentence="$0.00",
        known_usd=0.0,
        unknown=(),
        training_method="",
        training_usd=0.0,
        evaluation_tokens=0,
        evaluation_usd=0.0,
        hosting_usd=0.0,
        unit_hours=0.0,
        total_usd=0.0,
        storage_month_usd=0.0,
    )


def test_a_completed_job_costs_its_tokens_and_its_model_bills_storage() -> None:
    spent = cost(TRAINED)

    assert TRAINING_USD == spent.training_usd == spent.total_usd
    assert 1.95 == spent.storage_month_usd


def test_a_job_that_found_no_slot_cost_nothing() -> None:
    waits = Customization(job_arn="", job_name="", model_name="", outcome="no_slot")

    assert 0.0 == cost(replace(RUN, customization=waits)).training_usd


@pytest.mark.parametrize("outcome", ["running", "failed", "stopped", "timed_out"])
def test_what_a_job_costs_that_did_not_complete_is_unknown(
    outcome: Literal["running", "failed", "stopped", "timed_out"],
) -> None:
    status = TrainingStatus(outcome=outcome, status="")

    spent = cost(replace(TRAINED, training_status=status))

    assert spent.training_usd is None
    assert spent.total_usd is None
    assert 0.0 == spent.storage_month_usd


def test_held_throughput_costs_its_units_from_purchase_until_now() -> None:
    spent = cost(HELD, now=datetime(2026, 11, 21, 10, 30, tzinfo=UTC))

    assert 3.0 == spent.unit_hours
    assert 181.5 == spent.hosting_usd
    assert spent.total_usd == pytest.approx(181.5 + TRAINING_USD)


def test_without_a_clock_held_throughput_is_counted_to_the_last_answer() -> None:
    assert 2.0 == cost(replace(HELD, answers=ANSWERS)).unit_hours
    assert cost(HELD).unit_hours is None
    assert cost(HELD).hosting_usd is None


def test_a_price_that_nobody_knows_stays_unknown() -> None:
    unpriced = replace(HELD, lease=replace(LEASE, unit_hour_usd=None))

    spent = cost(unpriced, now=datetime(2026, 11, 21, 10, tzinfo=UTC))

    assert (2.0, None, None) == (spent.unit_hours, spent.hosting_usd, spent.total_usd)


def test_released_throughput_costs_what_the_release_measured() -> None:
    released = replace(HELD, lease=replace(LEASE, state="released", unit_hours=1.5))

    spent = cost(released, now=datetime(2026, 12, 21, tzinfo=UTC))

    assert (1.5, 90.75) == (spent.unit_hours, spent.hosting_usd)


def test_a_deployment_costs_nothing_by_the_hour_and_both_models_bill_their_tokens() -> None:
    lease = replace(LEASE, kind="deployment", units=0, unit_hour_usd=0.0)

    spent = cost(replace(TRAINED, lease=lease, answers=ANSWERS))

    assert (0.0, 0.0) == (spent.unit_hours, spent.hosting_usd)
    assert 3500 == spent.evaluation_tokens
    assert BASE_USD + CUSTOM_USD == pytest.approx(spent.evaluation_usd)


def test_tokens_that_throughput_answered_are_paid_by_the_hour() -> None:
    assert BASE_USD == pytest.approx(cost(replace(HELD, answers=ANSWERS)).evaluation_usd)


SERVED = replace(
    TRAINED,
    serving=Serving(kind="deployment", units=0, unit_hour_usd=0.0, name="d", arn="a"),
    serving_status=ServingStatus(outcome="in_service", status="Active"),
)


@pytest.mark.parametrize(
    "over",
    [
        {"status": RunStatus.CANCELLED},
        {"failure": Failure(error="ServiceRefused", cause="no")},
    ],
    ids=["cancelled", "failed"],
)
@pytest.mark.parametrize(
    ("answers", "part"),
    [
        (None, "questions to the models"),
        (
            replace(ANSWERS, outcome="asking"),
            "questions asked after the last count",
        ),
    ],
    ids=["first sitting", "second sitting"],
)
def test_what_a_run_asked_that_ended_within_a_sitting_is_named(
    over: dict[str, Any], answers: Answers | None, part: str
) -> None:
    spent = cost(replace(SERVED, answers=answers, **over))

    assert (part,) == spent.unknown
    assert spent.total_usd is None


def test_what_was_asked_before_training_counts_for_a_run_that_ends_there() -> None:
    asked = Prospect(
        outcome="not_needed",
        reason="",
        input_tokens=ANSWERS.input_tokens - ANSWERS.custom_input_tokens,
        output_tokens=ANSWERS.output_tokens - ANSWERS.custom_output_tokens,
        lost_requests=2,
    )
    run = replace(TRAINED, customization=None, training_status=None, status=RunStatus.NOT_NEEDED)

    spent = cost(replace(run, prospect=asked))

    assert BASE_USD == pytest.approx(spent.known_usd)
    assert ("2 requests that brought no answer",) == spent.unknown


def test_what_was_asked_before_training_is_not_counted_twice() -> None:
    asked = Prospect(outcome="worth_training", reason="", input_tokens=700, output_tokens=70)
    served = replace(SERVED, answers=ANSWERS)

    assert cost(replace(served, prospect=asked)).evaluation_usd == cost(served).evaluation_usd


def test_a_cancelled_run_trains_no_more() -> None:
    status = TrainingStatus(outcome="running", status="InProgress")

    spent = cost(replace(TRAINED, training_status=status, status=RunStatus.CANCELLED))

    assert ("training that broke off",) == spent.unknown


@pytest.mark.parametrize(
    ("lost", "part"),
    [(1, "1 request that brought no answer"), (2, "2 requests that brought no answer")],
)
def test_requests_that_were_lost_are_named_once(lost: int, part: str) -> None:
    spent = cost(replace(TRAINED, answers=replace(ANSWERS, lost_requests=lost)))

    assert (part,) == spent.unknown


def test_what_a_job_that_stalled_had_trained_is_named() -> None:
    again = Customization(job_arn="2", job_name="", model_name="", attempt=2, replaced="1")

    spent = cost(replace(TRAINED, customization=again))

    assert ("training by the first job before it stalled",) == spent.unknown
    assert TRAINING_USD == spent.known_usd


def test_what_a_kept_run_goes_on_to_hold_is_named_where_it_is_not_counted() -> None:
    kept = replace(HELD, answers=ANSWERS, status=RunStatus.KEPT)

    to_the_last_answer = cost(kept)
    to_now = cost(kept, now=datetime(2026, 11, 21, 20, tzinfo=UTC))

    assert ("hosting that goes on after the last answer",) == to_the_last_answer.unknown
    assert (2.0, None) == (to_the_last_answer.unit_hours, to_the_last_answer.total_usd)
    assert ((), 22.0) == (to_now.unknown, to_now.unit_hours)


def test_a_bill_holds_the_estimate_beside_what_it_came_to() -> None:
    assert Bill(run_id=RUN.run_id, estimate=ESTIMATE, actual=cost(HELD)) == bill(HELD)
    assert bill(RUN).estimate is None
