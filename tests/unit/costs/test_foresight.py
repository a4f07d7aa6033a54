"""What an environment's ceilings will say, known at synthesis and to the doctor."""

from dataclasses import replace
from typing import Any

import pytest

from stacks.environments.environment import Environment
from stacks.environments.known import environment, environments
from tests.unit.costs.conftest import NOVA_2_LITE, NOVA_LITE, NOVA_MICRO
from tuning.costs.foresight import warnings
from tuning.costs.plan import lease_hours
from tuning.settings import Settings

DEV = environment("dev")
NOVA_PRO = "amazon.nova-pro-v1:0:300k"


def test_a_training_price_that_is_not_certain_is_said_before_the_first_run() -> None:
    (training, *_) = warnings(DEV, NOVA_PRO)

    assert "The price of training Nova Pro is not certain" in training
    assert "max_training_usd ($25.00)" in training
    assert "waits for a person to approve it" in training


def test_one_unconfirmed_source_makes_no_certain_price() -> None:
    assert "training Nova Lite is not certain" in warnings(DEV, NOVA_LITE)[0]


def test_hosting_that_no_ceiling_admits_is_said_with_its_figures() -> None:
    (hosting,) = warnings(replace(DEV, over_ceiling="refuse"), NOVA_2_LITE)

    usd = 60.5 * lease_hours(DEV)["provisioned"]
    assert f"at $60.50 an hour costs ${usd:,.2f}" in hosting
    assert "max_hosting_usd is $50.00" in hosting
    assert hosting.endswith("is refused")


def test_a_stated_price_below_the_ceiling_leaves_nothing_to_say() -> None:
    assert 1 == len(warnings(DEV))
    assert () == warnings(replace(DEV, unit_hour_usd=1.5))
    assert 1 == len(warnings(replace(DEV, unit_hour_usd=20)))


def test_without_ceilings_there_is_nothing_to_say() -> None:
    assert () == warnings(replace(DEV, max_training_usd=None, max_hosting_usd=None), NOVA_PRO)


@pytest.mark.parametrize("row", environments(), ids=lambda row: row.name)
def test_what_is_deployed_says_what_its_row_says(row: Environment, settings: Settings) -> None:
    values: dict[str, Any] = {
        name: getattr(row, name)
        for name in (
            "base_model",
            "over_ceiling",
            "max_training_usd",
            "max_hosting_usd",
            "unit_hour_usd",
            "throughput_deadline_minutes",
            "deployment_deadline_minutes",
            "asking_deadline_hours",
            "evaluation_deadline_hours",
        )
    }

    for model in (NOVA_MICRO, NOVA_LITE, NOVA_PRO, NOVA_2_LITE):
        assert warnings(row, model) == warnings(replace(settings, **values), model)
