from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import pytest

from tuning.costs.actual import Cost, cost
from tuning.costs.estimate import Estimate
from tuning.dataset.admission import Admission
from tuning.evaluation.comparison import Comparison
from tuning.hosting.release import Release
from tuning.hosting.throughput import Throughput
from tuning.ledger.run import Run, RunStatus
from tuning.training.jobs import Customization, TrainingStatus

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
    admission=Admission(
        outcome="admitted",
        summary="",
        report_key="",
        source_format=None,
        problems=0,
        estimate=Estimate(
            training_tokens=62_000,
            epochs=2,
            token_method="",
            training_usd=0.124,
            storage_month_usd=1.95,
            unit_hour_usd=60.5,
            hosting_usd=1452.0,
            lease_hours=24,
        ),
    ),
    customization=Customization(job_arn="", job_name="", model_name=""),
    training_status=TrainingStatus(outcome="completed", status="Completed", model_arn="arn"),
)
THROUGHPUT = Throughput(
    name="",
    arn="",
    units=2,
    unit_hour_usd=60.5,
    bought_at="2026-11-21T09:00:00+00:00",
    lease_ends="",
)
HELD = replace(TRAINED, throughput=THROUGHPUT)


def test_a_run_that_started_nothing_cost_nothing() -> None:
    assert cost(RUN) == Cost(
        training_usd=0.0, hosting_usd=0.0, unit_hours=0.0, total_usd=0.0, storage_month_usd=0.0
    )


def test_a_completed_job_costs_its_tokens_and_its_model_bills_storage() -> None:
    assert cost(TRAINED) == Cost(
        training_usd=0.124, hosting_usd=0.0, unit_hours=0.0, total_usd=0.124, storage_month_usd=1.95
    )


@pytest.mark.parametrize("outcome", ["running", "failed", "stopped", "timed_out"])
def test_what_a_job_costs_that_did_not_complete_is_unknown(
    outcome: Literal["running", "failed", "stopped", "timed_out"],
) -> None:
    status = TrainingStatus(outcome=outcome, status="")

    spent = cost(replace(TRAINED, training_status=status))

    assert spent.training_usd is None
    assert spent.total_usd is None
    assert spent.storage_month_usd == 0.0


def test_held_throughput_costs_its_units_from_purchase_until_now() -> None:
    spent = cost(HELD, now=datetime(2026, 11, 21, 10, 30, tzinfo=UTC))

    assert spent.unit_hours == 3.0
    assert spent.hosting_usd == 181.5
    assert spent.total_usd == pytest.approx(181.624)


def test_without_a_clock_held_throughput_is_counted_to_the_last_answer() -> None:
    comparison = Comparison(
        outcome="keep",
        reason="",
        scores=(),
        records=0,
        answers_key="",
        input_tokens=0,
        output_tokens=0,
        answered_at="2026-11-21T10:00:00+00:00",
    )

    assert cost(replace(HELD, comparison=comparison)).unit_hours == 2.0
    assert cost(HELD).unit_hours is None
    assert cost(HELD).hosting_usd is None


def test_a_price_that_nobody_knows_stays_unknown() -> None:
    throughput = replace(THROUGHPUT, unit_hour_usd=None)

    spent = cost(replace(HELD, throughput=throughput), now=datetime(2026, 11, 21, 10, tzinfo=UTC))

    assert (spent.unit_hours, spent.hosting_usd, spent.total_usd) == (2.0, None, None)


def test_released_throughput_costs_what_the_release_measured() -> None:
    release = Release(stopped=(), deleted=("arn",), unit_hours=1.5, hosting_usd=90.75)

    spent = cost(replace(HELD, release=release), now=datetime(2026, 12, 21, tzinfo=UTC))

    assert (spent.unit_hours, spent.hosting_usd) == (1.5, 90.75)
