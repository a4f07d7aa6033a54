"""A drop that costs more than its recipe allows is refused, and a price that is unknown is told."""

from dataclasses import replace

import pytest

from tuning.costs.estimate import Estimate
from tuning.dataset.rules import ceilings
from tuning.recipe import Limits

CHEAP = Estimate(
    training_tokens=1000,
    epochs=2,
    token_method="counted",
    training_usd=10.0,
    storage_month_usd=2.0,
    unit_hour_usd=20.0,
    hosting_usd=0.5,
    lease_hours=24,
)
UNPRICED = replace(CHEAP, training_usd=None, hosting_usd=None)


def told(estimate: Estimate, **limits: float) -> list[str]:
    return [
        f"{fault.code.name} {fault.code.value.message.format_map(fault.figures)}"
        for fault in ceilings.faults(estimate, Limits(**limits), model="Nova Micro")
    ]


def test_what_is_above_its_ceiling_is_refused_with_both_figures() -> None:
    assert [
        "TRAINING_OVER_CEILING training is estimated at 10.00 USD; max_training_usd is 9.99",
        "HOSTING_OVER_CEILING hosting is estimated at 0.5000 USD; max_hosting_usd is 0.4999",
    ] == told(CHEAP, max_training_usd=9.99, max_hosting_usd=0.4999)


@pytest.mark.parametrize("limits", [{}, {"max_training_usd": 10.0, "max_hosting_usd": 0.5}])
def test_what_costs_no_more_than_its_ceiling_passes(limits: dict[str, float]) -> None:
    assert [] == told(CHEAP, **limits)


def test_a_ceiling_that_nothing_can_be_compared_with_is_told() -> None:
    assert [
        "PRICE_UNKNOWN no price of hosting is known for Nova Micro, so max_hosting_usd cannot be "
        "compared",
    ] == told(UNPRICED, max_hosting_usd=1.0)
