from dataclasses import replace
from math import ceil

import msgspec
import pytest
from msgspec import structs

from tests.unit.costs.conftest import NOVA_2_LITE, NOVA_MICRO, planned
from tuning.costs import estimate, judging, prices
from tuning.costs.plan import over
from tuning.costs.prices import UNIT_HOUR
from tuning.models.catalogue import catalogue
from tuning.run.estimate import Estimate, Quantities
from tuning.run.judging import Rubric
from tuning.run.recipe import FEW_SHOT_TOKENS, Hosting, Limits
from tuning.tokens import count

TABLE = prices.price_list()
AMOUNT = Quantities(
    training_tokens=50_000, held_out=100, held_out_tokens=6400, prompts=90, prompt_tokens=5000
)
"""With answers of at most 256 tokens, 100 records hold 6,400 tokens asked and 25,600 answered."""


def test_provisioned_hosting_costs_its_units_until_lease_and_time_to_keep_are_over() -> None:
    plan = planned(hosting=Hosting(mode="provisioned", units=2, keep_hours=10, owner="me"))
    token = (0.0003 * 6400 + 0.0025 * 25_600) / 1000 / 32_000
    evaluation = (0.00033 * 11_400 + 0.00275 * 48_640) / 1000
    costs = estimate.estimate(plan, AMOUNT, mode="provisioned", lease_hours=28.0, prices=TABLE)

    assert costs == Estimate(
        mode="provisioned",
        training_tokens=50_000,
        epochs=3,
        token_method="estimated by kinds of characters",
        training_usd=0.567,
        storage_month_usd=1.95,
        evaluation_tokens=2 * (11_400 + 48_640),
        evaluation_usd=costs.evaluation_usd,
        units=2,
        unit_hour_usd=60.5,
        hosting_hours=38.0,
        hosting_usd=60.5 * 2 * 38,
        break_even_tokens_per_hour=ceil(2 * 60.5 / token),
        training_usd_least=0.0,
        evaluation_tokens_least=costs.evaluation_tokens_least,
        evaluation_usd_least=costs.evaluation_usd_least,
        total_usd_least=costs.total_usd_least,
        total_usd=round(0.567 + evaluation + 60.5 * 2 * 38, 4),
        unknown=(),
        outlook=planned().model.outlook,
    )
    assert evaluation == pytest.approx(costs.evaluation_usd)


def test_on_demand_nothing_bills_by_the_hour_and_both_models_bill_by_the_token() -> None:
    costs = estimate.estimate(planned(), AMOUNT, mode="on_demand", lease_hours=26.0, prices=TABLE)

    base = (0.00033 * 6400 + 0.00275 * 25_600) / 1000
    custom = (0.0003 * 6400 + 0.0025 * 25_600) / 1000
    assert (0, 0.0, 0.0) == (costs.units, costs.unit_hour_usd, costs.hosting_usd)
    assert base + custom == pytest.approx(costs.evaluation_usd)
    assert 2 * (6400 + 25_600) == costs.evaluation_tokens
    assert (
        "judge jobs: 403 judgements of 128,000 tokens or so, estimated by questions and answers; "
        "how many Bedrock puts around them is not known",
    ) == costs.unknown


def test_the_base_that_is_asked_once_more_with_examples_is_counted_too() -> None:
    plain = planned()
    shown = structs.replace(plain, evaluation=structs.replace(plain.evaluation, few_shot=4))

    once, twice = (
        estimate.estimate(recipe, AMOUNT, mode="on_demand", lease_hours=1, prices=TABLE)
        for recipe in (plain, shown)
    )

    more = 6400 + 100 * FEW_SHOT_TOKENS
    assert more + 25_600 == twice.evaluation_tokens - once.evaluation_tokens
    assert (0.00033 * more + 0.00275 * 25_600) / 1000 == pytest.approx(
        (twice.evaluation_usd or 0) - (once.evaluation_usd or 0)
    )


def test_traffic_that_is_expected_while_the_model_is_kept_is_part_of_hosting_on_demand() -> None:
    hosting = Hosting(keep_hours=10, owner="me", expected_tokens_per_hour=1_000_000)

    costs = estimate.estimate(
        planned(hosting=hosting), AMOUNT, mode="on_demand", lease_hours=1, prices=TABLE
    )

    token = (0.0003 * 6400 + 0.0025 * 25_600) / 1000 / 32_000
    assert 10_000_000 * token == pytest.approx(costs.hosting_usd)


def test_traffic_that_nobody_names_is_said_to_be_unknown() -> None:
    hosting = Hosting(keep_hours=10, owner="me")

    costs = estimate.estimate(
        planned(hosting=hosting), AMOUNT, mode="on_demand", lease_hours=1, prices=TABLE
    )

    assert "traffic while the model stays hosted: the recipe expects none" in costs.unknown


def test_a_committed_throughput_bills_to_the_end_of_its_term_at_its_own_price() -> None:
    hosting = Hosting(mode="provisioned", commitment="OneMonth", commitment_binds_until_term=True)

    costs = estimate.estimate(
        planned(hosting=hosting), AMOUNT, mode="provisioned", lease_hours=28, prices=TABLE
    )

    assert (55.0, 744, 55.0 * 744) == (
        costs.unit_hour_usd,
        costs.hosting_hours,
        costs.hosting_usd,
    )


def test_an_unknown_price_makes_an_unknown_cost_that_is_named_and_never_zero() -> None:
    plan = planned(model=NOVA_MICRO, hosting=Hosting(mode="provisioned"))

    costs = estimate.estimate(plan, AMOUNT, mode="provisioned", lease_hours=28, prices=TABLE)

    assert (None, None, None) == (
        costs.unit_hour_usd,
        costs.hosting_usd,
        costs.break_even_tokens_per_hour,
    )
    assert (f"hosting: no price is known for {NOVA_MICRO}",) == costs.unknown
    assert 0.15 == costs.training_usd
    assert costs.training_usd + (costs.evaluation_usd or 0) == pytest.approx(
        costs.total_usd, abs=0.0001
    )
    assert TABLE.usd("nobody.model-v1", "training_1k_tokens") is None


def test_above_the_break_even_and_only_there_units_are_cheaper_than_tokens() -> None:
    costs = estimate.estimate(planned(), AMOUNT, mode="provisioned", lease_hours=1, prices=TABLE)
    token = (0.0003 * 6400 + 0.0025 * 25_600) / 1000 / 32_000

    assert costs.break_even_tokens_per_hour
    assert (costs.break_even_tokens_per_hour + 1) * token > 60.5
    assert (costs.break_even_tokens_per_hour - 1) * token < 60.5


def test_the_least_that_a_run_may_cost_stands_beside_the_most() -> None:
    """Fewer tokens, and answers of a token each; what bills by the hour has no other end."""
    amount = replace(AMOUNT, training_tokens_least=30_000, held_out_tokens_least=4000)
    costs = estimate.estimate(planned(), amount, mode="on_demand", lease_hours=1, prices=TABLE)

    base, custom = 0.00033 * 4000 + 0.00275 * 100, 0.0003 * 4000 + 0.0025 * 100
    assert 30_000 * 3 * 0.00378 / 1000 == pytest.approx(costs.training_usd_least)
    assert 2 * (4000 + 100) == costs.evaluation_tokens_least
    assert (base + custom) / 1000 == pytest.approx(costs.evaluation_usd_least)
    assert costs.total_usd_least == pytest.approx(
        (costs.training_usd_least or 0) + (costs.evaluation_usd_least or 0), abs=1e-4
    )


def test_five_thousand_chinese_records_are_over_a_ceiling_of_five_dollars() -> None:
    """At four characters a token they came to $1.87, at most; o200k counts $7.30 of them."""
    text = "数据训练模型回答问题" * 50
    plan_of = planned(model=NOVA_MICRO, limits=Limits(max_training_usd=5.0))

    def passed(tokens: int) -> list[str]:
        amount = Quantities(training_tokens=5000 * tokens, training_tokens_least=0)
        costs = estimate.estimate(plan_of, amount, mode="on_demand", lease_hours=1, prices=TABLE)
        return [each.name for each in over(costs, plan_of, TABLE, None)]

    assert [] == passed(len(text) // 4)
    assert ["max_training_usd"] == passed(count(text).most)


def test_every_price_is_of_a_known_model_dated_sourced_rated_and_single() -> None:
    rows = prices.price_list().prices

    assert {row.model for row in rows} <= {model.id for model in catalogue().models}
    assert all(row.source and row.as_of and row.usd > 0 for row in rows)
    assert len(rows) == len({(row.model, row.what) for row in rows})
    assert all(row.confidence == "confirmed" for row in rows if "Price List API" in row.source)


def test_the_price_file_is_written_as_a_refresh_would_write_it() -> None:
    written = msgspec.json.format(msgspec.json.encode(prices.price_list()), indent=2) + b"\n"

    assert written == prices.FILE.read_bytes()


def test_a_term_has_its_own_price() -> None:
    assert (60.5, 55.0, None) == (
        TABLE.usd(NOVA_2_LITE, UNIT_HOUR[None]),
        TABLE.usd(NOVA_2_LITE, UNIT_HOUR["OneMonth"]),
        TABLE.usd(NOVA_2_LITE, UNIT_HOUR["SixMonths"]),
    )


def test_a_recipe_that_names_a_judge_is_told_on_throughput_too_that_its_tokens_are_unknown() -> (
    None
):
    plain = planned(hosting=Hosting(mode="provisioned"))
    judged = structs.replace(
        plain, evaluation=structs.replace(plain.evaluation, judge="amazon.nova-pro-v1:0")
    )

    unknown = [
        estimate.estimate(
            recipe, AMOUNT, mode="provisioned", lease_hours=38.0, prices=TABLE
        ).unknown
        for recipe in (plain, judged)
    ]

    assert [
        (),
        (
            "judge jobs: 403 judgements of 128,000 tokens or so, estimated by questions and "
            "answers; how many Bedrock puts around them is not known",
        ),
    ] == unknown


def test_every_metric_and_rubric_asks_the_judge_once_more_and_the_test_adds_three() -> None:
    settings = planned().evaluation
    rubric = Rubric(name="tone", instructions="", ratings=())

    more = structs.replace(settings, judge_metrics=("Correctness",) * 4, rubrics=(rubric,))

    assert 2 * 100 * 2 + 3 == judging.judgements(settings, 100)
    assert 2 * 100 * 5 + 3 == judging.judgements(more, 100)
    assert 2 * 1000 * 2 + 3 == judging.judgements(settings, 20_000)


def test_no_more_is_counted_than_models_are_asked() -> None:
    most = replace(AMOUNT, held_out=1000, held_out_tokens=64_000, held_out_tokens_least=32_000)
    more = replace(
        AMOUNT, held_out=20_000, held_out_tokens=1_280_000, held_out_tokens_least=640_000
    )

    assert most.asked == most
    assert (1000, 64_000, 32_000) == (
        more.asked.held_out,
        more.asked.held_out_tokens,
        more.asked.held_out_tokens_least,
    )
